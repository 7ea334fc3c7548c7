"""Times without a zone are UTC, wherever the machine thinks it is."""

import os
import subprocess
import sys
from pathlib import Path

import humanloop_evals

PROGRAM = """
from humanloop_evals.values import read_timestamp
print(read_timestamp(b'"2024-07-08T22:40:35"'), read_timestamp(b'"2024-07-08T22:40:35Z"'))
"""


def test_time_without_zone_is_utc() -> None:
    """The captured answers are naive; the machine's own zone has no say."""
    package = str(Path(humanloop_evals.__file__).parents[1])

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=os.environ | {"PYTHONPATH": package, "TZ": "Asia/Kolkata"},
        capture_output=True,
        text=True,
        check=False,
    )

    expected = "2024-07-08 22:40:35+00:00 2024-07-08 22:40:35+00:00\n"
    assert (done.stdout, done.stderr) == (expected, "")

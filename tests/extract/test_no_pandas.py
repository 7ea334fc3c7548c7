"""Extraction never imports pandas, which costs more than a small sync."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import humanloop_evals

PROGRAM = """
import sys
import api_full_objects as full
import api_objects as api
from extracting import extract
from fake_reader import FakeReader

run = full.full_run()
reader = FakeReader(
    [(full.full_evaluation(), [run]), (api.evaluation("evr_2", 1), [run])],
    files=[full.full_prompt()],
)
found = extract(reader)
print([batch.get("runs") is not None for batch in found.batches], "pandas" in sys.modules)
"""


def test_extraction_does_not_import_pandas() -> None:
    """Arrow would on several occasions: pa.array, pa.scalar, group_by."""
    tests = Path(__file__).parents[1]
    package = Path(humanloop_evals.__file__).parents[1]

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(tests), str(package)])},
        capture_output=True,
        text=True,
        check=False,
    )

    assert find_spec("pandas") is not None
    assert (done.stdout, done.stderr) == ("[False, True] False\n", "")

"""The command in a process of its own, as cron would start it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

MAIN = "from humanloop_evals.cli import main; main()"
# What would change the outcome of a test, were it set where the tests run.
_CONFIGURED = ("HUMANLOOP", "SOURCES__", "DLT_", "RUNTIME__")


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


def environment(**more: str) -> dict[str, str]:
    """The environment without any configuration of ours, and a bare PATH."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(_CONFIGURED)}
    return kept | {"PATH": "/usr/bin:/bin", "COLUMNS": "100"} | more


def run(*arguments: str, folder: Path, code: str = MAIN, **more: str) -> Done:
    """Run a command in a folder and wait for its end."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)

"""The command in a process of its own, as cron would start it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

MAIN = "from humanloop_evals.cli import main; main()"
# The command leaves by os._exit, so that nothing registered with atexit would be run.
_TELLING = f"""
import os, sys
leave = os._exit
def tell(code):
    print("imported:", sorted({{names!r}} & sys.modules.keys()))
    sys.stdout.flush()
    leave(code)
os._exit = tell
{MAIN}
"""
# What would change the outcome of a test, were it set where the tests run.
_CONFIGURED = ("HUMANLOOP", "SOURCES__", "DLT_", "RUNTIME__")


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


def telling(*names: str) -> str:
    """Code of the command, which says last which of these modules it has imported."""
    return _TELLING.format(names=set(names))


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

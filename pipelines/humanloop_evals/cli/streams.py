"""Standard output as it is found: any encoding, a full disk, a reader that has gone."""

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterator

from humanloop_evals.errors import HumanloopError


def accept_any_text() -> None:
    """Write what the terminal's encoding lacks as question marks instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


@contextlib.contextmanager
def failing_as_json(as_json: bool) -> Iterator[None]:  # noqa: FBT001 - the flag as it was given
    """Whoever asked for an object gets one also where the command fails."""
    try:
        yield
    except HumanloopError as error:
        if as_json:
            print(json.dumps({"exit_code": int(error.exit_code), "message": str(error)}))
        raise


def leave_stdout() -> None:
    """Write to nowhere from now on, so that the interpreter's own flush at exit succeeds."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

"""Standard streams as they are found: any encoding, closed, a full disk, a reader that has gone."""

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterator

from humanloop_evals.errors import ExitCode, HumanloopError


def accept_any_text() -> None:
    """Write what the terminal's encoding lacks as question marks, and to nowhere what is closed."""
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(line: str) -> None:
    """A line on stderr, if that takes any: what is to be said must not change how things end."""
    with contextlib.suppress(OSError):
        sys.stderr.write(f"humanloop-evals: {line}\n")
        sys.stderr.flush()


@contextlib.contextmanager
def failing_as_json(as_json: bool) -> Iterator[None]:  # noqa: FBT001 - the flag as it was given
    """Whoever asked for an object gets one also where the command fails."""
    try:
        yield
    except HumanloopError as error:
        if as_json:
            with contextlib.suppress(OSError):
                print(json.dumps({"exit_code": int(error.exit_code), "message": str(error)}))
        raise


def is_of_a_stream(error: Exception) -> bool:
    """Whether writing the output failed; where a file did, the error has its name."""
    return isinstance(error, OSError) and error.filename is None


def finish_stdout(code: int) -> int:
    """Write what is still to be written; returns the exit code.

    The interpreter would do so at exit, and end with a code of its own where that fails.
    """
    try:
        sys.stdout.flush()
    except OSError as error:
        leave_stdout()
        if code == ExitCode.COMPLETE:
            say(f"the output can't be written: {error}")
            return ExitCode.CONFIGURATION
    return code


def leave_stdout() -> None:
    """Write to nowhere from now on, so that the interpreter's own flush at exit succeeds."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _nowhere() -> io.TextIOWrapper:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - to the end

"""Standard output as it is found: any encoding, a full disk, a reader that has gone."""

import io
import os
import sys


def accept_any_text() -> None:
    """Write what the terminal's encoding lacks as question marks instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def leave_stdout() -> None:
    """Write to nowhere from now on, so that the interpreter's own flush at exit succeeds."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

"""Progress on stderr: a line that is rewritten on a terminal, few lines elsewhere."""

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import TextIO

_EVERY_SECONDS = {"bar": 0.1, "plain": 30.0}


@contextlib.contextmanager
def progress_to(stream: TextIO, style: str) -> Iterator[Callable[[str], None]]:
    """Yield what is to be told how far things are.

    Args:
        stream: Where to write.
        style: `bar`, `plain`, `off`, or `auto` for whichever suits the stream.
    """
    if style == "auto":
        style = "bar" if stream.isatty() else "plain"
    if style == "off":
        yield lambda _text: None
        return
    wait = _EVERY_SECONDS[style]
    # The first line after one interval: a quick sync run by cron says nothing.
    said_at = time.monotonic() if style == "plain" else float("-inf")
    written = False

    def say(text: str) -> None:
        nonlocal said_at, written
        if time.monotonic() - said_at < wait:
            return
        said_at = time.monotonic()
        start, end = ("\r", "") if style == "bar" else ("", "\n")
        # A stream that takes nothing any more is no reason to lose the night.
        with contextlib.suppress(OSError):
            stream.write(f"{start}{text}{end}")
            stream.flush()
        written = True

    try:
        yield say
    finally:
        if written and style == "bar":
            with contextlib.suppress(OSError):
                stream.write("\r\x1b[K")
                stream.flush()

"""SIGINT and SIGTERM end a sync within seconds, whatever it is doing."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import NoReturn

from humanloop_evals.errors import Interrupted

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def ended_by_signals(
    clean_up: Callable[[Interrupted], None], outcome: str = "nothing was published"
) -> Iterator[Callable[[], None]]:
    """Clean up and leave at the first signal.

    The process leaves at once instead of raising: an exception would wait for the threads of
    running requests and load jobs, and libraries on the way may take it for a failure to retry.
    Outside the main thread, where signals never arrive, nothing is changed.

    Args:
        clean_up: Removes what must not stay. It must not wait for other threads.
        outcome: Said with the signal.

    Yields:
        What to call when there is no way back: from then on signals are ignored, so that nothing
        is said to have been stopped that was done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    before = {
        number: signal.signal(
            number, lambda number, _: _leave(Interrupted(number, outcome), clean_up)
        )
        for number in _SIGNALS
    }
    try:
        yield _ignore
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def leave_with(exit_code: int, line: str | None = None) -> None:
    """From now on a signal ends the process with this code: its work is done, and was published.

    Args:
        exit_code: With which.
        line: What is to be said then.
    """

    def leave(*_: object) -> NoReturn:
        _ignore()
        try:
            if line is not None:
                _say(line)
        finally:
            os._exit(exit_code)

    for number in _SIGNALS:
        signal.signal(number, leave)


def _leave(interrupted: Interrupted, clean_up: Callable[[Interrupted], None]) -> NoReturn:
    _ignore()
    try:
        _say(str(interrupted))
        clean_up(interrupted)
    finally:
        os._exit(interrupted.exit_code)


def _say(line: str) -> None:
    with contextlib.suppress(OSError):
        sys.stderr.write(f"humanloop-evals: {line}\n")
        sys.stderr.flush()


def _ignore() -> None:
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)

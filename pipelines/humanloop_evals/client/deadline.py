"""A deadline for everything that one thread does for one request."""

import contextlib
import contextvars
import time
from collections.abc import Iterator

_deadline: contextvars.ContextVar[float | None] = contextvars.ContextVar("deadline", default=None)


@contextlib.contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """End every read, write and connect of this thread within so many seconds.

    One deadline inside another may come earlier than that, never later.
    """
    at, outer = time.monotonic() + seconds, _deadline.get()
    token = _deadline.set(at if outer is None else min(at, outer))
    try:
        yield
    finally:
        _deadline.reset(token)


def time_left() -> float | None:
    """Seconds to this thread's deadline, not below zero; None without one."""
    at = _deadline.get()
    return None if at is None else max(0.0, at - time.monotonic())

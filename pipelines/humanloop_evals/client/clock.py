"""The client's only view of time, so that tests of waiting need not wait."""

import threading
import time
from typing import Protocol


class Clock(Protocol):
    """Seconds, and waiting for them."""

    def monotonic(self) -> float:
        """Seconds on a clock that is never set."""

    def now(self) -> float:
        """Seconds since 1970, for `Retry-After` given as a date."""

    def sleep(self, seconds: float, until: threading.Event) -> None:
        """Wait, at most until the event is set."""


class SystemClock:
    """The machine's own clock."""

    def monotonic(self) -> float:
        """See `Clock`."""
        return time.monotonic()

    def now(self) -> float:
        """See `Clock`."""
        return time.time()

    def sleep(self, seconds: float, until: threading.Event) -> None:
        """See `Clock`."""
        until.wait(seconds)

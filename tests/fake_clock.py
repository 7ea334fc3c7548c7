"""A clock that never waits: it moves when somebody sleeps on it."""

import threading


class FakeClock:
    """Time for the client, moved by its own sleeps and by the test.

    Attributes:
        sleeps: What was slept, in order.
    """

    def __init__(self, *, now: float = 1_700_000_000.0) -> None:
        self.sleeps: list[float] = []
        self._elapsed = 0.0
        self._start = now
        self._lock = threading.Lock()

    def monotonic(self) -> float:
        """Seconds since the clock was made, plus a thousand."""
        with self._lock:
            return 1000.0 + self._elapsed

    def now(self) -> float:
        """Seconds since 1970."""
        with self._lock:
            return self._start + self._elapsed

    def sleep(self, seconds: float, until: threading.Event) -> None:
        """Move on at once."""
        assert not until.is_set()
        self.sleeps.append(seconds)
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        with self._lock:
            self._elapsed += seconds

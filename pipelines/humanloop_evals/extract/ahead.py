"""How many evaluations are read before they are needed: fewer where they are large."""

import threading

from humanloop_evals.extract.head import Head

# For each request in flight: dlt is imported, and batches are written, while nobody takes them.
_MOST = 4
# Of text, all of them together; cut into fields it takes as much again.
_BYTES = 6 * 1024 * 1024


class Ahead:
    """Knows how large evaluations are.

    Args:
        in_flight: Requests under way at once; as many are read ahead however large they are.
    """

    def __init__(self, in_flight: int) -> None:
        self._in_flight = in_flight
        self._count = 0
        self._bytes = 0
        self._lock = threading.Lock()

    def add(self, head: Head) -> None:
        """One was read, on any thread."""
        with self._lock:
            self._count += 1
            self._bytes += head.size

    def window(self) -> int:
        """How many may be under way or wait."""
        most = _MOST * self._in_flight
        if not self._bytes:
            return most
        return max(self._in_flight, min(most, _BYTES * self._count // self._bytes))

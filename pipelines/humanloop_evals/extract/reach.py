"""Evaluations read before they are needed: fewer where they are large."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from humanloop_evals.extract.head import Head
from humanloop_evals.extract.select import Target
from humanloop_evals.extract.window import ordered

# For each request in flight: dlt is imported, and batches are written, while nobody takes them.
_MOST = 4
# Of text, if those to come are as large as those that came last; cut into fields it takes as much
# again.
_BYTES = 6 * 1024 * 1024


class Reach:
    """Reads evaluations ahead, as far as those that came last were small.

    Args:
        in_flight: Requests under way at once; as many are read ahead however large they are.
    """

    def __init__(self, in_flight: int) -> None:
        self._in_flight = in_flight
        self._sizes: deque[int] = deque(maxlen=in_flight)
        self._lock = threading.Lock()

    def add(self, head: Head) -> None:
        """An evaluation was read, on any thread."""
        if head.error is None:
            with self._lock:
                self._sizes.append(head.size)

    def ordered(
        self,
        pool: ThreadPoolExecutor,
        read: Callable[[Target], Head],
        targets: Iterable[Target],
    ) -> Iterator[Head]:
        """Read evaluations on the pool's threads, and yield them in the order of the targets."""

        def read_and_add(target: Target) -> Head:
            head = read(target)
            self.add(head)
            return head

        return ordered(pool, read_and_add, targets, window=self.window)

    def window(self) -> int:
        """How many may be under way or wait."""
        most = _MOST * self._in_flight
        with self._lock:
            count, size = len(self._sizes), sum(self._sizes)
        if not size:
            return most
        return max(self._in_flight, min(most, _BYTES * count // size))

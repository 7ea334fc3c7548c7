"""Requests of all that is exported at once: bounded in number, and in what they keep in memory."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import ParamSpec, TypeVar

from humanloop_evals.reader import LogPage

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Requests:
    """Calls of the reader, made for many threads.

    Args:
        in_flight: Calls under way at once, and pages that were read and not taken yet.

    Attributes:
        pool: Whose threads make the calls.
    """

    def __init__(self, in_flight: int) -> None:
        self.pool = ThreadPoolExecutor(in_flight, thread_name_prefix="read")
        self._places = BoundedSemaphore(in_flight)

    def call(
        self,
        function: Callable[Arguments, Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Wait for one call; not to be used on the pool's own threads."""
        return self.pool.submit(function, *args, **kwargs).result()

    def pages(self, fetch: Callable[[int], LogPage], numbers: Iterable[int]) -> Iterator[LogPage]:
        """Read pages, several at once, and yield them in their order."""
        under_way: deque[Future[LogPage]] = deque()
        try:
            for number in numbers:
                # Whoever has pages takes them first: the places that are waited for may be theirs.
                while not self._places.acquire(blocking=not under_way):
                    yield from self._oldest(under_way)
                under_way.append(self.pool.submit(fetch, number))
            while under_way:
                yield from self._oldest(under_way)
        finally:
            for future in under_way:
                future.cancel()
                self._places.release()

    def close(self) -> None:
        """Begin no call any more."""
        self.pool.shutdown(wait=False, cancel_futures=True)

    def _oldest(self, under_way: deque[Future[LogPage]]) -> Iterator[LogPage]:
        future = under_way.popleft()
        try:
            yield future.result()
        finally:
            self._places.release()

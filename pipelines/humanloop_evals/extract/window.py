"""Bounded concurrency that keeps the order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def ordered(
    pool: ThreadPoolExecutor, call: Callable[[Item], Result], items: Iterable[Item], *, window: int
) -> Iterator[Result]:
    """Call for every item on the pool's threads and yield the results in the items' order.

    At most `window` items are taken ahead of what was yielded, so that memory stays bounded
    however fast the threads are. The first exception ends it; what was not begun is cancelled.
    """
    under_way: deque[Future[Result]] = deque()
    try:
        for item in items:
            under_way.append(pool.submit(call, item))
            if len(under_way) >= window:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        for future in under_way:
            future.cancel()

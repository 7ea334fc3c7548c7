"""Bounded concurrency that keeps the order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


# How long a signal may go unnoticed: one that comes right before a wait does not end it.
_A_MOMENT = 0.5


def result_of(future: Future[Result]) -> Result:
    """What a call on another thread returned or raised, waited for with an ear for signals."""
    while not future.done():
        wait([future], timeout=_A_MOMENT)
    return future.result()


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
                yield result_of(under_way.popleft())
        while under_way:
            yield result_of(under_way.popleft())
    finally:
        for future in under_way:
            future.cancel()

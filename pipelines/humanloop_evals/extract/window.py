"""Bounded concurrency that keeps the order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Group = TypeVar("Group")


# How long a signal may go unnoticed: one that comes right before a wait does not end it.
_A_MOMENT = 0.5


def result_of(future: Future[Result]) -> Result:
    """What a call on another thread returned or raised, waited for with an ear for signals."""
    while not future.done():
        wait([future], timeout=_A_MOMENT)
    return future.result()


def ordered(
    pool: ThreadPoolExecutor,
    call: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    window: int | Callable[[], int],
) -> Iterator[Result]:
    """Call for every item on the pool's threads and yield the results in the items' order.

    At most `window` items are taken ahead of what was yielded, so that memory stays bounded
    however fast the threads are; a function is asked before each item and after each result. The
    first exception ends it; what was not begun is cancelled.
    """
    under_way: deque[Future[Result]] = deque()
    try:
        for item in items:
            under_way.append(pool.submit(call, item))
            while len(under_way) >= (window if isinstance(window, int) else window()):
                yield result_of(under_way.popleft())
        while under_way:
            yield result_of(under_way.popleft())
    finally:
        for future in under_way:
            future.cancel()


def read_ahead(
    pool: ThreadPoolExecutor,
    groups: Iterable[Group],
    parts: Callable[[Group], Iterable[Item]],
    call: Callable[[Group, Item], Result],
    take: Callable[[Group, Item, Future[Result]], None],
    *,
    window: int,
) -> Iterator[Group]:
    """Call for every part of every group on the pool's threads, and take the results in order.

    Args:
        pool: Whose threads.
        groups: What the parts belong to; pulled ahead of what was yielded.
        parts: Of a group; may be none.
        call: For one part.
        take: Told each result, on this thread.
        window: At most so many calls are ahead of what was taken.

    Yields:
        Each group, after all of its results were taken.
    """
    under_way: deque[tuple[Group, Item | None, Future[Result] | None]] = deque()
    try:
        for group in groups:
            for part in parts(group):
                under_way.append((group, part, pool.submit(call, group, part)))
                while len(under_way) > window:
                    yield from _taken(under_way.popleft(), take)
            under_way.append((group, None, None))
            while under_way and _is_ready(under_way[0][2]):
                yield from _taken(under_way.popleft(), take)
        while under_way:
            yield from _taken(under_way.popleft(), take)
    finally:
        for _, _, future in under_way:
            if future is not None:
                future.cancel()


def _is_ready(future: Future[Result] | None) -> bool:
    return future is None or future.done()


def _taken(
    one: tuple[Group, Item | None, Future[Result] | None],
    take: Callable[[Group, Item, Future[Result]], None],
) -> Iterator[Group]:
    group, part, future = one
    if part is None or future is None:
        yield group
    else:
        take(group, part, future)

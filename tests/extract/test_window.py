"""Reading ahead: as far as there are threads to use, and no farther."""

import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

import api_objects as api
from fake_reader import PATIENCE, FakeReader
from humanloop_evals.errors import RequestFailed
from humanloop_evals.extract import Extraction, foresight
from humanloop_evals.extract.head import Head
from humanloop_evals.extract.known import Known
from humanloop_evals.extract.reach import Reach
from humanloop_evals.extract.reading import Reading
from humanloop_evals.extract.scope import Scope
from humanloop_evals.extract.select import Target
from humanloop_evals.extract.window import ordered
from humanloop_evals.reader import Document
from humanloop_evals.settings import Selection

SYNCED = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Four threads."""
    with ThreadPoolExecutor(4) as pool:
        yield pool


def test_ordered_takes_items_only_as_far_as_the_window(pool: ThreadPoolExecutor) -> None:
    """Not one item more is taken than was yielded and may wait."""
    taken: list[int] = []

    def items() -> Iterator[int]:
        for item in range(50):
            taken.append(item)
            yield item

    ahead = [
        len(taken) - yielded for yielded, _ in enumerate(ordered(pool, str, items(), window=5))
    ]

    assert ahead == [*[5] * 46, 4, 3, 2, 1]


def test_ordered_asks_again_how_far_it_may_go(pool: ThreadPoolExecutor) -> None:
    """What waits already is yielded before another item is taken."""
    taken: list[int] = []
    windows = iter([5, 5, 5, 5, *[2] * 50])

    def items() -> Iterator[int]:
        for item in range(10):
            taken.append(item)
            yield item

    results = ordered(pool, str, items(), window=lambda: next(windows))
    ahead = [len(taken) - yielded for yielded, _ in enumerate(results)]

    assert ahead == [5, 4, 3, 2, 2, 2, 2, 2, 2, 1]


def test_ordered_keeps_the_order_of_the_items(pool: ThreadPoolExecutor) -> None:
    """The first may end last."""
    last_has_ended = threading.Event()

    def call(item: int) -> int:
        if item == 0:
            assert last_has_ended.wait(PATIENCE)
        if item == 3:
            last_has_ended.set()
        return item

    assert list(ordered(pool, call, range(10), window=4)) == list(range(10))


def test_ordered_answers_a_signal_that_did_not_end_its_wait(pool: ThreadPoolExecutor) -> None:
    """One that reaches another thread, as one that comes right before the wait, wakes nobody."""
    heard, main = threading.Event(), threading.get_ident()
    before = signal.signal(signal.SIGUSR1, lambda *_: heard.set())

    def call(_: int) -> bool:
        deadline = time.monotonic() + PATIENCE
        while sys._current_frames()[main].f_code is not threading.Condition.wait.__code__:
            assert time.monotonic() < deadline
        # From there to the lock itself it takes no time, and nothing can be seen of it.
        heard.wait(0.1)
        signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
        return heard.wait(PATIENCE)

    try:
        answered = list(ordered(pool, call, [1], window=1))
    finally:
        signal.signal(signal.SIGUSR1, before)

    assert answered == [True]


def test_ordered_ends_with_the_first_error(pool: ThreadPoolExecutor) -> None:
    """What came before it is yielded, and what was not begun never is."""
    begun: list[int] = []

    def call(item: int) -> int:
        begun.append(item)
        return 1 // (3 - item)

    results = ordered(pool, call, range(100), window=5)

    assert [next(results) for _ in range(3)] == [0, 0, 1]
    with pytest.raises(ZeroDivisionError):
        next(results)
    assert set(begun) <= set(range(8))


def test_ordered_without_items_yields_nothing(pool: ThreadPoolExecutor) -> None:
    """An empty selection."""
    assert list(ordered(pool, str, [], window=3)) == []


def test_ordered_that_is_left_cancels_what_waits(pool: ThreadPoolExecutor) -> None:
    """The consumer had enough: items that no thread has begun are never begun."""
    free = threading.Event()
    begun: list[int] = []

    def call(item: int) -> int:
        begun.append(item)
        assert item == 0 or free.wait(PATIENCE)
        return item

    results = ordered(pool, call, range(20), window=12)
    next(results)
    results.close()
    free.set()
    pool.shutdown()

    assert len(begun) < 12


class Busy:
    """Counts how many calls are under way; use it as `FakeReader.before`.

    Args:
        together: How many must be under way at once before any goes on.
    """

    def __init__(self, together: int) -> None:
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()
        self._meeting = threading.Barrier(together, timeout=PATIENCE)

    def __call__(self, call: str) -> None:
        """Wait for the others."""
        if not call.startswith("runs"):
            return
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        self._meeting.wait()
        with self._lock:
            self._now -= 1


def extraction_of(reader: FakeReader, count: int, **options: object) -> Extraction:
    """An extraction of evr_0, evr_1 and so on with four requests in flight."""
    ids = tuple(f"evr_{number}" for number in range(count))
    return Extraction(reader, Selection(ids), synced_at=SYNCED, in_flight=4, **options)


def reader_of(count: int) -> FakeReader:
    """So many evaluations without runs."""
    return FakeReader((api.evaluation(f"evr_{number}"), []) for number in range(count))


def test_extraction_reads_as_many_at_once_as_it_may() -> None:
    """Four at a time, neither more nor fewer."""
    reader = reader_of(20)
    busy = Busy(together=4)
    reader.before = busy

    list(extraction_of(reader, 20).batches())

    assert busy.most == 4


def test_extraction_does_not_run_ahead_of_what_is_done() -> None:
    """However fast the reader is, memory holds a bounded number of answers."""
    reader = reader_of(200)
    ahead: list[int] = []

    def look(done: int) -> None:
        read = sum(call.startswith("runs") for call in reader.calls)
        ahead.append(read - done)

    list(extraction_of(reader, 200, on_progress=look).batches())

    assert len(ahead) == 200
    assert max(ahead) <= 4 * 4


def test_extraction_keeps_few_large_evaluations_ahead() -> None:
    """Of those that take megabytes only as many as requests are in flight."""
    large = "x" * 2_000_000
    reader = FakeReader((api.evaluation(f"evr_{number}", name=large), []) for number in range(30))
    ahead: list[int] = []

    def look(done: int) -> None:
        ahead.append(sum(call.startswith("runs") for call in reader.calls) - done)

    list(extraction_of(reader, 30, on_progress=look).batches())

    # Before the first has come, nobody knows.
    assert max(ahead[16:]) <= 4


def test_foresight_keeps_few_large_evaluations_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check reads no farther than a sync does."""
    large = "x" * 2_000_000
    reader = FakeReader((api.evaluation(f"evr_{number}", name=large), []) for number in range(40))
    begun: list[Head] = []
    ahead: list[int] = []

    def begin(head: Head, *arguments: Any, **options: Any) -> Reading:
        begun.append(head)
        return Reading(head, *arguments, **options)

    def targets() -> Iterator[Target]:
        for number in range(40):
            ahead.append(number - len(begun))
            yield Target(f"evr_{number}")

    monkeypatch.setattr(foresight, "Reading", begin)
    with ThreadPoolExecutor(4) as pool:
        foresight.foresee(reader, targets(), pool, known=Known(), scope=Scope(), in_flight=4)

    # Until the first has come nobody knows how large they are.
    assert ahead[20:] == [3] * 20


def window_after(*sizes: int) -> int:
    """How far is read ahead after evaluations of so many bytes, with 16 requests in flight."""
    reach = Reach(16)
    for size in sizes:
        reach.add(Head(Target("evr_1"), Document("GET /evaluations/evr_1", b"x" * size)))
    return reach.window()


def test_reach_is_four_times_what_is_in_flight_for_small_evaluations() -> None:
    """Also before the first was read."""
    assert (window_after(), window_after(1_000)) == (64, 64)


def test_reach_is_six_megabytes_for_larger_ones() -> None:
    """However many that are."""
    assert window_after(100_000, 300_000) == 6 * 2**20 // 200_000


def test_reach_is_what_is_in_flight_for_the_largest() -> None:
    """So that all threads have something to read."""
    assert window_after(10_000_000) == 16


def test_reach_goes_by_the_evaluations_that_came_last() -> None:
    """Many small ones before do not let large ones pile up, nor the other way round."""
    assert window_after(*[1_000] * 500, *[1_000_000] * 16) == 16
    assert window_after(*[1_000_000] * 100, *[1_000] * 16) == 64


def test_reach_does_not_count_what_could_not_be_read() -> None:
    """Nothing of it waits."""
    reach = Reach(16)
    reach.add(Head(Target("evr_1"), Document("GET /evaluations/evr_1", b"x" * 1_000_000)))
    for _ in range(15):
        reach.add(Head(Target("evr_2"), error=RequestFailed("GET /evaluations/evr_2: 500")))

    assert reach.window() == 16


def test_extraction_tells_its_progress() -> None:
    """Once for each evaluation, whether it could be read or not."""
    reader = reader_of(3)
    reader.replace(api.evaluation("evr_1"), [api.run(id=None)], evaluation_id="evr_1")
    done: list[int] = []

    list(extraction_of(reader, 3, on_progress=done.append).batches())

    assert done == [1, 2, 3]

"""How long the client waits by itself: exponential, with full jitter, within its budget."""

import random

import httpx
import pytest

from fake_clock import FakeClock
from http_client import Connect, answer
from humanloop_evals.errors import HumanloopError, RequestFailed, SourceUnavailable

BOUNDS = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]


def always_503(_request: httpx.Request) -> httpx.Response:
    """Fail, without asking for a wait."""
    return answer({"detail": "busy"}, 503)


def waits(connect: Connect, **settings: float) -> list[float]:
    """What a request slept that never succeeds."""
    clock = FakeClock()
    client = connect(
        "http://localhost/v5", transport=httpx.MockTransport(always_503), clock=clock, **settings
    )
    with pytest.raises(HumanloopError):
        client.evaluation("evr_1")
    return clock.sleeps


def test_backoff_is_full_jitter_below_a_doubling_bound(connect: Connect) -> None:
    """Each wait is anywhere between nothing and its bound, which doubles up to 30 s."""
    random.seed(1)
    rows = [waits(connect, attempts=10, request_deadline=1e6) for _ in range(60)]
    shares = [
        [wait / bound for wait in row] for row, bound in zip(columns(rows), BOUNDS, strict=True)
    ]

    assert [all(0.0 <= share <= 1.0 for share in row) for row in shares] == [True] * 9
    assert [min(row) < 0.2 for row in shares] == [True] * 9
    assert [max(row) > 0.8 for row in shares] == [True] * 9


def columns(rows: list[list[float]]) -> list[list[float]]:
    """The first of every row, then the second of every row and so on."""
    return [list(column) for column in zip(*rows, strict=True)]


def test_backoff_stands_any_number_of_attempts(connect: Connect) -> None:
    """The bound does not overflow after a thousand attempts."""
    random.seed(1)
    rows = waits(connect, attempts=1_200, request_deadline=1e6)

    assert len(rows) == 1_199
    assert max(rows) <= 30.0


def test_backoff_ends_before_the_request_deadline(connect: Connect) -> None:
    """A wait that would end after the deadline is not begun."""
    random.seed(1)
    slept = waits(connect, attempts=1_000, request_deadline=100.0)

    assert 60.0 < sum(slept) < 100.0


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"request_deadline": 20.0, "sync_deadline": 1000.0}, RequestFailed),
        ({"request_deadline": 1000.0, "sync_deadline": 20.0}, SourceUnavailable),
    ],
)
def test_backoff_tells_whose_deadline_it_was(
    connect: Connect, clock: FakeClock, settings: dict[str, float], error: type[Exception]
) -> None:
    """The request's own deadline fails the request, the sync's deadline the sync."""
    transport = httpx.MockTransport(always_503)
    client = connect(
        "http://localhost/v5", transport=transport, clock=clock, attempts=999, **settings
    )
    with pytest.raises(error) as caught:
        client.evaluation("evr_1")

    assert type(caught.value) is error

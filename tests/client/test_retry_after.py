"""`Retry-After`: read, obeyed by everybody, never undercut, and refused when it is too long."""

import threading
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_clock import FakeClock
from faulty_server import FaultyServer, respond, send_json
from http_client import EVALUATION, PATH, Connect, answer
from humanloop_evals.client.retry import Pause, retry_after_seconds
from humanloop_evals.errors import RequestFailed, SourceUnavailable

# Sunday, 6 November 1994, 08:49:37 UTC.
EPOCH = 784111777.0


@pytest.fixture
def _far_from_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine in another time zone."""
    with monkeypatch.context() as environment:
        environment.setenv("TZ", "XXX-5:30")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        ("7", 7.0),
        (" 120 ", 120.0),
        ("1.5", 1.5),
        ("Sun, 06 Nov 1994 08:50:37 GMT", 60.0),
        ("Sunday, 06-Nov-94 08:50:37 GMT", 60.0),
        ("Sun Nov  6 08:50:37 1994", 60.0),
        ("Sun, 06 Nov 1994 08:50:37 -0000", 60.0),
        ("Sun, 06 Nov 1994 10:50:37 +0200", 60.0),
        ("Sun, 06 Nov 1994 08:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("+5", None),
        ("1_000", None),
        ("0x10", None),
        ("nan", None),
        ("inf", None),
        ("Sun, 99 Nov 1994 08:50:37 GMT", None),
    ],
)
@pytest.mark.usefixtures("_far_from_greenwich")
def test_retry_after_is_read(header: str | None, seconds: float | None) -> None:
    """Seconds and the three forms of an HTTP date are read, in any time zone; others are none."""
    assert retry_after_seconds(header, now=EPOCH) == seconds


@settings(deadline=None)
@given(st.text(st.characters(codec="latin-1"), max_size=40) | st.from_regex(r"[A-Za-z0-9 :,+-]*"))
def test_retry_after_stands_any_header(header: str) -> None:
    """Whatever a server sends is a number of seconds or nothing."""
    seconds = retry_after_seconds(header, now=EPOCH)

    assert seconds is None or seconds >= 0.0


@pytest.mark.parametrize("status", [429, 503, 408, 500])
@pytest.mark.parametrize("header", ["7", "Tue, 14 Nov 2023 22:13:27 GMT"])
def test_client_never_undercuts_retry_after(
    server: FaultyServer, connect: Connect, clock: FakeClock, status: int, header: str
) -> None:
    """The wait is what was asked for and some jitter on top, whichever error asks."""
    asking = respond(status, b"", {"Retry-After": header})
    server.script(PATH, asking, send_json(EVALUATION))
    connect(server.url, clock=clock).evaluation("evr_1")

    assert len(clock.sleeps) == 1
    assert 7.0 <= clock.sleeps[0] <= 7.5


def test_client_waits_by_itself_for_a_retry_after_that_is_none(
    server: FaultyServer, connect: Connect, clock: FakeClock
) -> None:
    """Nonsense counts as no header."""
    server.script(PATH, respond(429, b"", {"Retry-After": "soon"}), send_json(EVALUATION))
    connect(server.url, clock=clock).evaluation("evr_1")

    assert [0.0 <= wait <= 0.5 for wait in clock.sleeps] == [True]


@pytest.mark.parametrize(
    ("header", "asked"),
    [("86400", "86400"), ("121", "121"), ("Wed, 15 Nov 2023 22:13:20 GMT", "86400")],
)
def test_client_ends_the_run_when_asked_to_wait_too_long(
    server: FaultyServer, connect: Connect, clock: FakeClock, header: str, asked: str
) -> None:
    """More than 120 s ends the run at once, and says what was asked for."""
    server.script(PATH, respond(429, b"", {"Retry-After": header}))
    with pytest.raises(SourceUnavailable, match=f"the server asks to wait {asked} s, longer"):
        connect(server.url, clock=clock).evaluation("evr_1")

    assert (server.count(PATH), clock.sleeps) == (1, [])


def test_client_waits_as_long_as_the_longest_retry_after(
    server: FaultyServer, connect: Connect, clock: FakeClock
) -> None:
    """120 s are waited for."""
    server.script(PATH, respond(429, b"", {"Retry-After": "120"}), send_json(EVALUATION))
    connect(server.url, clock=clock).evaluation("evr_1")

    assert 120.0 <= sum(clock.sleeps) <= 120.5


class BusyClock(FakeClock):
    """Does something else while somebody sleeps for the first time."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], object] = lambda: None

    def sleep(self, seconds: float, until: threading.Event) -> None:
        """See `FakeClock`."""
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        super().sleep(seconds, until)


def test_client_pauses_all_workers(connect: Connect) -> None:
    """While one worker was asked to wait, another one sends nothing either."""
    clock = BusyClock()
    sent: list[tuple[str, float]] = []

    def serve(request: httpx.Request) -> httpx.Response:
        sent.append((request.url.path, clock.monotonic()))
        is_first = len(sent) == 1
        return answer({}, 429, {"Retry-After": "60"}) if is_first else answer({"id": "evr_2"})

    client = connect(
        "http://localhost/v5", transport=httpx.MockTransport(serve), clock=clock, attempts=2
    )
    clock.meanwhile = lambda: client.evaluation("evr_2")
    with pytest.raises(RequestFailed):
        client.evaluation("evr_1")

    assert sent[:2] == [("/v5/evaluations/evr_1", 1000.0), ("/v5/evaluations/evr_2", 1060.0)]
    assert clock.sleeps[0] == 60.0


def test_pause_that_grows_is_waited_for_whole() -> None:
    """Somebody who waits already waits on when another worker is asked to wait longer."""
    clock = BusyClock()
    pause = Pause(clock, threading.Event())
    pause.extend(10.0)
    clock.meanwhile = lambda: pause.extend(25.0)
    pause.wait(None)

    assert clock.sleeps == [10.0, 15.0]


def test_pause_ends_with_the_sync_deadline(connect: Connect, clock: FakeClock) -> None:
    """Nobody sits through a pause that ends after the sync has to."""
    transport = httpx.MockTransport(lambda _: answer({}, 429, {"Retry-After": "100"}))
    client = connect(
        "http://localhost/v5", transport=transport, clock=clock, sync_deadline=30.0, attempts=9
    )
    for _ in range(2):
        with pytest.raises(SourceUnavailable, match="the deadline of 30 s"):
            client.evaluation("evr_1")

    assert clock.sleeps == [30.0]


@pytest.mark.parametrize(
    ("request_deadline", "sync_deadline", "error"),
    [(20.0, 21.0, RequestFailed), (21.0, 20.0, SourceUnavailable)],
)
def test_client_tells_whose_deadline_a_pause_would_break(
    connect: Connect,
    clock: FakeClock,
    request_deadline: float,
    sync_deadline: float,
    error: type[Exception],
) -> None:
    """Of two deadlines that a wait would break, the earlier one decides what fails."""
    client = connect(
        "http://localhost/v5",
        transport=httpx.MockTransport(lambda _: answer({}, 429, {"Retry-After": "100"})),
        clock=clock,
        request_deadline=request_deadline,
        sync_deadline=sync_deadline,
    )
    with pytest.raises(error) as caught:
        client.evaluation("evr_1")

    assert type(caught.value) is error

"""Time limits that hold against servers which are never quite silent. These tests wait for them."""

import contextlib
import socket
import time
from collections.abc import Iterator

import httpx
import pytest

from fake_clock import FakeClock
from faulty_server import (
    Behaviour,
    FaultyServer,
    drip_body,
    drip_headers,
    respond,
    send_json,
    silence,
)
from http_client import EVALUATION, PATH, Connect, answer
from humanloop_evals.client.deadline import deadline, time_left
from humanloop_evals.errors import HumanloopError, RequestFailed, SourceUnavailable

DEADLINE = 0.3
# A busy machine may be late, but not so late that a server drips on until then.
LATE = 5.0
DRIPPING: dict[str, Behaviour] = {
    "headers": drip_headers(0.02),
    "body": drip_body(b" " * 1000, 0.02),
    "error body": drip_body(b" " * 1000, 0.02, status=404),
    "silence": silence(),
}


@contextlib.contextmanager
def in_time() -> Iterator[None]:
    """Fail when it took too long."""
    began = time.monotonic()
    try:
        yield
    finally:
        assert time.monotonic() - began < LATE


@pytest.mark.parametrize("name", ["headers", "body", "error body", "silence"])
def test_request_deadline_ends_a_server_that_drips(
    server: FaultyServer, connect: Connect, name: str
) -> None:
    """A byte now and then does not keep a request alive beyond its deadline."""
    server.script(PATH, DRIPPING[name])
    client = connect(server.url, request_deadline=DEADLINE)
    with in_time(), pytest.raises(RequestFailed, match=f"^GET {PATH[3:]}: "):
        client.evaluation("evr_1")

    assert server.count(PATH) == 1


def test_request_deadline_ends_a_tls_handshake_without_answer(connect: Connect) -> None:
    """A server that takes the connection and never begins TLS is no connection."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        client = connect(f"https://127.0.0.1:{port}/v5", request_deadline=DEADLINE)
        with in_time(), pytest.raises(SourceUnavailable, match="no connection"):
            client.evaluation("evr_1")


def test_request_deadline_covers_all_attempts(connect: Connect, clock: FakeClock) -> None:
    """A second attempt gets what the first one left, not a deadline of its own."""
    left: list[float | None] = []

    def serve(_request: httpx.Request) -> httpx.Response:
        left.append(time_left())
        clock.advance(60.0)
        return answer({}, 503)

    transport = httpx.MockTransport(serve)
    client = connect(
        "http://localhost/v5", transport=transport, clock=clock, request_deadline=100.0
    )
    with pytest.raises(RequestFailed):
        client.evaluation("evr_1")

    assert left == [pytest.approx(100.0, abs=1.0), pytest.approx(39.75, abs=1.0)]


def test_read_timeout_is_worth_another_try(
    server: FaultyServer, connect: Connect, clock: FakeClock
) -> None:
    """No byte for the read timeout ends the attempt, and the next one may succeed."""
    server.script(PATH, silence(), send_json(EVALUATION))
    document = connect(server.url, clock=clock, read_timeout=0.2).evaluation("evr_1")

    assert document.where == f"GET {PATH[3:]}"
    assert server.count(PATH) == 2


@pytest.mark.parametrize("name", ["headers", "body"])
def test_sync_deadline_ends_a_server_that_drips(
    server: FaultyServer, connect: Connect, name: str
) -> None:
    """The sync's deadline holds within a request, and fails the sync."""
    server.script(PATH, DRIPPING[name])
    client = connect(server.url, sync_deadline=DEADLINE)
    with in_time(), pytest.raises(SourceUnavailable, match=r"the deadline of 0\.3 s leaves"):
        client.evaluation("evr_1")


def test_sync_deadline_lets_no_request_begin(
    server: FaultyServer, connect: Connect, clock: FakeClock
) -> None:
    """Once it has come, nothing is sent any more."""
    server.script("*", send_json(EVALUATION))
    client = connect(server.url, clock=clock, sync_deadline=60.0)
    client.evaluation("evr_1")
    clock.advance(60.0)
    with pytest.raises(SourceUnavailable, match="the deadline of 60 s"):
        client.evaluation("evr_1")

    assert len(server.requests) == 1


def test_request_deadline_counts_a_pause_within_the_request(
    server: FaultyServer, connect: Connect, clock: FakeClock
) -> None:
    """A wait that was asked for and would end after the deadline is not begun."""
    server.script(PATH, respond(429, b"", {"Retry-After": "100"}))
    with pytest.raises(RequestFailed, match="429"):
        connect(server.url, clock=clock, request_deadline=150.0).evaluation("evr_1")

    assert server.count(PATH) == 2
    assert sum(clock.sleeps) < 150.0


def test_deadline_inside_another_comes_no_later() -> None:
    """The earlier of two deadlines counts, and the outer one is back afterwards."""
    with deadline(10.0):
        with deadline(100.0):
            inner = time_left()
        with deadline(1.0):
            shorter = time_left()
        outer = time_left()

    assert [inner, shorter, outer] == [
        pytest.approx(10.0, abs=0.5),
        pytest.approx(1.0, abs=0.5),
        pytest.approx(10.0, abs=0.5),
    ]
    assert time_left() is None


def test_error_body_is_waited_for_only_so_long(server: FaultyServer, connect: Connect) -> None:
    """What came of an error's body within the deadline is shown with the error."""
    server.script(PATH, drip_body(b"no such evaluation" + b" " * 9_999, 0.002, status=404))
    client = connect(server.url, request_deadline=1.0)
    with in_time(), pytest.raises(HumanloopError) as caught:
        client.evaluation("evr_1")

    assert str(caught.value) == f"GET {PATH[3:]}: 404 (no such evaluation)"

"""Which failures are worth another try, and how many."""

import gzip
import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpcore
import httpx
import pytest

from fake_clock import FakeClock
from faulty_server import (
    Behaviour,
    FaultyServer,
    close_at_once,
    cut,
    cut_chunked,
    reset,
    respond,
    send,
    send_gzip,
    send_json,
    unused_port,
)
from http_client import EVALUATION, PATH, Connect, answer
from humanloop_evals.errors import Forbidden, NotFound, Refused, RequestFailed, SourceUnavailable
from humanloop_evals.reader import Document

BODY = json.dumps(EVALUATION).encode()
PACKED = gzip.compress(BODY)
BEGINNING = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(BODY)

PASSING: dict[str, Behaviour] = {
    **{str(s): respond(s) for s in (408, 409, 425, 429, 500, 501, 502, 503, 504, 529, 599)},
    "reset": reset(),
    "reset within the headers": reset(BEGINNING[:20]),
    "reset within the body": reset(BEGINNING + BODY[:4]),
    "closed": close_at_once(),
    "closed within the headers": send(BEGINNING[:20]),
    "body cut short": cut(BODY, len(BODY) - 1),
    "chunked body cut short": cut_chunked(BODY),
    "gzip cut short": send_gzip(PACKED[:-9]),
    "gzip without its end": send_gzip(PACKED[:-1]),
    "gzip of nothing": send_gzip(b""),
    "gzip that is none": send_gzip(BODY),
    "gzip with a wrong checksum": send_gzip(PACKED[:-8] + bytes(8)),
    "gzip with more behind it": send_gzip(PACKED + b"more"),
    "not HTTP": send(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "header that is none": send(b"HTTP/1.1 200 OK\r\nno header\r\n\r\n"),
    "chunk without size": send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
}


@pytest.mark.parametrize("behaviour", PASSING.values(), ids=PASSING.keys())
def test_client_tries_again(
    server: FaultyServer, connect: Connect, clock: FakeClock, behaviour: Behaviour
) -> None:
    """A failure that may pass is tried again after a wait."""
    server.script(PATH, behaviour, behaviour, send_json(EVALUATION))
    document = connect(server.url, clock=clock).evaluation("evr_1")

    assert document == Document(f"GET {PATH[3:]}", BODY)
    assert (server.count(PATH), len(clock.sleeps)) == (3, 2)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, RequestFailed),
        (401, Refused),
        (403, Forbidden),
        (404, NotFound),
        (405, RequestFailed),
        (410, RequestFailed),
        (422, RequestFailed),
        (204, RequestFailed),
        (304, RequestFailed),
    ],
)
def test_client_does_not_try_again(
    server: FaultyServer, connect: Connect, clock: FakeClock, status: int, error: type[Exception]
) -> None:
    """What will be the same next time is asked once."""
    server.script(PATH, respond(status, b"" if status in {204, 304} else b'{"detail":"why"}'))
    with pytest.raises(error) as caught:
        connect(server.url, clock=clock).evaluation("evr_1")

    assert type(caught.value) is error
    assert (server.count(PATH), clock.sleeps) == (1, [])


@pytest.mark.parametrize("attempts", [1, 2, 6])
def test_client_keeps_to_its_attempts(
    server: FaultyServer, connect: Connect, clock: FakeClock, attempts: int
) -> None:
    """After as many attempts as set the last failure is told, with what the server said."""
    server.script(PATH, respond(503, b'{"detail": "down for\\nmaintenance"}'))
    with pytest.raises(RequestFailed) as caught:
        connect(server.url, clock=clock, attempts=attempts).evaluation("evr_1")

    assert str(caught.value) == f"GET {PATH[3:]}: 503 (down for maintenance)"
    assert (server.count(PATH), len(clock.sleeps)) == (attempts, attempts - 1)


def test_client_keeps_the_cause_of_a_broken_connection(
    server: FaultyServer, connect: Connect, clock: FakeClock
) -> None:
    """The error comes from the library's own, for who wants to know more."""
    server.script(PATH, close_at_once())
    with pytest.raises(RequestFailed) as caught:
        connect(server.url, clock=clock, attempts=2).evaluation("evr_1")

    assert isinstance(caught.value.__cause__, httpx.RemoteProtocolError)
    assert isinstance(caught.value.__cause__.__cause__, httpcore.RemoteProtocolError)


def test_client_gives_the_source_up_where_nothing_listens(
    connect: Connect, clock: FakeClock
) -> None:
    """No connection at all is tried again, and then a failure of the whole source."""
    port = unused_port()
    with pytest.raises(SourceUnavailable, match=f"http://127\\.0\\.0\\.1:{port}: no connection"):
        connect(f"http://127.0.0.1:{port}/v5", clock=clock, attempts=4).evaluation("evr_1")

    assert len(clock.sleeps) == 3


def test_client_gives_the_source_up_where_the_host_has_no_address(
    connect: Connect, clock: FakeClock
) -> None:
    """A name that does not resolve is a failure of the whole source."""
    with pytest.raises(SourceUnavailable, match=r"https://nowhere\.invalid: no connection"):
        connect("https://nowhere.invalid/v5", clock=clock, attempts=2).evaluation("evr_1")


def test_client_recovers_when_the_server_comes_back(connect: Connect, clock: FakeClock) -> None:
    """A connection that the server closed while it was idle is replaced."""
    port = unused_port()
    client = connect(f"http://127.0.0.1:{port}/v5", clock=clock, attempts=1)
    with pytest.raises(SourceUnavailable):
        client.evaluation("evr_1")
    with FaultyServer(port=port) as server:
        server.script(PATH, send_json(EVALUATION))

        assert client.evaluation("evr_1").text == BODY
    with FaultyServer(port=port) as server:
        server.script(PATH, send_json(EVALUATION))

        assert client.evaluation("evr_1").text == BODY


def test_client_tells_little_of_a_long_answer_that_is_no_http(
    server: FaultyServer, connect: Connect, clock: FakeClock
) -> None:
    """What was sent instead of HTTP makes a short line, whatever its length."""
    server.script(PATH, send(b"nonsense\x1b" * 5000 + b"\r\n\r\n"))
    with pytest.raises(RequestFailed) as caught:
        connect(server.url, clock=clock, attempts=2).evaluation("evr_1")

    assert len(str(caught.value)) < 400
    assert str(caught.value).isprintable()


def test_attempts_of_one_request_are_not_those_of_another(
    connect: Connect, clock: FakeClock
) -> None:
    """Two at once, each with all the attempts that there are."""
    both = threading.Barrier(2, timeout=10.0)
    asked: Counter[str] = Counter()

    def serve(request: httpx.Request) -> httpx.Response:
        both.wait()
        path = request.url.path
        asked[path] += 1
        evaluation = {**EVALUATION, "id": path.rpartition("/")[2]}
        return answer(evaluation, 503 if asked[path] < 3 else 200)

    transport = httpx.MockTransport(serve)
    client = connect("http://localhost/v5", transport=transport, clock=clock, attempts=3)
    with ThreadPoolExecutor(2) as pool:
        documents = list(pool.map(client.evaluation, ["evr_1", "evr_2"]))

    assert [document.where for document in documents] == [
        "GET /evaluations/evr_1",
        "GET /evaluations/evr_2",
    ]
    assert asked == {"/v5/evaluations/evr_1": 3, "/v5/evaluations/evr_2": 3}

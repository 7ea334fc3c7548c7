"""Connections: kept open, few, and with what every request says."""

import gzip
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from fake_clock import FakeClock
from faulty_server import FaultyServer, cut_chunked, reset, respond, send_gzip, send_json
from http_client import EVALUATION, KEY, PATH, Connect
from humanloop_evals.client import Client
from humanloop_evals.errors import RequestFailed
from humanloop_evals.reader import Document, Traffic


def test_client_reuses_its_connection(server: FaultyServer, connect: Connect) -> None:
    """Three requests, one after the other, go over one connection."""
    server.script(PATH, send_json(EVALUATION))
    client = connect(server.url)
    for _ in range(3):
        client.evaluation("evr_1")

    assert [request.connection for request in server.requests] == [0, 0, 0]


@pytest.mark.parametrize("status", [404, 503])
def test_client_reuses_its_connection_after_an_error(
    server: FaultyServer, connect: Connect, clock: FakeClock, status: int
) -> None:
    """An error answer is read to its end, so that the connection can go on."""
    server.script(PATH, respond(status, b'{"detail":"no"}'), send_json(EVALUATION))
    client = connect(server.url, clock=clock, attempts=1)
    with pytest.raises(RequestFailed):
        client.evaluation("evr_1")
    client.evaluation("evr_1")

    assert [request.connection for request in server.requests] == [0, 0]


def test_client_opens_one_connection_for_each_request_in_flight(
    server: FaultyServer, connect: Connect
) -> None:
    """As many threads as the setting says need as many connections, however long they go on."""
    server.script(PATH, send_json(EVALUATION))
    client = connect(server.url, requests_in_flight=4)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: client.evaluation("evr_1"), range(100)))

    assert len(server.requests) == 100
    assert {request.connection for request in server.requests} <= {0, 1, 2, 3}


def test_client_says_what_it_accepts_and_who_it_is(server: FaultyServer, connect: Connect) -> None:
    """Gzip and JSON are asked for, and the key goes along as the API wants it; nothing else."""
    server.script(PATH, send_json(EVALUATION))
    connect(server.url).evaluation("evr_1")

    assert server.requests[0].headers == {
        "host": f"127.0.0.1:{server.port}",
        "accept": "application/json",
        "accept-encoding": "gzip",
        "user-agent": "humanloop-evals",
        "x-api-key": KEY,
    }


def test_client_keeps_no_cookies(server: FaultyServer, connect: Connect) -> None:
    """What a server wants to be told again is its own business."""
    server.script(PATH, respond(200, json.dumps(EVALUATION).encode(), {"Set-Cookie": "seen=1"}))
    client = connect(server.url)
    for _ in range(2):
        client.evaluation("evr_1")

    assert ["cookie" in request.headers for request in server.requests] == [False, False]


@pytest.mark.parametrize(
    "pack",
    [
        gzip.compress,
        lambda body: gzip.compress(body[:10]) + gzip.compress(body[10:]),
        lambda body: gzip.compress(b"") + gzip.compress(body) + gzip.compress(b""),
    ],
    ids=["one member", "two members", "empty members"],
)
def test_client_reads_gzip(
    server: FaultyServer, connect: Connect, pack: Callable[[bytes], bytes]
) -> None:
    """A gzip body is decoded, all of its members."""
    body = json.dumps(EVALUATION).encode()
    server.script(PATH, send_gzip(pack(body)))

    assert connect(server.url).evaluation("evr_1") == Document(f"GET {PATH[3:]}", body)


@pytest.mark.parametrize("size", [2**20 - 1, 2**20, 2**20 + 1, 2**21, 3 * 2**20 + 7])
def test_client_reads_gzip_of_any_length(server: FaultyServer, connect: Connect, size: int) -> None:
    """Bodies that end just where a step of decoding ends come whole."""
    body = json.dumps({"id": "evr_1"}).encode().ljust(size)
    server.script(PATH, send_gzip(gzip.compress(body)))

    assert connect(server.url).evaluation("evr_1").text == body


def test_client_reads_an_unusual_spelling_of_no_encoding(
    server: FaultyServer, connect: Connect
) -> None:
    """`identity` and an empty header mean the same as none."""
    body = json.dumps(EVALUATION).encode()
    encodings = [{"Content-Encoding": "identity"}, {"Content-Encoding": ""}]
    server.script(PATH, *(respond(200, body, encoding) for encoding in encodings))
    client = connect(server.url)

    assert [client.evaluation("evr_1").text for _ in encodings] == [body, body]


def count_traffic(client: Client) -> Traffic:
    """Read one evaluation and say what it cost."""
    client.evaluation("evr_1")
    return client.requests()


def test_client_counts_requests_retries_and_decoded_bytes(
    server: FaultyServer, connect: Connect, clock: FakeClock
) -> None:
    """Failed attempts count as requests; bytes are those of whole bodies, decoded."""
    body = json.dumps(EVALUATION).encode()
    server.script(PATH, reset(), respond(503), cut_chunked(b"{"), send_gzip(gzip.compress(body)))

    traffic = count_traffic(connect(server.url, clock=clock))

    assert traffic == Traffic(requests=4, retries=3, bytes=len(body))

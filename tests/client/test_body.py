"""The limit of a body, counted while it is decoded."""

import contextlib
import gzip
import json
import time
from collections.abc import Callable

import httpx
import pytest

from fake_clock import FakeClock
from faulty_server import Behaviour, FaultyServer, endless_body, gzip_bomb, respond, send_gzip
from http_client import PATH, Connect
from humanloop_evals.client.body import BodyReader, CutShortError
from humanloop_evals.client.deadline import deadline
from humanloop_evals.errors import UnexpectedAnswer

LIMIT = 100_000
LARGE = b" " * (5 * 2**20)
GZIP = {"Content-Encoding": "gzip"}
# A flushed block of gzip that decodes to nothing, again and again, and a member that does.
NOTHING = gzip.compress(b"", mtime=0)
EMPTY_BLOCK = b"\x00\x00\x00\xff\xff"
HEAD = bytes.fromhex("1f8b08000000000000ff")

TOO_LARGE: dict[str, Behaviour] = {
    "plain": respond(200, b" " * (LIMIT + 1)),
    "gzip": send_gzip(gzip.compress(b" " * (LIMIT + 1))),
    "bomb": send_gzip(gzip_bomb(80)),
    "huge bomb": send_gzip(gzip_bomb(4096)),
    "endless": endless_body(b" " * 8192),
    "endless gzip": endless_body(gzip_bomb(1)[len(HEAD) :], GZIP, first=HEAD),
    "endless members of nothing": endless_body(NOTHING * 1000, GZIP),
    "endless blocks of nothing": endless_body(EMPTY_BLOCK * 1000, GZIP, first=HEAD),
}


@pytest.mark.parametrize("behaviour", TOO_LARGE.values(), ids=TOO_LARGE.keys())
def test_body_beyond_the_limit_is_refused(
    server: FaultyServer, connect: Connect, clock: FakeClock, behaviour: Behaviour
) -> None:
    """Too large stays too large: one request, and the error names the setting."""
    server.script(PATH, behaviour)
    with pytest.raises(UnexpectedAnswer) as caught:
        connect(server.url, clock=clock, body_limit=LIMIT, request_deadline=30.0).evaluation(
            "evr_1"
        )

    assert str(caught.value) == (
        f"GET {PATH[3:]}: the body is larger than 100,000 bytes; raise HUMANLOOP_EVALS_BODY_LIMIT "
        "if that is expected"
    )
    assert (server.count(PATH), clock.sleeps) == (1, [])


@pytest.mark.parametrize(
    "pack", [lambda body: respond(200, body), lambda b: send_gzip(gzip.compress(b))]
)
def test_body_at_the_limit_is_read(
    server: FaultyServer, connect: Connect, pack: Callable[[bytes], Behaviour]
) -> None:
    """The limit itself is allowed, and it is the decoded bytes that count."""
    body = json.dumps({"id": "evr_1"}).encode().ljust(LIMIT)
    server.script(PATH, pack(body))

    assert connect(server.url, body_limit=LIMIT).evaluation("evr_1").text == body


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip", "x" * 1000])
def test_body_in_an_encoding_that_was_not_asked_for_is_refused(
    server: FaultyServer, connect: Connect, encoding: str
) -> None:
    """What can't be decoded within the limit is not decoded."""
    server.script(PATH, respond(200, b"{}", {"Content-Encoding": encoding}))
    with pytest.raises(UnexpectedAnswer) as caught:
        connect(server.url).evaluation("evr_1")

    named = repr(encoding) if len(encoding) < 11 else "with a strange name"
    assert str(caught.value) == f"GET {PATH[3:]}: content encoding {named} was not asked for"
    assert server.count(PATH) == 1


@pytest.mark.parametrize("status", [404, 500])
def test_error_body_that_never_ends_is_cut(
    server: FaultyServer, connect: Connect, clock: FakeClock, status: int
) -> None:
    """An error shows the beginning of what came, whatever its length and encoding."""
    server.script(PATH, respond(status, gzip_bomb(4096), GZIP))
    with pytest.raises(Exception, match=f"^GET {PATH[3:]}: {status}$"):
        connect(server.url, clock=clock, attempts=2).evaluation("evr_1")


def test_places_for_large_bodies_are_given_back_after_errors(
    server: FaultyServer, connect: Connect
) -> None:
    """Bodies that were refused hold no place: the tenth is read like the first."""
    bomb = send_gzip(gzip_bomb(8))
    server.script(PATH, *[bomb] * 9, respond(200, b'{"id":"evr_1"}'.ljust(5 * 2**20)))
    client = connect(server.url, body_limit=6 * 2**20, request_deadline=10.0)
    for _ in range(9):
        with contextlib.suppress(UnexpectedAnswer):
            client.evaluation("evr_1")

    assert len(bytes(client.evaluation("evr_1").text)) == 5 * 2**20


def test_deadline_holds_while_waiting_for_a_place_for_a_large_body() -> None:
    """Four large bodies at once have a place; a fifth waits no longer than it may."""
    reader = BodyReader(64 * 2**20)
    with contextlib.ExitStack() as places:
        for _ in range(4):
            reader.read(response(LARGE), "GET /x", place=places)
        began = time.monotonic()
        with deadline(0.1), pytest.raises(CutShortError, match="beside the others"):
            reader.read(response(LARGE), "GET /x", place=places)
        waited = time.monotonic() - began
    assert waited < 5.0
    with contextlib.ExitStack() as places:
        assert reader.read(response(LARGE), "GET /x", place=places) == LARGE


def test_small_bodies_need_no_place() -> None:
    """While all places are taken, small bodies are read all the same."""
    reader = BodyReader(64 * 2**20)
    small = LARGE[: 4 * 2**20]
    with contextlib.ExitStack() as places, deadline(5.0):
        for _ in range(4):
            reader.read(response(LARGE), "GET /x", place=places)

        assert reader.read(response(small), "GET /x", place=places) == small


def response(body: bytes) -> httpx.Response:
    """An answer whose body is still to be read."""
    return httpx.Response(200, stream=httpx.ByteStream(body))

"""The key goes to the configured origin, and shows up nowhere."""

import json
import re
import traceback

import httpx
import pytest

from fake_clock import FakeClock
from faulty_server import Behaviour, FaultyServer, cut, drip_body, respond, send, send_json
from http_client import EVALUATION, KEY, PATH, Connect, accept_all, answer
from humanloop_evals.client.auth import KeyHeader, mask
from humanloop_evals.errors import HumanloopError
from humanloop_evals.settings import ClientSettings, Secret

ECHO = KEY.encode()
# So many characters of a key in a row are given away by nothing but the key.
TELLING = 8


def tells_key(text: str) -> bool:
    """Whether a text shows the key or a telling part of it, in any case."""
    parts = {KEY[start : start + TELLING].lower() for start in range(len(KEY) - TELLING + 1)}
    return any(part in text.lower() for part in parts)


def test_key_is_left_out_when_there_is_none(server: FaultyServer, connect: Connect) -> None:
    """An endpoint without authentication gets no empty header."""
    server.script(PATH, send_json(EVALUATION))
    connect(server.url, api_key=Secret("")).evaluation("evr_1")

    assert "x-api-key" not in server.requests[0].headers


@pytest.mark.parametrize(
    "base_url",
    [
        "https://api.example.test/v5",
        "https://api.example.test:443/v5",
        "HTTPS://API.Example.test/v5",
        "https://bücher.example.test/v5",
        "http://localhost:80/v5",
        "https://[::1]:8443/v5",
    ],
)
def test_key_goes_to_its_origin_however_that_is_written(connect: Connect, base_url: str) -> None:
    """Default ports, case and international names don't hide that it is the same origin."""
    sent: list[str | None] = []

    def serve(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers.get("x-api-key"))
        return answer(EVALUATION)

    connect(base_url, transport=httpx.MockTransport(serve)).evaluation("evr_1")

    assert sent == [KEY]


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example.test/v5",
        "https://api.example.test.evil.test/v5",
        "http://api.example.test/v5",
        "https://api.example.test:8443/v5",
    ],
)
def test_key_goes_to_no_other_origin(url: str) -> None:
    """Another host, scheme or port gets no key."""
    request = httpx.Request("GET", url)
    KeyHeader(Secret(KEY), httpx.URL("https://api.example.test/v5")).add_to(request)

    assert "x-api-key" not in request.headers


def test_key_shows_in_no_representation(connect: Connect) -> None:
    """Printing settings, a secret or the client shows no key."""
    secret = Secret(KEY)
    settings = ClientSettings(api_key=secret)
    client = connect("http://localhost/v5")
    shown = f"{secret} {secret!r} {settings} {settings!r} {client!r} {vars(client)!r}"

    assert not tells_key(shown)


ECHOES: dict[str, Behaviour] = {
    "401": respond(401, json.dumps({"detail": f"bad key {KEY}"}).encode()),
    "403": respond(403, json.dumps({"detail": {"msg": KEY, "loc": [KEY]}}).encode()),
    "404 escaped": respond(404, b'{"detail": "\\u0068' + ECHO[1:] + b'"}'),
    "422": respond(422, json.dumps({"detail": [{"msg": KEY.upper()}]}).encode()),
    "500 text": respond(500, b"<html>" + ECHO),
    "500 list": respond(500, json.dumps([KEY]).encode()),
    "500 cut": cut(b"", 0, {"Content-Length": "900", "X": KEY}),
    "status line": send(b"HTTP/1.1 " + ECHO + b"\r\n\r\n"),
    "header": send(b"HTTP/1.1 200 OK\r\n" + ECHO + b"\x00: x\r\n\r\n"),
    "chunk": send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + ECHO + b"\r\n"),
    "encoding": respond(200, b"{}", {"Content-Encoding": KEY}),
    "redirect": respond(302, b"", {"Location": f"https://{KEY}.example.test/"}),
    "redirect nowhere": respond(302, b"", {"Location": f"https://[{KEY}/"}),
    "200 text": respond(200, ECHO),
    "200 other id": respond(200, json.dumps({"id": KEY}).encode()),
    "200 twice the same key": respond(200, b'{ "%b":1, "%b":2 }' % (ECHO, ECHO)),
    "Retry-After": respond(503, b"", {"Retry-After": KEY}),
}


@pytest.mark.parametrize("behaviour", ECHOES.values(), ids=ECHOES.keys())
def test_key_shows_in_no_error(
    server: FaultyServer, connect: Connect, clock: FakeClock, behaviour: Behaviour
) -> None:
    """Wherever a server echoes the key, neither the error nor its traceback shows it."""
    server.script("*", behaviour)
    client = connect(server.url, clock=clock, attempts=2)
    with pytest.raises(HumanloopError) as caught:
        client.evaluation("evr_1")
    with pytest.raises(HumanloopError) as listing:
        client.files(accept_all)
    told = [*traceback.format_exception(caught.value), *traceback.format_exception(listing.value)]

    assert not tells_key("".join(told))


@pytest.mark.parametrize("length", [12, 25, len(KEY) - 1])
def test_key_shows_in_no_error_that_breaks_off(
    server: FaultyServer, connect: Connect, clock: FakeClock, length: int
) -> None:
    """An error body that ends in the middle of the key shows no beginning of it."""
    server.script(PATH, cut(b"HTTP/1.1", 0), send(broken_error(b"bad key " + ECHO[:length])))
    client = connect(server.url, clock=clock, attempts=2)
    with pytest.raises(HumanloopError) as caught:
        client.evaluation("evr_1")

    assert str(caught.value) == f"GET {PATH[3:]}: 404 (bad key ***)"


def broken_error(sent: bytes) -> bytes:
    """A 404 that promises more than it sends."""
    return b"HTTP/1.1 404 Not Found\r\nContent-Length: 1000\r\n\r\n" + sent


def test_key_shows_in_no_error_that_comes_in_pieces(server: FaultyServer, connect: Connect) -> None:
    """An error body that comes byte by byte is put together before it is shown."""
    body = json.dumps({"detail": f"bad key {KEY}"}).encode()
    server.script(PATH, drip_body(body, 0.0, status=404))
    with pytest.raises(HumanloopError) as caught:
        connect(server.url).evaluation("evr_1")

    assert str(caught.value) == f"GET {PATH[3:]}: 404 (bad key ***)"


def test_mask_leaves_other_text_alone() -> None:
    """Only the key and a telling beginning of it at the end are hidden."""
    texts = ["", "hl_sk", f"a {KEY[:9]} b", "404 (no such evaluation)"]

    assert [mask(text, Secret(KEY)) for text in texts] == texts
    assert mask("anything", Secret("")) == "anything"
    assert re.fullmatch(r"\*\*\* and \*\*\*", mask(f"{KEY} and {KEY[:8]}", Secret(KEY)))

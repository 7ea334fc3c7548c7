"""Closing ends what is under way at once, from another thread."""

import httpx
import pytest

from faulty_server import (
    Behaviour,
    FaultyServer,
    drip_body,
    drip_headers,
    respond,
    send_json,
    silence,
)
from http_client import EVALUATION, PATH, STOPPED, Connect, answer, closed_under_threads
from humanloop_evals.errors import SourceUnavailable


@pytest.mark.parametrize(
    ("behaviour", "attempts"),
    [
        (silence(), 1),
        (drip_headers(0.02), 1),
        (drip_body(b" " * 1000, 0.02), 1),
        (respond(429, b"", {"Retry-After": "100"}), 2),
    ],
    ids=["silence", "headers", "body", "pause"],
)
def test_close_wakes_who_waits(
    server: FaultyServer, connect: Connect, behaviour: Behaviour, attempts: int
) -> None:
    """Threads that wait for an answer, or for another try, end with an error."""
    server.script(PATH, behaviour)
    client = connect(server.url, attempts=attempts)

    assert closed_under_threads(client, server, requests=1) == [STOPPED] * 4


def test_close_lets_nobody_begin(server: FaultyServer, connect: Connect) -> None:
    """After closing nothing is sent, and closing twice is no error."""
    server.script(PATH, send_json(EVALUATION))
    client = connect(server.url)
    client.evaluation("evr_1")
    client.close()
    client.close()
    with pytest.raises(SourceUnavailable, match="reading was stopped"):
        client.evaluation("evr_1")

    assert server.count(PATH) == 1


def test_close_within_a_request_is_told_as_such(connect: Connect) -> None:
    """Who finds everything closed when the answer comes is told that reading was stopped."""

    def serve(_request: httpx.Request) -> httpx.Response:
        client.close()
        return answer({}, 503)

    client = connect("http://localhost/v5", transport=httpx.MockTransport(serve))
    with pytest.raises(SourceUnavailable, match="reading was stopped"):
        client.evaluation("evr_1")


def test_close_lets_nobody_ask_a_fake(connect: Connect) -> None:
    """Who comes later is told the same where something else takes the network's place."""
    client = connect(
        "http://localhost/v5", transport=httpx.MockTransport(lambda _: answer(EVALUATION))
    )
    client.close()
    with pytest.raises(SourceUnavailable, match="reading was stopped"):
        client.evaluation("evr_1")

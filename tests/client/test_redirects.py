"""Redirects are named and never followed."""

import pytest

from faulty_server import FaultyServer, respond, send_json
from http_client import EVALUATION, PATH, Connect
from humanloop_evals.errors import RequestFailed, SourceUnavailable


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_not_followed(server: FaultyServer, connect: Connect, status: int) -> None:
    """The other host gets no request at all, and is named."""
    with FaultyServer() as other:
        other.script("*", send_json(EVALUATION))
        server.script(PATH, respond(status, b"", {"Location": f"{other.url}/evaluations/evr_1"}))
        with pytest.raises(SourceUnavailable) as caught:
            connect(server.url).evaluation("evr_1")

        assert other.requests == []
    assert server.count(PATH) == 1
    assert str(caught.value) == (
        f"GET {PATH[3:]}: redirected ({status}) to '127.0.0.1'; redirects are not followed, the "
        "key would go along. Set humanloop_base_url to the final address"
    )


@pytest.mark.parametrize(
    ("location", "host"),
    [
        ("https://login.example.test/sso?next=%2Fv5", "login.example.test"),
        ("//cdn.example.test/v5", "cdn.example.test"),
        ("https://user:password@other.example.test/", "other.example.test"),
        ("/v6/evaluations/evr_1", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_redirect_names_the_host(
    server: FaultyServer, connect: Connect, location: str, host: str
) -> None:
    """Only the host is named, however the address is written."""
    server.script(PATH, respond(302, b"", {"Location": location}))
    with pytest.raises(SourceUnavailable) as caught:
        connect(server.url).evaluation("evr_1")

    assert f"redirected (302) to '{host}'; " in str(caught.value)
    assert "password" not in str(caught.value)


@pytest.mark.parametrize(
    "location",
    ["https://other.example.test:port/", "https://256.1.1.1/", "https://[::1", "https://xn--/"],
)
def test_redirect_to_nowhere_is_not_followed_either(
    server: FaultyServer, connect: Connect, location: str
) -> None:
    """Not tried again: a server that sends its clients away is not the right one."""
    server.script(PATH, respond(302, b"", {"Location": location}))
    with pytest.raises(SourceUnavailable, match=r"\(302\) to an address that can't be read; "):
        connect(server.url).evaluation("evr_1")

    assert server.count(PATH) == 1


def test_redirect_without_address_is_an_error(server: FaultyServer, connect: Connect) -> None:
    """A 302 that leads nowhere is an error of this request."""
    server.script(PATH, respond(302))
    with pytest.raises(RequestFailed, match="302"):
        connect(server.url).evaluation("evr_1")

    assert server.count(PATH) == 1

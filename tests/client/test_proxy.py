"""Proxies as the environment names them: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from fake_clock import FakeClock
from faulty_server import (
    Certificate,
    FaultyServer,
    make_certificate,
    respond,
    send_json,
    silence,
    tunnel,
)
from http_client import EVALUATION, KEY, PATH, STOPPED, Connect, closed_under_threads
from humanloop_evals.client.transport import proxy_for
from humanloop_evals.errors import ConfigurationError, SourceUnavailable

HOST = "api.example.test"
# What only the configured origin may hear of.
PRIVATE = {"x-api-key"}


@pytest.fixture
def proxy() -> Iterator[FaultyServer]:
    """A proxy; what it does is a script like any other."""
    with FaultyServer() as running:
        yield running


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for the host behind the proxy."""
    made = make_certificate(tmp_path_factory.mktemp("certificate"), HOST)
    if made is None:
        pytest.skip("the openssl command is not installed")
    return made


def test_proxy_of_https_is_a_tunnel(
    proxy: FaultyServer,
    certificate: Certificate,
    connect: Connect,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The proxy is told the host only; key and request go through it encrypted."""
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:secret@127.0.0.1:{proxy.port}")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    with FaultyServer(certificate.context) as behind:
        proxy.script(f"{HOST}:443", tunnel(behind.port))
        behind.script(PATH, send_json(EVALUATION))
        client = connect(f"https://{HOST}/v5")
        client.evaluation("evr_1")
        client.evaluation("evr_1")
        client.close()
        seen = [request.headers["x-api-key"] for request in behind.requests]

    assert seen == [KEY, KEY]
    assert [(request.method, request.target) for request in proxy.requests] == [
        ("CONNECT", f"{HOST}:443")
    ]
    assert proxy.requests[0].headers["proxy-authorization"] == "Basic dXNlcjpzZWNyZXQ="
    assert not PRIVATE & proxy.requests[0].headers.keys()


def test_proxy_that_makes_no_tunnel_is_given_up_when_closed(
    proxy: FaultyServer, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits for the answer to CONNECT is woken as everybody else."""
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
    proxy.script(f"{HOST}:443", silence())
    client = connect(f"https://{HOST}/v5", attempts=1)

    assert closed_under_threads(client, proxy, requests=4) == [STOPPED] * 4


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "ALL_PROXY"])
def test_proxy_of_http_gets_the_whole_address(
    proxy: FaultyServer, connect: Connect, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A plain request goes to the proxy, with the host in its target."""
    monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    proxy.script(PATH, send_json(EVALUATION))
    connect(f"http://{HOST}/v5").evaluation("evr_1")

    assert [request.target for request in proxy.requests] == [f"http://{HOST}{PATH}"]


def test_proxy_needs_no_scheme(
    proxy: FaultyServer, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Host and port alone name a proxy as well."""
    monkeypatch.setenv("http_proxy", f"127.0.0.1:{proxy.port}")
    proxy.script(PATH, send_json(EVALUATION))

    assert connect(f"http://{HOST}/v5").evaluation("evr_1").where == f"GET {PATH[3:]}"


@pytest.mark.parametrize(
    ("no_proxy", "url", "is_used"),
    [
        ("", "https://api.example.test/v5", True),
        ("other.test", "https://api.example.test/v5", True),
        ("example.test", "https://api.example.test/v5", False),
        ("other.test, .example.test", "https://api.example.test/v5", False),
        ("api.example.test:8443", "https://api.example.test:8443/v5", False),
        ("api.example.test:8443", "https://api.example.test/v5", True),
        ("*", "https://api.example.test/v5", False),
        ("", "https://localhost/v5", False),
        ("", "https://127.0.0.1:8787/v5", False),
        ("", "https://[::1]/v5", False),
    ],
)
def test_no_proxy_is_honoured(
    monkeypatch: pytest.MonkeyPatch, no_proxy: str, url: str, *, is_used: bool
) -> None:
    """Hosts that are named, with or without port, and this machine are reached directly."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.test:3128")
    monkeypatch.setenv("NO_PROXY", no_proxy)

    assert proxy_for(httpx.URL(url)) == ("http://proxy.test:3128" if is_used else None)


def test_proxy_is_not_asked_for_this_machine(
    server: FaultyServer, proxy: FaultyServer, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request over plain http to loopback does not leave the machine through a proxy."""
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{proxy.port}")
    server.script(PATH, send_json(EVALUATION))
    connect(server.url).evaluation("evr_1")

    assert (server.count(PATH), proxy.requests) == (1, [])


@pytest.mark.parametrize(
    "address", ["socks5://user:secret@127.0.0.1:1", "socks4://secret", "ftp://secret", "http://"]
)
def test_proxy_that_is_not_supported_is_refused(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """It is a matter of configuration, and its address, which may hold a password, not shown."""
    monkeypatch.setenv("HTTPS_PROXY", address)
    with pytest.raises(ConfigurationError, match="HTTPS_PROXY, HTTP_PROXY or ALL_PROXY") as caught:
        connect(f"https://{HOST}/v5")

    assert "secret" not in str(caught.value)


def test_proxy_that_refuses_is_a_failure_of_the_source(
    proxy: FaultyServer, connect: Connect, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the proxy nothing can be reached; its password is not shown."""
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:secret@127.0.0.1:{proxy.port}")
    proxy.script(f"{HOST}:443", respond(407))
    with pytest.raises(SourceUnavailable, match=r"no connection .*407") as caught:
        connect(f"https://{HOST}/v5", clock=clock, attempts=2).evaluation("evr_1")

    assert "secret" not in str(caught.value)
    assert len(proxy.requests) == 2


def test_encrypted_proxy_of_http_needs_authorities(
    connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way to the proxy is verified, though what is behind it is not encrypted."""
    monkeypatch.setenv("http_proxy", "https://proxy.test:3128")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authorities.pem"))
    with pytest.raises(ConfigurationError, match="SSL_CERT_FILE or SSL_CERT_DIR"):
        connect(f"http://{HOST}/v5")

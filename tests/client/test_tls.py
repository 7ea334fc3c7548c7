"""TLS is verified, whatever happens, against the authorities that the machine names."""

import contextlib
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fake_clock import FakeClock
from faulty_server import (
    Certificate,
    FaultyServer,
    drip_body,
    make_certificate,
    respond,
    send_json,
    silence,
)
from http_client import EVALUATION, KEY, PATH, STOPPED, Connect, closed_under_threads
from humanloop_evals.client.network import Network
from humanloop_evals.errors import ConfigurationError, RequestFailed, SourceUnavailable


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate that nobody has signed, for 127.0.0.1."""
    made = make_certificate(tmp_path_factory.mktemp("certificate"))
    if made is None:
        pytest.skip("the openssl command is not installed")
    return made


@pytest.fixture
def tls_server(certificate: Certificate) -> Iterator[FaultyServer]:
    """A server with that certificate."""
    with FaultyServer(certificate.context) as running:
        running.script(PATH, send_json(EVALUATION))
        yield running


@pytest.fixture
def trusted(
    tls_server: FaultyServer, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> FaultyServer:
    """The same server, where the environment names its authority."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    return tls_server


def test_tls_refuses_a_certificate_that_nobody_signed(
    tls_server: FaultyServer, connect: Connect, clock: FakeClock
) -> None:
    """One try, no request, and the error says what to do for a private authority."""
    with pytest.raises(SourceUnavailable) as caught:
        connect(tls_server.url, clock=clock).evaluation("evr_1")

    assert str(caught.value).startswith(f"https://127.0.0.1:{tls_server.port}: TLS failed (")
    assert "For a private authority set SSL_CERT_FILE" in str(caught.value)
    assert (tls_server.requests, clock.sleeps) == ([], [])


def test_tls_honours_ssl_cert_file(trusted: FaultyServer, connect: Connect) -> None:
    """A private authority is trusted when the environment says so, and gets the key."""
    connect(trusted.url).evaluation("evr_1")

    assert [request.headers["x-api-key"] for request in trusted.requests] == [KEY]


def test_tls_checks_the_host(trusted: FaultyServer, connect: Connect) -> None:
    """A trusted certificate for another host is refused."""
    with pytest.raises(SourceUnavailable, match=r"TLS failed .*mismatch"):
        connect(f"https://localhost:{trusted.port}/v5").evaluation("evr_1")

    assert trusted.requests == []


def test_tls_deadline_ends_a_body_that_drips(trusted: FaultyServer, connect: Connect) -> None:
    """The deadline holds for encrypted connections as well."""
    trusted.script(PATH, drip_body(b" " * 1000, 0.02))
    with pytest.raises(RequestFailed, match=r"the time for this request is over|timed out"):
        connect(trusted.url, request_deadline=0.3).evaluation("evr_1")

    assert trusted.count(PATH) == 1


def test_tls_close_wakes_who_waits(trusted: FaultyServer, connect: Connect) -> None:
    """With the error that tells of it, though the session ends in the middle."""
    trusted.script(PATH, silence())
    client = connect(trusted.url, attempts=1)

    assert closed_under_threads(client, trusted, requests=4) == [STOPPED] * 4


def test_tls_session_outlives_being_woken(
    tls_server: FaultyServer, certificate: Certificate
) -> None:
    """Without it a thread that writes just then would send the key in the clear."""
    network = Network(threading.Event())
    context = ssl.create_default_context(cafile=certificate.path)
    with contextlib.closing(network.connect_tcp("127.0.0.1", tls_server.port)) as plain:
        stream = plain.start_tls(context, "127.0.0.1", timeout=10.0)
    with contextlib.closing(stream):
        network.wake()
        assert stream.get_extra_info("ssl_object") is not None


@pytest.mark.parametrize("content", [None, "", "no certificate\n"])
def test_tls_refuses_certificates_that_can_not_be_read(
    connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    """A wrong SSL_CERT_FILE is a matter of configuration, told before anything is sent."""
    if content is not None:
        (tmp_path / "authorities.pem").write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authorities.pem"))
    with pytest.raises(ConfigurationError, match="SSL_CERT_FILE or SSL_CERT_DIR") as caught:
        connect("https://127.0.0.1/v5")

    assert isinstance(caught.value.__cause__, OSError | ssl.SSLError)


def test_tls_asks_for_no_authorities_without_tls(
    server: FaultyServer, connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain HTTP on this machine works whatever SSL_CERT_FILE says."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authorities.pem"))
    server.script(PATH, send_json(EVALUATION))
    connect(server.url).evaluation("evr_1")

    assert server.count(PATH) == 1


def test_tls_with_a_server_that_speaks_none(
    server: FaultyServer, connect: Connect, clock: FakeClock
) -> None:
    """Plain HTTP behind an https address is no connection, and no request gets there."""
    server.script("*", respond(200, b"{}"))
    with pytest.raises(SourceUnavailable, match="no connection"):
        connect(f"https://127.0.0.1:{server.port}/v5", clock=clock, attempts=2).evaluation("evr_1")

    assert server.requests == []

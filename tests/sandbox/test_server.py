"""The sandbox on a real socket: connections stay open, bodies arrive whole, nothing is logged."""

import http.client
import threading
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from humanloop_evals.sandbox import SANDBOX_KEY, Account, create_app, serve


@pytest.fixture
def connection(account: Account) -> Iterator[http.client.HTTPConnection]:
    """Return a connection to a server that runs in a thread, and stop both afterwards."""
    server = serve(create_app(account), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    yield connection
    connection.close()
    server.shutdown()
    thread.join()
    server.server_close()


def fetch(
    connection: http.client.HTTPConnection, path: str, method: str = "GET", body: str | None = None
) -> tuple[int, bytes]:
    """Send a request with the key and return status and body."""
    connection.request(method, path, body=body, headers={"X-API-KEY": SANDBOX_KEY})
    response = connection.getresponse()
    return response.status, response.read()


def test_server_keeps_the_connection_open(connection: http.client.HTTPConnection) -> None:
    """Answers, good and bad, leave the connection open for the next request."""
    connection.connect()
    before = connection.sock

    statuses = [
        fetch(connection, path)[0] for path in ("/v5/directories", "/v5/x", "/v5/evaluations")
    ]

    assert statuses == [200, 404, 422]
    assert connection.sock is before


def test_server_sends_what_the_app_answers(
    connection: http.client.HTTPConnection, client: FlaskClient
) -> None:
    """A large body arrives whole."""
    status, body = fetch(connection, "/v5/files?size=1000")

    assert (status, body) == (200, client.get("/v5/files?size=1000").data)


def test_server_answers_head_without_body(connection: http.client.HTTPConnection) -> None:
    """After HEAD the connection is in step for the next request."""
    assert fetch(connection, "/v5/directories", "HEAD") == (200, b"")
    assert fetch(connection, "/v5/directories")[0] == 200


def test_server_closes_after_a_request_with_body(connection: http.client.HTTPConnection) -> None:
    """A body nobody read ends the connection instead of passing for the next request."""
    status, _ = fetch(connection, "/v5/files", "POST", "GET /v5/files HTTP/1.1")

    assert status == 405
    assert connection.sock is None


def test_server_logs_no_requests(
    connection: http.client.HTTPConnection, capfd: pytest.CaptureFixture[str]
) -> None:
    """Requests leave no lines behind."""
    fetch(connection, "/v5/directories")

    assert capfd.readouterr() == ("", "")

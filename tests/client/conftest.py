"""A misbehaving server, a clock that does not wait, and clients."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from fake_clock import FakeClock
from faulty_server import FaultyServer
from http_client import Connect, make_client
from humanloop_evals.client import Client

_OF_THE_MACHINE = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what the machine's own environment says about the way to other hosts."""
    for name in _OF_THE_MACHINE:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    """A server that answers as the test says."""
    with FaultyServer() as running:
        yield running


@pytest.fixture
def clock() -> FakeClock:
    """A clock that moves when somebody sleeps."""
    return FakeClock()


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Make clients, and close them afterwards."""
    with ExitStack() as clients:

        def make(base_url: str, **arguments: Any) -> Client:
            client = make_client(base_url, **arguments)
            clients.callback(client.close)
            return client

        yield make

"""What tests of the HTTP client share: a key, an evaluation, and clients that are closed."""

import json
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import httpx

from faulty_server import FaultyServer
from humanloop_evals.client import Client, Clock
from humanloop_evals.settings import ClientSettings, Secret

KEY = "hl_sk_Zq8TnW3vRk6LmX2pYd9HsB4c"
PATH = "/v5/evaluations/evr_1"
EVALUATION = {"id": "evr_1", "name": "One"}
# What a thread ends with whose client was closed, as `closed_under_threads` says it.
STOPPED = "SourceUnavailable: reading was stopped"
# A thread that was not woken would wait for the read timeout, a minute.
_AT_ONCE = 5.0


class Connect(Protocol):
    """Makes a client that the test need not close; see `make_client`."""

    def __call__(
        self,
        base_url: str,
        *,
        transport: httpx.BaseTransport | None = None,
        clock: Clock | None = None,
        **settings: Any,
    ) -> Client:
        """Make it."""


def make_client(
    base_url: str,
    *,
    transport: httpx.BaseTransport | None = None,
    clock: Clock | None = None,
    **settings: Any,
) -> Client:
    """A client with the key above; settings by the names of `ClientSettings`."""
    named: dict[str, Any] = {"base_url": base_url, "api_key": Secret(KEY), **settings}
    return Client(ClientSettings(**named), transport=transport, clock=clock)


def accept_all(_ids: set[str]) -> bool:
    """Nothing would be deleted, so that one complete pass is enough."""
    return False


def answer(
    value: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """An answer with JSON, still to be read as from a network."""
    stream = httpx.ByteStream(json.dumps(value).encode())
    return httpx.Response(status, headers=headers, stream=stream)


def closed_under_threads(client: Client, server: FaultyServer, *, requests: int) -> list[str]:
    """Close a client under four threads; what each ends with, at once.

    Args:
        client: Whose evaluation they ask for.
        server: Where the requests come, perhaps of a proxy.
        requests: How many have come before it is closed.
    """
    with ThreadPoolExecutor(4) as pool:
        calls = [pool.submit(client.evaluation, "evr_1") for _ in range(4)]
        server.until_asked(requests)
        began = time.monotonic()
        client.close()
        errors = [call.exception(_AT_ONCE) for call in calls]
    assert time.monotonic() - began < _AT_ONCE
    return [f"{type(error).__name__}: {error}" for error in errors]

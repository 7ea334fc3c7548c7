"""An account on a loopback port, behind a gate that can hold requests back."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import api_objects as api
from humanloop_evals.sandbox import SANDBOX_KEY, Account, create_app, serve
from sync.accounts import FILE

_PATIENCE = 60.0


class Served:
    """The account's address, and the gate in front of it.

    Attributes:
        held: Paths whose requests wait until the gate is opened.
        errors: Paths that are answered with an error: its status and detail.
        arrived: Set when a request is waiting.
        paths: Every path that was asked for.
    """

    def __init__(self, account: Account, api_key: str) -> None:
        self.held: set[str] = set()
        self.errors: dict[str, tuple[int, str]] = {}
        self.arrived = threading.Event()
        self.paths: set[str] = set()
        self.port = 0
        self.key = api_key
        self._opened = threading.Event()
        self._app = create_app(account, api_key=api_key)

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.port}/v5"

    @property
    def flags(self) -> tuple[str, ...]:
        """What a `sync` of the account is told; it reads neither stats nor logs."""
        return ("sync", "--base-url", self.url, "--file", FILE, "--no-stats", "--progress", "off")

    def open(self) -> None:
        """Let everything pass, now and later."""
        self.held.clear()
        self._opened.set()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Answer one request (WSGI)."""
        path = environ["PATH_INFO"]
        self.paths.add(path)
        if path in self.held:
            self.arrived.set()
            self._opened.wait(_PATIENCE)
        if path in self.errors:
            status, detail = self.errors[path]
            start_response(f"{status} Error", [("content-type", "application/json")])
            return [api.to_text({"detail": detail})]
        return self._app(environ, start_response)


@contextmanager
def serving(account: Account, api_key: str = SANDBOX_KEY) -> Iterator[Served]:
    """Serve an account as long as the block lasts."""
    served = Served(account, api_key)
    server = serve(served, host="127.0.0.1", port=0)  # type: ignore[arg-type]
    served.port = server.port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        served.open()
        server.shutdown()
        server.server_close()
        thread.join()

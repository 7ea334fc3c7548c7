"""The server itself: threads over raw sockets, because no framework lets one break HTTP."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

# Nothing here waits longer than this for a peer or a thread.
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came.

    Attributes:
        method: GET, or CONNECT.
        target: Exactly what stood in the request line.
        headers: By lower-case name.
        at: `time.monotonic()` when it had come.
        connection: Which connection it came over, counted from 0.
    """

    method: str
    target: str
    headers: dict[str, str]
    at: float
    connection: int

    @property
    def path(self) -> str:
        """The path without host and query."""
        return urlsplit(self.target).path if self.method != "CONNECT" else self.target


@dataclass(slots=True)
class Exchange:
    """What a behaviour works with.

    Attributes:
        connection: The socket, to be answered on or broken.
        request: What is to be answered.
        stopping: Set when the server stops; wait for it instead of sleeping.
    """

    connection: socket.socket
    request: Request
    stopping: threading.Event

    def send(self, data: bytes) -> None:
        """Send all of it."""
        self.connection.sendall(data)

    def drip(self, data: bytes, interval: float) -> None:
        """Send one byte at a time, until it is sent or the server stops."""
        for byte in data:
            if self.stopping.wait(interval):
                return
            self.connection.sendall(bytes([byte]))


# Answers one request; says whether the connection stays open for the next one.
Behaviour = Callable[[Exchange], bool]


@dataclass(slots=True)
class _Script:
    behaviours: tuple[Behaviour, ...]
    taken: int = 0

    def next(self) -> Behaviour:
        chosen = self.behaviours[min(self.taken, len(self.behaviours) - 1)]
        self.taken += 1
        return chosen


@dataclass(slots=True)
class _State:
    scripts: dict[str, _Script] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    connections: list[socket.socket] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)


class FaultyServer:
    """Listens on 127.0.0.1 while it is entered.

    Args:
        tls: Speaks TLS with this context.
        port: A free one, if not given.
    """

    def __init__(self, tls: ssl.SSLContext | None = None, port: int = 0) -> None:
        self._tls = tls
        self._state = _State()
        self._lock = threading.Lock()
        self._came = threading.Condition(self._lock)
        self._stopping = threading.Event()
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._listener = socket.create_server(("127.0.0.1", port), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self.origin = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self.url = f"{self.origin}/v5"

    def __enter__(self) -> Self:
        """Start."""
        self._accepting.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        """Stop: end every connection and wait for every thread."""
        self._stopping.set()
        # Closing alone would not wake the thread that accepts; what is closed under it may have
        # become another socket before it waits.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._accepting.join(_PATIENCE)
        self._listener.close()
        with self._lock:
            for connection in self._state.connections:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)
        for thread in self._state.threads:
            thread.join(_PATIENCE)
        threads = [self._accepting, *self._state.threads]
        assert not any(thread.is_alive() for thread in threads), "a behaviour did not end"

    def script(self, path: str, *behaviours: Behaviour) -> None:
        """Say how requests for a path are answered, one after the other; the last one stays.

        Args:
            path: Percent-encoded, without query; `host:port` for CONNECT; `*` for what has no
                script of its own.
            behaviours: At least one.
        """
        with self._lock:
            self._state.scripts[path] = _Script(behaviours)

    @property
    def requests(self) -> list[Request]:
        """Every request so far."""
        with self._lock:
            return list(self._state.requests)

    def count(self, path: str) -> int:
        """How many requests came for a path."""
        return sum(request.path == path for request in self.requests)

    def until_asked(self, count: int) -> None:
        """Return when so many requests have come."""
        with self._came:
            came = self._came.wait_for(lambda: len(self._state.requests) >= count, _PATIENCE)
        assert came, f"fewer requests came than {count}"

    def _accept(self) -> None:
        number = 0
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection, number), daemon=True)
            self._state.threads.append(thread)
            thread.start()
            number += 1

    def _serve(self, connection: socket.socket, number: int) -> None:
        connection.settimeout(_PATIENCE)
        with contextlib.suppress(OSError), self._kept(connection):
            if self._tls is None:
                self._converse(connection, number)
                return
            with self._kept(self._tls.wrap_socket(connection, server_side=True)) as encrypted:
                self._converse(encrypted, number)

    @contextlib.contextmanager
    def _kept(self, connection: socket.socket) -> Iterator[socket.socket]:
        """Where it can be ended when the server stops; not closed while that happens."""
        with self._lock:
            self._state.connections.append(connection)
        try:
            yield connection
        finally:
            with self._lock:
                self._state.connections.remove(connection)
                connection.close()

    def _converse(self, connection: socket.socket, number: int) -> None:
        stays_open = True
        while stays_open and not self._stopping.is_set():
            head = _read_head(connection)
            if not head:
                return
            request = _parse(head, number)
            with self._lock:
                self._state.requests.append(request)
                behaviour = self._behaviour(request)
                self._came.notify_all()
            stays_open = behaviour(Exchange(connection, request, self._stopping))

    def _behaviour(self, request: Request) -> Behaviour:
        scripts = self._state.scripts
        script = scripts.get(request.path) or scripts.get("*")
        return script.next() if script else _unscripted


def unused_port() -> int:
    """A port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def _unscripted(exchange: Exchange) -> bool:
    body = f"no script for {exchange.request.target}".encode()
    exchange.send(b"HTTP/1.1 404 Not Found\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
    return True


def _read_head(connection: socket.socket) -> bytes:
    """Up to the blank line; empty when the peer went away. A GET has no body."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        received = connection.recv(65536)
        # A plain server makes nothing of the beginning of TLS.
        if not received or received.startswith(b"\x16"):
            return b""
        head += received
    return head


def _parse(head: bytes, number: int) -> Request:
    line, *fields = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, target, _version = line.split(" ")
    headers = {}
    for text in fields:
        name, _, value = text.partition(":")
        headers[name.lower()] = value.strip()
    return Request(method, target, headers, time.monotonic(), number)

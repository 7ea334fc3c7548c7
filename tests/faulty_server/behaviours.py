"""What the server can be told to do with a request."""

import json
import socket
import struct
import threading
from collections.abc import Mapping

from faulty_server.server import Behaviour, Exchange

_REASONS = {200: "OK", 302: "Found", 401: "Unauthorized", 429: "Too Many Requests"}


def respond(
    status: int = 200, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> Behaviour:
    """Answer as HTTP wants it, with any status, body and headers."""
    fields = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    return send(_head(status, fields | dict(headers or {})) + body, stays_open=True)


def send_json(value: object) -> Behaviour:
    """Answer 200 with JSON."""
    return respond(body=json.dumps(value).encode())


def send_gzip(body: bytes, status: int = 200) -> Behaviour:
    """Answer with a body that is gzip already, or is said to be."""
    return respond(status, body, {"Content-Encoding": "gzip"})


def send(data: bytes, *, stays_open: bool = False) -> Behaviour:
    """Send these bytes, whatever they are."""

    def behave(exchange: Exchange) -> bool:
        exchange.send(data)
        return stays_open

    return behave


def close_at_once() -> Behaviour:
    """Close the connection instead of answering."""
    return send(b"")


def reset(sent: bytes = b"") -> Behaviour:
    """Reset the connection, after some bytes or none."""

    def behave(exchange: Exchange) -> bool:
        exchange.send(sent)
        # Closing with a linger of zero seconds sends RST instead of FIN.
        linger = struct.pack("ii", 1, 0)
        exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        return False

    return behave


def cut(body: bytes, sent: int, headers: Mapping[str, str] | None = None) -> Behaviour:
    """Promise a whole body, send its beginning and close."""
    fields = {"Content-Length": str(len(body))} | dict(headers or {})
    return send(_head(200, fields) + body[:sent])


def cut_chunked(body: bytes) -> Behaviour:
    """Send a whole chunk and close without the last one, which says that it is the last."""
    return send(_head(200, {"Transfer-Encoding": "chunked"}) + _chunk(body))


def drip_headers(interval: float) -> Behaviour:
    """Send a thousand bytes of headers one at a time, and close before they come to an end."""

    def behave(exchange: Exchange) -> bool:
        exchange.send(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        exchange.drip(b"a" * 1000, interval)
        return False

    return behave


def drip_body(body: bytes, interval: float, status: int = 200) -> Behaviour:
    """Send a body one byte at a time."""

    def behave(exchange: Exchange) -> bool:
        exchange.send(_head(status, {"Content-Length": str(len(body))}))
        exchange.drip(body, interval)
        return True

    return behave


def endless_body(
    piece: bytes, headers: Mapping[str, str] | None = None, first: bytes = b""
) -> Behaviour:
    """Send a piece again and again until the peer goes away."""
    fields = {"Transfer-Encoding": "chunked"} | dict(headers or {})

    def behave(exchange: Exchange) -> bool:
        exchange.send(_head(200, fields) + (_chunk(first) if first else b""))
        while not exchange.stopping.is_set():
            exchange.send(_chunk(piece))
        return False

    return behave


def silence() -> Behaviour:
    """Say nothing until the server stops or the peer goes away."""

    def behave(exchange: Exchange) -> bool:
        exchange.connection.recv(1)
        return False

    return behave


def tunnel(port: int) -> Behaviour:
    """Answer CONNECT and pass everything on to a port of 127.0.0.1, whatever host was named."""

    def behave(exchange: Exchange) -> bool:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as onward:
            exchange.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pass_on, args=(onward, exchange.connection))
            back.start()
            _pass_on(exchange.connection, onward)
            back.join(10)
        return False

    return behave


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Status')}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")

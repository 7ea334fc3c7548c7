"""The sandbox on a socket: a threaded server that keeps connections open."""

import socket

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Response


class _KeepAliveHandler(WSGIRequestHandler):
    """Answers one request after the other on a connection, without logging them.

    Werkzeug's own handler closes the connection after each answer, and waits 10 ms before it does,
    in order to drain what a client may still send. Here only a request with a body ends the
    connection.
    """

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = (
        True  # else the second write of an answer waits for an acknowledgement
    )
    wbufsize = -1  # headers and small bodies leave in one packet
    timeout = 30.0  # seconds an idle connection is kept

    def run_wsgi(self) -> None:
        """Answer the request that was just read."""
        self.environ = self.make_environ()
        response = Response.from_app(self.server.app, self.environ, buffered=True)
        body = response.get_data()
        self.send_response(response.status_code)
        for name, value in response.headers:
            self.send_header(name, value)
        if "Content-Length" not in response.headers:
            self.send_header("Content-Length", str(len(body)))
        if "Content-Length" in self.headers or "Transfer-Encoding" in self.headers:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Stay quiet."""


def serve(app: Flask, *, host: str, port: int) -> BaseWSGIServer:
    """Return a server that listens already; call its serve_forever() to answer.

    Args:
        app: What `create_app` returned.
        host: Address to listen on.
        port: 0 takes any free port; the server's `port` tells which.

    Raises:
        OSError: Somebody else has the port.
    """
    # Werkzeug would print what is wrong with the port, and end the process.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        return make_server(
            host,
            listening.getsockname()[1],
            app,
            threaded=True,
            request_handler=_KeepAliveHandler,
            fd=listening.fileno(),
        )

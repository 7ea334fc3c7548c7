"""Connections to one origin, each used by one thread at a time.

httpcore's own pool is made for many origins: with every request it goes through all connections,
asks the system about each that is idle, and has all threads wait for that. Here the one used last
is taken: a quarter of a millisecond less for each of the many requests of a sync.
"""

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator

import httpcore

from humanloop_evals.client.deadline import time_left


class Connections:
    """Takes the place of an `httpcore.ConnectionPool`.

    Args:
        pool: Makes the connections, through a proxy where there is one; it keeps none.
        most: How many may be open at once; further requests wait.
        wake: Ends what threads wait for on their connections.
    """

    def __init__(self, pool: httpcore.ConnectionPool, most: int, wake: Callable[[], None]) -> None:
        self._pool = pool
        self._wake = wake
        self._is_closed = False
        self._places = threading.BoundedSemaphore(most)
        # Threads take from it and add to it without a lock, as deques allow.
        self._idle: deque[httpcore.ConnectionInterface] = deque()

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request; its place is taken until the response is closed.

        Raises:
            httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError,
            httpcore.ProxyError: No answer came.
        """
        if not self._places.acquire(timeout=time_left()):
            raise httpcore.PoolTimeout("no time left to wait for other requests")
        with contextlib.ExitStack() as on_failure:
            on_failure.callback(self._places.release)
            connection = self._take(request.url.origin)
            on_failure.callback(self._keep_or_close, connection)
            response = connection.handle_request(request)
            assert isinstance(response.stream, Iterable)
            on_close = on_failure.pop_all()
        return httpcore.Response(
            response.status,
            headers=response.headers,
            content=_Body(response, on_close),
            extensions=response.extensions,
        )

    def close(self) -> None:
        """Close every connection that is idle; those in use are woken, and closed by who uses them.

        Who was woken must find no way to connect again.
        """
        self._is_closed = True
        self._wake()
        self._close_idle()

    def _take(self, origin: httpcore.Origin) -> httpcore.ConnectionInterface:
        while (connection := self._next_idle()) is not None:
            if connection.is_available() and not connection.has_expired():
                return connection
            connection.close()
        return self._pool.create_connection(origin)

    def _next_idle(self) -> httpcore.ConnectionInterface | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _keep_or_close(self, connection: httpcore.ConnectionInterface) -> None:
        """Keep a connection for the next request, if its last one came to an end."""
        if not connection.is_available():
            connection.close()
            return
        self._idle.append(connection)
        # Only now: if it is closed later than this is asked, this one is found there.
        if self._is_closed:
            self._close_idle()

    def _close_idle(self) -> None:
        with contextlib.ExitStack() as closing:
            while (connection := self._next_idle()) is not None:
                closing.callback(connection.close)


class _Body:
    """The body of a response, whose connection and place are given back when it is closed."""

    def __init__(self, response: httpcore.Response, on_close: contextlib.ExitStack) -> None:
        self._response = response
        self._on_close = on_close

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._response.stream)  # type: ignore[arg-type]

    def close(self) -> None:
        with self._on_close.pop_all():
            self._response.close()

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


class Connections:
    """Takes the place of an `httpcore.ConnectionPool`.

    Args:
        pool: Makes the connections, through a proxy where there is one; it keeps none.
        most: How many may be open at once; further requests wait.
    """

    def __init__(self, pool: httpcore.ConnectionPool, most: int) -> None:
        self._pool = pool
        self._places = threading.BoundedSemaphore(most)
        # Threads take from it and add to it without a lock, as deques allow.
        self._idle: deque[httpcore.ConnectionInterface] = deque()
        self._open: set[httpcore.ConnectionInterface] = set()

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request; its place is taken until the response is closed.

        Raises:
            httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError,
            httpcore.ProxyError: No answer came.
        """
        self._places.acquire()
        connection = self._take(request.url.origin)
        try:
            response = connection.handle_request(request)
            assert isinstance(response.stream, Iterable)
        except BaseException:
            self._give_back(connection)
            raise
        return httpcore.Response(
            response.status,
            headers=response.headers,
            content=_Body(response, lambda: self._give_back(connection)),
            extensions=response.extensions,
        )

    def close(self) -> None:
        """Close every connection, also under those who read from it."""
        for connection in self._open.copy():
            connection.close()

    def _take(self, origin: httpcore.Origin) -> httpcore.ConnectionInterface:
        with contextlib.suppress(IndexError):
            while True:
                connection = self._idle.pop()
                if connection.is_available() and not connection.has_expired():
                    return connection
                self._drop(connection)
        connection = self._pool.create_connection(origin)
        self._open.add(connection)
        return connection

    def _give_back(self, connection: httpcore.ConnectionInterface) -> None:
        """Keep a connection for the next request, if its last one came to an end."""
        if connection.is_available():
            self._idle.append(connection)
        else:
            self._drop(connection)
        self._places.release()

    def _drop(self, connection: httpcore.ConnectionInterface) -> None:
        connection.close()
        self._open.discard(connection)


class _Body:
    """The body of a response, whose connection is given back when it is closed, once."""

    def __init__(self, response: httpcore.Response, give_back: Callable[[], None]) -> None:
        self._response = response
        self._give_back: Callable[[], None] | None = give_back

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._response.stream)  # type: ignore[arg-type]

    def close(self) -> None:
        give_back, self._give_back = self._give_back, None
        if give_back is not None:
            try:
                self._response.close()
            finally:
                give_back()

"""The network, where every step ends at the thread's deadline, or when another thread says so.

httpx's timeouts start anew with every byte: a server that sends one at a time is never late.
Here the connections' own reads and writes are cut short when the deadline has come.
"""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterable
from typing import Any

import httpcore

from humanloop_evals.client.deadline import time_left

# httpcore asks for 64 KiB at a time, and the runs of an evaluation are more. In every read threads
# take turns, which is most of what it costs. (TLS gives 16 KiB at most.) Below 128 KiB glibc takes
# the memory from the heap instead of mapping it anew each time.
_READ_SIZE = 120 * 1024


class Network(httpcore.NetworkBackend):
    """Opens TCP connections whose every step ends at the thread's deadline.

    Args:
        closed: Once it is set, no step begins any more.
    """

    def __init__(self, closed: threading.Event) -> None:
        self._inner = httpcore.SyncBackend()
        self._closed = closed
        self._open = _OpenStreams()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """See `httpcore.NetworkBackend`."""
        left = _shortened(timeout, self._closed, httpcore.ConnectTimeout)
        stream = self._inner.connect_tcp(host, port, left, local_address, socket_options)
        return _Stream(stream, self._closed, self._open)

    def wake(self) -> None:
        """End every read and write that is under way; connections stay with those who use them.

        Who is still connecting, or agreeing on TLS, ends when that is done, or by its timeout.
        """
        self._open.wake()


class _OpenStreams:
    """Streams that may have somebody who waits.

    Only the thread that uses a socket closes it: the system soon gives its number to another one,
    and a thread just about to wait would wait for that.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._streams: set[httpcore.NetworkStream] = set()

    def add(self, stream: httpcore.NetworkStream) -> None:
        with self._lock:
            self._streams.add(stream)

    def remove(self, stream: httpcore.NetworkStream) -> None:
        """Once this has returned, nobody else touches its socket."""
        with self._lock:
            self._streams.discard(stream)

    def wake(self) -> None:
        with self._lock:
            for stream in self._streams:
                # Not the method of an SSLSocket, which first takes the TLS session away: a thread
                # that writes meanwhile would do so in the clear.
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(stream.get_extra_info("socket"), socket.SHUT_RDWR)


class _Stream(httpcore.NetworkStream):
    """A network stream whose every step ends at the deadline."""

    def __init__(
        self, inner: httpcore.NetworkStream, closed: threading.Event, opened: _OpenStreams
    ) -> None:
        self._inner = inner
        self._closed = closed
        self._open = opened
        opened.add(inner)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = _shortened(timeout, self._closed, httpcore.ReadTimeout)
        return self._inner.read(max(max_bytes, _READ_SIZE), left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        left = _shortened(timeout, self._closed, httpcore.WriteTimeout)
        self._inner.write(buffer, left)

    def close(self) -> None:
        self._open.remove(self._inner)
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        # httpcore has nobody who would close a stream that was never encrypted.
        with contextlib.ExitStack() as on_failure:
            on_failure.callback(self.close)
            left = _shortened(timeout, self._closed, httpcore.ConnectTimeout)
            # From here on the socket belongs to the encrypted stream.
            self._open.remove(self._inner)
            stream = self._inner.start_tls(ssl_context, server_hostname, left)
            on_failure.pop_all()
        return _Stream(stream, self._closed, self._open)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _shortened(
    timeout: float | None, closed: threading.Event, expired: type[Exception]
) -> float | None:
    """A timeout that ends at the deadline as well."""
    left = time_left()
    if closed.is_set():
        raise expired("reading was stopped")
    if left == 0.0:
        raise expired("the time for this request is over")
    return min((limit for limit in (timeout, left) if limit is not None), default=None)

"""Streams read what is there, can be woken, and are closed by who uses them."""

import contextlib
import gc
import socket
import ssl
import struct
import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpcore
import pytest

from faulty_server import FaultyServer, silence
from http_client import PATH, Connect
from humanloop_evals.client.deadline import deadline
from humanloop_evals.client.network import Network
from humanloop_evals.errors import SourceUnavailable

# Who is not woken would wait for ever.
PATIENCE = 10.0
# A timeout of Python's would not wait for all of what is asked for, or is what is tested.
BY_THE_KERNEL = (socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", int(PATIENCE), 0))


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Takes connections, and sends nothing of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def test_what_has_arrived_is_read_at_once(listener: socket.socket) -> None:
    """Also where it is more than httpcore asks for: the runs of an evaluation often are."""
    sent = b"x" * 100_000
    network = Network(threading.Event())
    room = (socket.SOL_SOCKET, socket.SO_RCVBUF, 2 * len(sent))
    with ThreadPoolExecutor(1) as sender:
        stream = network.connect_tcp(*listener.getsockname(), socket_options=[room, BY_THE_KERNEL])
        accepted, _ = listener.accept()
        with accepted, contextlib.closing(stream):
            sending = sender.submit(accepted.sendall, sent)
            ours: socket.socket = stream.get_extra_info("socket")
            ours.settimeout(None)
            assert ours.recv(len(sent), socket.MSG_PEEK | socket.MSG_WAITALL) == sent
            sending.result()
            assert stream.read(64 * 1024, timeout=PATIENCE) == sent


def test_timeout_holds_without_a_deadline(listener: socket.socket) -> None:
    """As a deadline does without a timeout."""
    network = Network(threading.Event())
    stream = network.connect_tcp(*listener.getsockname(), socket_options=[BY_THE_KERNEL])
    with contextlib.closing(stream):
        with pytest.raises(httpcore.ReadTimeout):
            stream.read(1, timeout=0.01)
        with deadline(0.01), pytest.raises(httpcore.ReadTimeout):
            stream.read(1)


class LateBackend(httpcore.SyncBackend):
    """Holds threads up just before they wait for what a server sends.

    Attributes:
        is_reading: Set when a thread has come there.
        goes_on: Set by the test, for the thread to go on.
        sockets: The file descriptors on which threads then waited; -1 is one that is closed.
    """

    def __init__(self) -> None:
        self.is_reading = threading.Event()
        self.goes_on = threading.Event()
        self.sockets: list[int] = []

    def connect_tcp(self, *arguments: Any, **options: Any) -> httpcore.NetworkStream:
        """See `httpcore.NetworkBackend`."""
        stream = super().connect_tcp(*arguments, **options)
        read = stream.read

        def read_late(max_bytes: int, timeout: float | None = None) -> bytes:
            self.is_reading.set()
            assert self.goes_on.wait(PATIENCE)
            self.sockets.append(stream.get_extra_info("socket").fileno())
            return read(max_bytes, timeout)

        stream.read = read_late  # type: ignore[method-assign]
        return stream


def test_close_leaves_a_socket_to_who_is_about_to_wait(
    server: FaultyServer, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its number would be another one's soon, and the thread would wait for a minute on that."""
    backend = LateBackend()
    monkeypatch.setattr(httpcore, "SyncBackend", lambda: backend)
    server.script(PATH, silence())
    client = connect(server.url, attempts=1)
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(client.evaluation, "evr_1")
        assert backend.is_reading.wait(PATIENCE)
        client.close()
        backend.goes_on.set()
        error = call.exception(PATIENCE)

    assert (type(error), str(error)) == (SourceUnavailable, "reading was stopped")
    assert [number >= 0 for number in backend.sockets] == [True]


def test_wake_ends_every_read_but_closes_nothing(listener: socket.socket) -> None:
    """Also a second time, and though one of the streams is closed."""
    network = Network(threading.Event())
    streams = [network.connect_tcp(*listener.getsockname()) for _ in range(3)]
    streams[1].close()
    network.wake()
    network.wake()
    for stream in (streams[0], streams[2]):
        assert stream.read(1, timeout=PATIENCE) == b""
        stream.close()


def test_stream_whose_encryption_may_not_begin_is_closed(listener: socket.socket) -> None:
    """Nobody else knows of it yet; all was closed, or the deadline came, meanwhile."""
    closed = threading.Event()
    stream = Network(closed).connect_tcp(*listener.getsockname())
    ours: socket.socket = stream.get_extra_info("socket")
    closed.set()
    with pytest.raises(httpcore.ConnectTimeout, match="reading was stopped"):
        stream.start_tls(ssl.create_default_context(), "127.0.0.1")

    assert ours.fileno() == -1


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_stream_that_came_to_its_end_is_forgotten(
    listener: socket.socket, *, is_encrypted: bool
) -> None:
    """A night has thousands of them where the server keeps none open, or speaks no TLS."""
    network = Network(threading.Event())
    stream = network.connect_tcp(*listener.getsockname())
    ended = weakref.ref(stream.get_extra_info("socket"))
    if is_encrypted:
        listener.accept()[0].close()
        with pytest.raises(httpcore.ConnectError):
            stream.start_tls(ssl.create_default_context(), "127.0.0.1", timeout=PATIENCE)
    else:
        stream.close()
    del stream
    gc.collect()

    assert ended() is None

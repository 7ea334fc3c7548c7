"""Sixteen threads that read bombs at once stay below one gigabyte."""

import gzip
import io
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from traceback import walk_tb
from typing import Any

import msgspec
import pytest

from fake_clock import FakeClock
from faulty_server import (
    Behaviour,
    FaultyServer,
    cut,
    endless_body,
    gzip_bomb,
    respond,
    send_gzip,
)
from http_client import KEY, make_client
from humanloop_evals.client import SystemClock
from humanloop_evals.client.auth import origins
from humanloop_evals.client.http import Http
from humanloop_evals.errors import RequestFailed
from humanloop_evals.settings import ClientSettings, Secret

pytestmark = pytest.mark.slow

# Reads with the settings' defaults from sixteen threads; prints what came, and the most memory
# that the process had. Not ru_maxrss: on Linux a child inherits it from the process that began it.
READING = """
import re, resource, sys
from concurrent.futures import ThreadPoolExecutor
from humanloop_evals.client import Client
from humanloop_evals.errors import UnexpectedAnswer
from humanloop_evals.settings import ClientSettings

client = Client(ClientSettings(base_url=sys.argv[1], attempts=1))

def read(_):
    try:
        return len(client.runs("evr_1"))
    except UnexpectedAnswer:
        return "refused"

with ThreadPoolExecutor(16) as pool:
    print(*sorted(set(map(str, pool.map(read, range(16))))))
try:
    print(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1])
except OSError:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
MIB = 2**20
LARGE = 32 * MIB
BOMBS: dict[str, tuple[Behaviour, str]] = {
    "bomb": (send_gzip(gzip_bomb(4096)), "refused"),
    "endless": (endless_body(b" " * MIB), "refused"),
    "spaces": (send_gzip(gzip.compress(b'{"runs":[]}'.ljust(LARGE), 1)), "0"),
    "tiny objects": (
        send_gzip(gzip.compress(b'{"runs":[' + b"{}," * (2 * MIB) + b"{}]}", 1)),
        "refused",
    ),
}


@pytest.mark.parametrize(("behaviour", "outcome"), BOMBS.values(), ids=BOMBS.keys())
def test_bodies_are_read_in_bounded_memory(behaviour: Behaviour, outcome: str) -> None:
    """Whatever sixteen bodies at once grow to, the process has less than one gigabyte."""
    with FaultyServer() as server:
        server.script("*", behaviour)
        done = subprocess.run(
            [sys.executable, "-c", READING, server.url],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert (done.stderr, done.returncode) == ("", 0)
    found, kilobytes = done.stdout.splitlines()
    assert found == outcome
    assert int(kilobytes) < 10**9 / 1024


@pytest.mark.parametrize(
    "behaviour",
    [send_gzip(gzip_bomb(8)), respond(200, b"[" * 2 * MIB), cut(b" " * 3 * MIB, 2 * MIB)],
    ids=["too large", "unreadable", "cut short"],
)
def test_errors_keep_no_body(behaviour: Behaviour) -> None:
    """An error that is kept to the end of a sync does not keep what was read."""
    with FaultyServer() as server:
        server.script("*", behaviour)
        client = make_client(server.url, clock=FakeClock(), attempts=2, body_limit=7 * MIB)
        with pytest.raises(RequestFailed) as caught:
            client.evaluation("evr_1")
        client.close()

    frames = [frame for one in origins(caught.value) for frame, _ in walk_tb(one.__traceback__)]
    held = [value for frame in frames for value in frame.f_locals.values()]
    assert len(frames) > 1
    assert [type(value) for value in held if isinstance(value, HOLDERS) and size(value) > MIB] == []


HOLDERS = (bytes, bytearray, msgspec.Raw, io.BytesIO)


def size(value: Any) -> int:
    """How many bytes a value holds."""
    return memoryview(value.getbuffer() if isinstance(value, io.BytesIO) else value).nbytes


def test_large_bodies_are_parsed_few_at_a_time() -> None:
    """The place for a large body is held until it is parsed: of five never all at once."""
    gathering = threading.Barrier(5)

    def parse(body: bytes, _where: str) -> int:
        with suppress(threading.BrokenBarrierError):
            gathering.wait(0.3)
            return 5
        return len(body)

    with FaultyServer() as server:
        server.script("*", respond(200, b" " * (5 * MIB)))
        http = Http(ClientSettings(server.url, Secret(KEY)), SystemClock(), None)
        with ThreadPoolExecutor(5) as pool:
            found = list(pool.map(lambda _: http.get("/x", {}, parse), range(5)))
        http.close()

    assert found == [5 * MIB] * 5

"""Serves a workload on this machine, in a process of its own, at little cost.

It prints one line of JSON when it is ready: its base URL and the ids of the files. It ends when its
standard input is closed, so that it never outlives whoever started it.
"""

import argparse
import asyncio
import gzip
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from log_workload import LOG_SIZES, LogSize, LogWorkload
from rendering import LAYOUTS
from workload import SIZES, Workload

# Bodies are made before the first request, as far as they fit into this; the rest as asked for.
_KEPT_BYTES = 256 * 1024 * 1024
_MOST_A_PAGE = 100


@dataclass(slots=True)
class Counts:
    """What was served since somebody last asked.

    Attributes:
        log_requests: Those of them that asked for logs.
        most_in_flight: The most requests that waited for their answer at once.
    """

    requests: int = 0
    log_requests: int = 0
    most_in_flight: int = 0
    bytes: int = 0


class Bodies:
    """The body of every path.

    Args:
        workload: What is served.
        compress: Whether to serve gzip.
    """

    def __init__(self, workload: Workload | LogWorkload, *, compress: bool) -> None:
        self._workload = workload
        self.encoding = b"content-encoding: gzip\r\n" if compress else b""
        self._kept: dict[str, bytes] = {}
        self._keep()

    def find(self, target: str) -> bytes | None:
        """The body for a request target, or None when there is nothing."""
        parts = urlsplit(target)
        path = unquote(parts.path).removeprefix("/v5/").split("/")
        body = self._kept.get(path[1]) if path[2:] == ["runs"] else None
        if body is not None:
            return body
        body = self._make(path, parts.query)
        return None if body is None else self._packed(body)

    def _make(self, path: list[str], query: str) -> bytes | None:
        given = parse_qs(query)
        match path:
            case ["evaluations"]:
                (file_id,) = given.get("file_id", [""])
                return self._workload.evaluations(file_id, *_page(given))
            case ["evaluations", evaluation_id]:
                return self._workload.evaluation(evaluation_id)
            case ["evaluations", evaluation_id, "runs"]:
                return self._workload.runs(evaluation_id)
        return self._make_of_logs(path, given) if isinstance(self._workload, LogWorkload) else None

    def _make_of_logs(self, path: list[str], given: Mapping[str, Sequence[str]]) -> bytes | None:
        assert isinstance(self._workload, LogWorkload)
        match path:
            case ["evaluations", evaluation_id, "stats"]:
                return self._workload.stats(evaluation_id)
            case ["evaluations", evaluation_id, "logs"]:
                run_ids = given.get("run_id", ())
                return self._workload.logs(evaluation_id, run_ids, *_page(given))
            case ["datasets", dataset_id, "datapoints"]:
                return self._workload.datapoints(dataset_id, *_page(given, size=50))
        return None

    def next_generation(self) -> int:
        """Change the account, and say how often that was done."""
        assert isinstance(self._workload, LogWorkload)
        return self._workload.next_generation()

    def _keep(self) -> None:
        left = _KEPT_BYTES
        for evaluation_id in self._workload.evaluation_ids:
            body = self._packed(self._workload.runs(evaluation_id) or b"")
            left -= len(body)
            if left < 0:
                return
            self._kept[evaluation_id] = body

    def _packed(self, body: bytes) -> bytes:
        return gzip.compress(body, 1) if self.encoding else body


def _page(given: Mapping[str, Sequence[str]], size: int = 10) -> tuple[int, int]:
    """The number of a page and how long it may be."""
    (page,), (asked,) = given.get("page", ["1"]), given.get("size", [str(size)])
    return int(page), min(int(asked), _MOST_A_PAGE)


class Connection(asyncio.Protocol):
    """One kept-alive connection that sends GET requests."""

    def __init__(self, bodies: Bodies, counts: Counts, latency: float) -> None:
        self._bodies = bodies
        self._counts = counts
        self._latency = latency
        self._received = b""

    # In flight at this moment, over all connections.
    in_flight = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.Protocol`."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        *heads, self._received = (self._received + data).split(b"\r\n\r\n")
        for head in heads:
            target = head.split(b" ", 2)[1].decode()
            if target == "/_counts":
                self._say_counts()
            elif target == "/_next":
                generation = self._bodies.next_generation()
                self._send(b"200 OK", json.dumps({"generation": generation}).encode())
            elif self._latency:
                self._begin(target)
                asyncio.get_running_loop().call_later(self._latency, self._answer, target)
            else:
                self._begin(target)
                self._answer(target)

    def _begin(self, target: str) -> None:
        Connection.in_flight += 1
        self._counts.requests += 1
        self._counts.log_requests += target.partition("?")[0].endswith("/logs")
        self._counts.most_in_flight = max(self._counts.most_in_flight, Connection.in_flight)

    def _answer(self, target: str) -> None:
        Connection.in_flight -= 1
        body = self._bodies.find(target)
        if body is None:
            self._send(b"404 Not Found", b'{"detail":"not here"}')
            return
        self._counts.bytes += len(body)
        self._send(b"200 OK", body, self._bodies.encoding)

    def _say_counts(self) -> None:
        self._send(b"200 OK", json.dumps(asdict(self._counts)).encode())
        self._counts.requests = self._counts.log_requests = 0
        self._counts.most_in_flight = self._counts.bytes = 0

    def _send(self, status: bytes, body: bytes, headers: bytes = b"") -> None:
        head = b"HTTP/1.1 %b\r\ncontent-type: application/json\r\n%bcontent-length: %d\r\n\r\n"
        self._transport.writelines([head % (status, headers, len(body)), body])


async def serve(workload: Workload | LogWorkload, *, compress: bool, latency: float) -> None:
    """Serve on a free port of this machine until standard input is closed."""
    loop = asyncio.get_running_loop()
    bodies = Bodies(workload, compress=compress)
    counts = Counts()
    server = await loop.create_server(
        lambda: Connection(bodies, counts, latency), "127.0.0.1", 0, backlog=256
    )
    ended = asyncio.Event()
    loop.add_reader(sys.stdin, ended.set)
    port = server.sockets[0].getsockname()[1]
    ready = {"base_url": f"http://127.0.0.1:{port}/v5", "file_ids": workload.file_ids}
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()
    await ended.wait()


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=[*SIZES, *LOG_SIZES], default="M")
    parser.add_argument("--evaluations", type=int, help="another number, of a size with logs")
    parser.add_argument("--logs", type=int, help="of an evaluation: another number, likewise")
    parser.add_argument("--changes", type=int, default=0, help="runs that /_next changes")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--layout", choices=LAYOUTS, default="compact")
    parser.add_argument("--latency-ms", type=float, default=0.0)
    parser.add_argument("--gzip", action="store_true")
    parser.add_argument("--no-repeats", action="store_true")
    given = parser.parse_args()
    asyncio.run(serve(_workload(given), compress=given.gzip, latency=given.latency_ms / 1_000))


def _workload(given: argparse.Namespace) -> Workload | LogWorkload:
    layout = LAYOUTS[given.layout]
    if given.size in SIZES:
        repeats = not given.no_repeats
        return Workload(SIZES[given.size], seed=given.seed, repeats=repeats, layout=layout)
    usual = LOG_SIZES[given.size]
    size = LogSize(given.evaluations or usual.evaluations, given.logs or usual.logs, usual.files)
    return LogWorkload(size, seed=given.seed, layout=layout, changes=given.changes)


if __name__ == "__main__":
    main()

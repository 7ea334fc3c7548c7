"""An API that serves the very bytes it is given, page by page, and fails where a test says so."""

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

import api_measured_objects as measured
import api_objects as api
from api_objects import Json, to_text
from humanloop_evals.client import Client
from humanloop_evals.settings import ClientSettings, Secret

BASE = "http://localhost/v5"


@dataclass
class ArchiveServer:
    """Everything that is served, as JSON texts.

    Attributes:
        files: The listing.
        versions: By file.
        evaluations: By id.
        runs: By evaluation.
        stats: By evaluation.
        logs: By evaluation.
        file_logs: By file.
        datapoints: By dataset version.
        errors: The status that a path, or a path and page such as `/logs 2`, is answered with.
        before: Told the path and page of every request, on its thread.
        asked: Paths and pages that were asked for.
        blank: What stands between the parts of an answer.
    """

    files: list[bytes] = field(default_factory=list)
    versions: dict[str, list[bytes]] = field(default_factory=dict)
    evaluations: dict[str, bytes] = field(default_factory=dict)
    runs: dict[str, list[bytes]] = field(default_factory=dict)
    stats: dict[str, bytes] = field(default_factory=dict)
    logs: dict[str, list[bytes]] = field(default_factory=dict)
    file_logs: dict[str, list[bytes]] = field(default_factory=dict)
    datapoints: dict[str, list[bytes]] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    before: Callable[[str], None] = lambda _what: None
    asked: list[str] = field(default_factory=list)
    blank: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def client(self, **more: Any) -> Client:
        """A client that asks this server, and never again."""
        settings = {"base_url": BASE, "api_key": Secret("k"), "attempts": 1, "verbatim": True}
        settings |= more
        return Client(ClientSettings(**settings), transport=httpx.MockTransport(self))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        path, params = request.url.path.removeprefix("/v5"), request.url.params
        what = f"{path} {params['page']}" if "page" in params else path
        with self._lock:
            self.asked.append(what)
        self.before(what)
        status = self.errors.get(what) or self.errors.get(path)
        body = b'{"detail": "as told"}' if status else self._body(path, params)
        return httpx.Response(status or 200, stream=httpx.ByteStream(body))

    def _body(self, path: str, params: httpx.QueryParams) -> bytes:  # noqa: C901 - a case a call
        match path.strip("/").split("/"):
            case ["files"]:
                body = self._page(self.files, params)
            case ["evaluations"]:
                of_file = [e for e in self.evaluations.values() if _file_id(e) == params["file_id"]]
                body = self._page(of_file, params)
            case ["logs"]:
                body = self._page(self.file_logs.get(params["file_id"], []), params)
            case [_, file_id, "versions"]:
                body = self._object("records", self.versions.get(file_id, []))
            case [_, _, "datapoints"]:
                body = self._page(self.datapoints[params["version_id"]], params)
            case [_, evaluation_id, "logs"]:
                body = self._page(self.logs.get(evaluation_id, []), params)
            case [_, evaluation_id, "runs"]:
                body = self._object("runs", self.runs[evaluation_id])
            case [_, evaluation_id, "stats"]:
                body = self.stats[evaluation_id]
            case [_, evaluation_id]:
                body = self.evaluations[evaluation_id]
        return body

    def _page(self, records: Sequence[bytes], params: httpx.QueryParams) -> bytes:
        page, size = int(params["page"]), int(params["size"])
        part = records[(page - 1) * size : page * size]
        return self._object("records", part, page=page, size=size, total=len(records))

    def _object(self, name: str, items: Sequence[bytes], **more: int) -> bytes:
        blank = self.blank.encode()
        inner = (b"," + blank).join(items)
        rest = "".join(f',{self.blank}"{key}":{value}' for key, value in more.items())
        return b'{%b"%b":[%b%b]%b}' % (blank, name.encode(), blank, inner, rest.encode())


def small_archive(logs: int = 3) -> ArchiveServer:
    """A prompt with two versions and two evaluations, and the dataset that their runs refer to."""
    answers = api.dataset(datapoints_count=2)
    first = api.prompt("prv_1", environments=[api.environment()])
    second = api.prompt("prv_2")
    server = ArchiveServer(files=[to_text(second), to_text(answers)])
    server.versions = {"pr_1": [to_text(second), to_text(first)], "ds_1": [to_text(answers)]}
    server.datapoints["dsv_1"] = [to_text(measured.full_datapoint()), b'{"id":"dp_2"}']
    server.file_logs["pr_1"] = [to_text(measured.log(f"log_{n}")) for n in range(logs)]
    for number in (1, 2):
        run = api.run(f"rn_{number}", version=second, dataset=answers)
        put(server, f"evr_{number}", {run["id"]: logs}, runs=[run])
    return server


def put(
    server: ArchiveServer,
    evaluation_id: str,
    logs: dict[str, int],
    *,
    runs: Sequence[Json] | None = None,
    **fields: Any,
) -> None:
    """Serve an evaluation whose runs have so many logs each."""
    shown = [api.run(run_id) for run_id in logs] if runs is None else runs
    server.evaluations[evaluation_id] = to_text(api.evaluation(evaluation_id, len(shown), **fields))
    server.runs[evaluation_id] = [to_text(run) for run in shown]
    counted = [measured.run_stats(run_id, count) for run_id, count in logs.items()]
    server.stats[evaluation_id] = to_text(measured.stats(*counted))
    server.logs[evaluation_id] = [
        to_text(measured.record(f"{run_id}_{number}", run_id=run_id))
        for run_id, count in logs.items()
        for number in range(count)
    ]


def _file_id(evaluation: bytes) -> str | None:
    file_id: str | None = json.loads(evaluation).get("file_id")
    return file_id

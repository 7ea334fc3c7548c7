"""The exporter's way through the API, and the files it leaves."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from werkzeug.test import Client

from exporter.quirks import Quirks
from humanloop_evals.sandbox import SANDBOX_KEY, Account, create_app

Json = dict[str, Any]

_PAGES_AT_ONCE = 10
_LINES_A_PART = 1000
_API = "https://api.humanloop.com/v5"


class RequestFailedError(Exception):
    """A request that failed five times."""


class Exporter:
    """Exports an account.

    Args:
        account: Looked at for every request.
        quirks: How it goes.
    """

    def __init__(self, account: Account, quirks: Quirks | None = None) -> None:
        self.quirks = quirks or Quirks()
        self._client = Client(create_app(account))
        self._log: list[str] = []

    def export(self, exports: Path, timestamp: str = "20250605-120000") -> Path:
        """Write everything into a folder of that name; once more, and it is a resumed export."""
        folder = exports / timestamp
        folder.mkdir(parents=True, exist_ok=True)
        self._log = []
        root = self._get("/directories/root")
        for file in list(self._pages("/files", path=root["path"])):
            place = folder / "files" / file["id"]
            place.mkdir(parents=True, exist_ok=True)
            if (place / ".done").exists():
                continue
            try:
                self._write_file(file, place)
            except RequestFailedError as error:
                self._say(f"File {file['id']} generated an exception: {error}", "ERROR")
        with (folder / "export.log").open("a") as log:
            log.writelines(self._log)
        return folder

    def _write_file(self, file: Json, place: Path) -> None:
        _write(place / "file.json", file)
        self._write_versions(file, place)
        if file["type"] != "dataset":
            self._write_evaluations(file, place)
            if self.quirks.with_logs:
                params = {"file_id": file["id"], "include_trace_children": "true"}
                self._write_lines(place / "logs", "/logs", size=self.quirks.log_page_size, **params)
        (place / ".done").write_text("Export completed successfully.\n")

    def _write_versions(self, file: Json, place: Path) -> None:
        path = f"/{file['type']}s/{file['id']}"
        versions = self._get(f"{path}/versions")["records"]
        if not versions:
            return
        (place / "versions").mkdir(exist_ok=True)
        for version in versions:
            _write(place / "versions" / version["version_id"], version)
        for version in versions if file["type"] == "dataset" else ():
            self._write_lines(
                place / "datapoints" / version["version_id"],
                f"{path}/datapoints",
                size=self.quirks.datapoints_page_size,
                version_id=version["version_id"],
            )
        deployments = [
            {
                "version_id": version["version_id"],
                "environment_id": environment["id"],
                "environment_name": environment["name"],
                "environment_tag": environment["tag"],
            }
            for version in versions
            for environment in version["environments"]
        ]
        _write(place / "deployments.json", deployments)

    def _write_evaluations(self, file: Json, place: Path) -> None:
        for evaluation in list(self._pages("/evaluations", file_id=file["id"])):
            path = f"/evaluations/{evaluation['id']}"
            folder = place / path.removeprefix("/")
            folder.mkdir(parents=True, exist_ok=True)
            _write(folder / "evaluation.json", evaluation)
            _write(folder / "stats.json", self._get(f"{path}/stats"))
            runs = self._get(f"{path}/runs")["runs"]
            (folder / "runs").mkdir(exist_ok=True)
            for run in runs:
                _write(folder / "runs" / run["id"], run)
            if self.quirks.with_logs:
                self._write_lines(folder / "logs", f"{path}/logs", size=self.quirks.log_page_size)

    def _write_lines(self, folder: Path, path: str, /, **params: Any) -> None:
        """The first part takes one line too many."""
        folder.mkdir(parents=True, exist_ok=True)
        parts: list[list[str]] = []
        is_full = True
        for written, record in enumerate(self._pages(path, **params)):
            if is_full:
                parts.append([])
            parts[-1].append(json.dumps(record) + "\n")
            is_full = written > 0 and written % _LINES_A_PART == 0
        for number, lines in enumerate(parts, start=1):
            (folder / f"{number}.jsonl").write_text("".join(lines))

    def _pages(self, path: str, /, **params: Any) -> Iterator[Json]:
        params = {"size": 100, **params}
        records = self._get(path, page=1, **params)["records"]
        yield from records
        if len(records) < params["size"]:
            return
        first = 2
        while pages := list(self._some_pages(path, range(first, first + _PAGES_AT_ONCE), params)):
            for page in pages[::-1] if self.quirks.reversed_pages else pages:
                yield from page[:1] * (2 if self.quirks.repeated_lines else 1)
                yield from page[1:]
            first += _PAGES_AT_ONCE

    def _some_pages(self, path: str, numbers: range, params: Json) -> Iterator[list[Json]]:
        """Those of some pages that have records; one that fails is logged, and that is all."""
        for number in numbers:
            try:
                records = self._get(path, page=number, **params)["records"]
            except RequestFailedError as error:
                self._say(f"Error fetching page: {error}", "ERROR")
                continue
            if records:
                yield records

    def _get(self, path: str, /, **params: Any) -> Any:
        given = {name: str(value) for name, value in params.items()}
        query = "&".join(f"{name}={value}" for name, value in given.items())
        url = f"{path}?{query}" if query else path
        if self.quirks.fails(path, given):
            raise RequestFailedError(
                "The read operation timed out"
                if self.quirks.without_url
                else f"Server error '500 Internal Server Error' for url '{_API}{url}'\n"
                "For more information check: https://developer.mozilla.org/Web/HTTP/Status/500"
            )
        answer = self._client.get(f"/v5{url}", headers={"X-API-KEY": SANDBOX_KEY})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_json()

    def _say(self, message: str, level: str) -> None:
        self._log.append(f"2025-06-05 12:00:01.000 | {level: <8} | __main__:main:99 - {message}\n")


def _write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value))

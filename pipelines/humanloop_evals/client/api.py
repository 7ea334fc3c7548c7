"""The calls of the v5 API that hold evaluations."""

import contextlib
import itertools
from collections.abc import Iterator, Mapping
from functools import partial
from urllib.parse import quote

import httpx

from humanloop_evals.client.ahead import Ahead, Request
from humanloop_evals.client.answer import (
    parse_evaluation,
    parse_log_page,
    parse_object,
    parse_page,
    parse_runs,
    parse_versions,
)
from humanloop_evals.client.clock import Clock, SystemClock
from humanloop_evals.client.http import Http
from humanloop_evals.client.paging import read_listing
from humanloop_evals.errors import RecordUnusable, RequestFailed
from humanloop_evals.reader import Document, Listing, LogPage, Traffic, WouldDelete
from humanloop_evals.settings import ClientSettings, Selection

# The API documents no maximum. A server that caps lower is read all the same.
_PAGE_SIZE = 100
_FILES = "/files"
_EVALUATIONS = "/evaluations"
_FILE_TYPES = ("prompt", "tool", "flow", "evaluator", "agent", "dataset")


class Client:
    """Reads evaluations over HTTP, from any number of threads.

    Args:
        settings: Where to, with which key and within which bounds.
        transport: Takes the network's place, for tests and the embedded sandbox.
        clock: Time, for waiting.

    Attributes:
        archive: None, see `Reader`.
    """

    archive = None

    def __init__(
        self,
        settings: ClientSettings,
        *,
        transport: httpx.BaseTransport | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._in_flight = settings.requests_in_flight
        self._http = Http(settings, clock or SystemClock(), transport)
        self._ahead = Ahead(self._http.get)

    def begin(self, selection: Selection) -> None:
        """Send the requests that reading a selection begins with, and do not wait.

        Whoever reads it has their answers then; what is wrong with them is raised there.
        """
        requests = _first_requests(selection, most=self._in_flight)
        self._ahead.begin(requests, threads=self._in_flight)

    def files(self, would_delete: WouldDelete) -> Listing:
        """See `Reader`."""
        return self._listing(_FILES, {}, would_delete)

    def evaluations(self, file_id: str, would_delete: WouldDelete) -> Listing:
        """See `Reader`."""
        _check_file_id(file_id)
        return self._listing(_EVALUATIONS, {"file_id": file_id}, would_delete)

    def evaluation(self, evaluation_id: str) -> Document:
        """See `Reader`."""
        document: Document = self._ahead.get(*_evaluation(evaluation_id))
        return document

    def runs(self, evaluation_id: str) -> list[Document]:
        """See `Reader`."""
        return self._http.get(f"{_EVALUATIONS}/{_segment(evaluation_id)}/runs", {}, parse_runs)

    def stats(self, evaluation_id: str) -> Document:
        """See `Reader`."""
        return self._http.get(f"{_EVALUATIONS}/{_segment(evaluation_id)}/stats", {}, parse_object)

    def logs(self, evaluation_id: str, run_id: str | None, page: int) -> LogPage:
        """See `Reader`."""
        params = {} if run_id is None else {"run_id": run_id}
        return self._http.get(
            f"{_EVALUATIONS}/{_segment(evaluation_id)}/logs",
            {**params, "page": page, "size": _PAGE_SIZE},
            partial(parse_log_page, _PAGE_SIZE),
        )

    def datapoints(self, file_id: str, dataset_version_id: str) -> Listing:
        """See `Reader`."""
        path = f"/datasets/{_segment(file_id)}/datapoints"
        return self._listing(path, {"version_id": dataset_version_id}, lambda _ids: False)

    def versions(self, file_type: str, file_id: str) -> list[Document]:
        """See `ArchiveReader`."""
        if file_type not in _FILE_TYPES:
            raise RequestFailed(f"file {file_id}: the API has no versions of type {file_type!r}")
        return self._http.get(f"/{file_type}s/{_segment(file_id)}/versions", {}, parse_versions)

    def file_logs(self, file_id: str, page: int) -> LogPage:
        """See `ArchiveReader`."""
        _check_file_id(file_id)
        params = {"file_id": file_id, "include_trace_children": "true"}
        return self._http.get(
            "/logs",
            {**params, "page": page, "size": _PAGE_SIZE},
            partial(parse_log_page, _PAGE_SIZE),
        )

    def datapoint_page(self, file_id: str, dataset_version_id: str, page: int) -> LogPage:
        """A page of the datapoints of one dataset version, counted from 1."""
        return self._http.get(
            f"/datasets/{_segment(file_id)}/datapoints",
            {"version_id": dataset_version_id, "page": page, "size": _PAGE_SIZE},
            partial(parse_log_page, _PAGE_SIZE),
        )

    def requests(self) -> Traffic:
        """See `Reader`."""
        return self._http.traffic

    def close(self) -> None:
        """See `Reader`."""
        self._http.close()

    def _listing(self, path: str, params: Mapping[str, str], would_delete: WouldDelete) -> Listing:
        where = f"GET {path}" + (f"?{httpx.QueryParams(params)}" if params else "")
        return read_listing(
            lambda number: self._ahead.get(*_page(path, params, number)),
            where=where,
            would_delete=would_delete,
        )


def _first_requests(selection: Selection, *, most: int) -> Iterator[Request]:
    """Only what is asked for first: an answer that waited for its turn would be an old one."""
    if selection.all_evaluations:
        yield _page(_FILES, {}, 1)
    elif selection.file_ids:
        for file_id in itertools.islice(selection.file_ids, most):
            if file_id and _is_text(file_id):
                yield _page(_EVALUATIONS, {"file_id": file_id}, 1)
    elif len(selection.evaluation_ids) <= most:
        # Of more, those with the least ids would be read first.
        for evaluation_id in selection.evaluation_ids:
            # Said where it is read.
            with contextlib.suppress(RecordUnusable):
                yield _evaluation(evaluation_id)


def _page(path: str, params: Mapping[str, str], number: int) -> Request:
    return path, {**params, "page": number, "size": _PAGE_SIZE}, partial(parse_page, _PAGE_SIZE)


def _evaluation(evaluation_id: str) -> Request:
    path = f"{_EVALUATIONS}/{_segment(evaluation_id)}"
    return path, {}, partial(parse_evaluation, evaluation_id)


def _check_file_id(file_id: str) -> None:
    if not file_id or not _is_text(file_id):
        raise RequestFailed(f"{file_id!r} can't be the id of a file")


def _segment(identifier: str) -> str:
    """An id as one segment of a path, whatever characters it has."""
    if identifier in {"", ".", ".."} or not _is_text(identifier):
        raise RecordUnusable(f"{identifier!r} can't be an id")
    return quote(identifier, safe="")


def _is_text(identifier: str) -> bool:
    """Whether UTF-8 has it: a command line in another encoding leaves lone surrogates."""
    try:
        identifier.encode()
    except UnicodeEncodeError:
        return False
    return True

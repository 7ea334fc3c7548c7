"""An input that lives in memory: what a reader serves, how it fails, and what was asked of it."""

import threading
from collections.abc import Callable, Iterable

from msgspec import Raw

from api_objects import Json, to_text
from humanloop_evals.client.answer import parse_runs
from humanloop_evals.reader import Document, Listing, LogPage, Traffic, WouldDelete

# Waiting for another thread that never comes must end a test, not hang it.
PATIENCE = 20.0


class FakeReader:
    """A reader over objects in memory.

    Args:
        evaluations: Every evaluation with its runs.
        files: The listing of files.

    Attributes:
        archive: None: it is read as the API is.
        calls: What was asked for, in the order in which it was.
        errors: What a call fails with, such as `{"runs evr_1": error}`.
        listings: What a file's listing holds, instead of the evaluations that name it.
        before: Called by every call on its own thread, with what was asked for.
        written: How JSON is written.
        measured: The stats of an evaluation; none of any run unless given.
        logs_of: The records of an evaluation's logs.
        datapoints_of: The datapoints of a dataset version.
        page_size: Records on a page of logs.
        ignores_run_id: Whether logs are served of all runs, whichever is asked for.
        has_texts_only: Whether runs come as files of their own, and not as one answer that was cut.
    """

    archive = None

    def __init__(
        self, evaluations: Iterable[tuple[Json, list[Json]]] = (), files: Iterable[Json] = ()
    ) -> None:
        self.calls: list[str] = []
        self.errors: dict[str, Exception] = {}
        self.listings: dict[str, list[Json]] = {}
        self.before: Callable[[str], None] = lambda _call: None
        self.written: Callable[[Json], bytes] = to_text
        self.measured: dict[str, Json] = {}
        self.logs_of: dict[str, list[Json]] = {}
        self.datapoints_of: dict[str, list[Json]] = {}
        self.page_size = 100
        self.ignores_run_id = False
        self.has_texts_only = False
        self._lock = threading.Lock()
        self._files = list(files)
        self._evaluations: dict[str, Json] = {}
        self._runs: dict[str, list[Json]] = {}
        for evaluation, runs in evaluations:
            self._evaluations[evaluation["id"]] = evaluation
            self._runs[evaluation["id"]] = runs

    def files(self, would_delete: WouldDelete) -> Listing:
        """See `Reader`."""
        self._called("files")
        return self._listing("GET /files", self._files, would_delete)

    def evaluations(self, file_id: str, would_delete: WouldDelete) -> Listing:
        """See `Reader`."""
        self._called(f"evaluations {file_id}")
        of_file = [e for e in self._evaluations.values() if e.get("file_id") == file_id]
        records = self.listings.get(file_id, of_file)
        return self._listing(f"GET /evaluations?file_id={file_id}", records, would_delete)

    def evaluation(self, evaluation_id: str) -> Document:
        """See `Reader`."""
        self._called(f"evaluation {evaluation_id}")
        where = f"GET /evaluations/{evaluation_id}"
        return Document(where, self.written(self._evaluations[evaluation_id]))

    def runs(self, evaluation_id: str) -> list[Document]:
        """See `Reader`."""
        self._called(f"runs {evaluation_id}")
        where = f"GET /evaluations/{evaluation_id}/runs"
        texts = [self.written(run) for run in self._runs[evaluation_id]]
        if self.has_texts_only:
            return [Document(f"{where}, runs[{at}]", Raw(text)) for at, text in enumerate(texts)]
        return parse_runs(b'{"runs":[%b]}' % b",".join(texts), where)

    def stats(self, evaluation_id: str) -> Document:
        """See `Reader`."""
        self._called(f"stats {evaluation_id}")
        stats = self.measured.get(evaluation_id, {"run_stats": [], "status": "completed"})
        return Document(f"GET /evaluations/{evaluation_id}/stats", self.written(stats))

    def logs(self, evaluation_id: str, run_id: str | None, page: int) -> LogPage:
        """See `Reader`."""
        self._called(f"logs {evaluation_id} {run_id or '*'} {page}")
        records = [
            record
            for record in self.logs_of.get(evaluation_id, [])
            if self.ignores_run_id or run_id in {None, record["run_id"]}
        ]
        where = f"GET /evaluations/{evaluation_id}/logs?page={page}"
        start = (page - 1) * self.page_size
        documents = [
            Document(f"{where}, records[{index}]", Raw(self.written(record)))
            for index, record in enumerate(records[start : start + self.page_size])
        ]
        return LogPage(documents, self.page_size, len(records))

    def datapoints(self, file_id: str, dataset_version_id: str) -> Listing:
        """See `Reader`."""
        self._called(f"datapoints {file_id} {dataset_version_id}")
        where = f"GET /datasets/{file_id}/datapoints"
        records = self.datapoints_of.get(dataset_version_id, [])
        return self._listing(where, records, lambda _ids: False)

    def requests(self) -> Traffic:
        """See `Reader`."""
        return Traffic(requests=len(self.calls))

    def close(self) -> None:
        """See `Reader`."""

    def replace(self, evaluation: Json, runs: list[Json], *, evaluation_id: str) -> None:
        """Change what is served under an id from now on."""
        self._evaluations[evaluation_id] = evaluation
        self._runs[evaluation_id] = runs

    def _called(self, call: str) -> None:
        with self._lock:
            self.calls.append(call)
        self.before(call)
        if call in self.errors:
            raise self.errors[call]

    @staticmethod
    def _listing(where: str, records: list[Json], would_delete: WouldDelete) -> Listing:
        would_delete({record["id"] for record in records})
        return Listing(
            {
                record["id"]: Document(f"{where}, records[{index}]", to_text(record))
                for index, record in enumerate(records)
            },
            len(records),
        )


def one_after_another(calls: Iterable[str]) -> Callable[[str], None]:
    """Make calls on different threads end in a given order; use it as `FakeReader.before`."""
    order = list(calls)
    ended = {call: threading.Event() for call in order}

    def wait(call: str) -> None:
        if call not in ended:
            return
        place = order.index(call)
        if place:
            assert ended[order[place - 1]].wait(PATIENCE)
        ended[call].set()

    return wait

"""An export as an input: the Reader over what the exporter has written."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from humanloop_evals.errors import NotFound, SourceUnavailable
from humanloop_evals.export_tree.evaluation import ExportedEvaluation
from humanloop_evals.export_tree.file import ExportedFile
from humanloop_evals.export_tree.finding import Snapshot
from humanloop_evals.export_tree.log_pages import Survey
from humanloop_evals.export_tree.tree import DEFAULT_LIMIT, Tree, open_tree
from humanloop_evals.reader import Document, Finding, Listing, LogPage, Traffic, WouldDelete

# Told how many bytes were read, and how many there are.
OnBytes = Callable[[int, int], None]


class ExportReader:
    """Reads an export; nothing in it is ever changed.

    Args:
        path: Its folder or archive.
        beside: The folder on whose disk a tar archive is unpacked.
        limit: Bytes that one JSON value may have.
        deadline: Seconds for everything, or None.
        with_logs: Whether logs will be read, too.
        on_bytes: See `OnBytes`.

    Raises:
        ConfigurationError: It is no export, can't be read, or must not.

    Attributes:
        archive: The reader itself.
        tree: Where everything is.
    """

    def __init__(
        self,
        path: Path,
        *,
        beside: Path,
        limit: int = DEFAULT_LIMIT,
        deadline: float | None = None,
        with_logs: bool = True,
        on_bytes: OnBytes = lambda _read, _all: None,
    ) -> None:
        self.archive = self
        self._traffic = Traffic()
        self._lock = threading.Lock()
        self._deadline = deadline
        self._ends_at = None if deadline is None else time.monotonic() + deadline
        self._is_closed = False
        self._with_logs = with_logs
        self._on_bytes = on_bytes
        self._total = 0
        self._evaluations: dict[str, ExportedEvaluation] = {}
        self._files: dict[str, ExportedFile] = {}
        self.tree: Tree = open_tree(path, beside=beside, limit=limit, on_bytes=self._count)
        self._total = self.tree.size
        self._logged = self.tree.with_logs() if with_logs else set()

    @property
    def name(self) -> str:
        """What it is called in the database: its timestamp, or its own name and how many it has."""
        snapshots = self.tree.snapshots
        if len(snapshots) == 1:
            return snapshots[0].name
        return f"{self.tree.name} ({len(snapshots)} exports)"

    def files(self, would_delete: WouldDelete) -> Listing:
        """See `Reader`; files without a readable record are among the findings."""
        del would_delete
        found = {file_id: self._file(file_id).record() for file_id in self.tree.files}
        records = {file_id: record for file_id, record in found.items() if record is not None}
        return Listing(records, len(records))

    def file_ids(self) -> list[str]:
        """See `Archive`."""
        return list(self.tree.files)

    def evaluations(self, file_id: str, would_delete: WouldDelete) -> Listing:
        """See `Reader`."""
        del would_delete
        found = {key: self.evaluation(key) for key in self.evaluation_ids(file_id)}
        return Listing(found, len(found))

    def evaluation_ids(self, file_id: str) -> list[str]:
        """See `Archive`."""
        self._file(file_id)
        return self.tree.of_file[file_id]

    def evaluation(self, evaluation_id: str) -> Document:
        """See `Reader`."""
        return self._evaluation(evaluation_id).document()

    def runs(self, evaluation_id: str) -> list[Document]:
        """See `Reader`."""
        return self._evaluation(evaluation_id).runs()

    def stats(self, evaluation_id: str) -> Document | None:
        """See `Reader`."""
        return self._evaluation(evaluation_id).stats()

    def logs(self, evaluation_id: str, run_id: str | None, page: int) -> LogPage:
        """See `Reader`; logs of all runs are served, whichever is asked for."""
        del run_id
        return self._evaluation(evaluation_id).logs().page(page)

    def survey(self, evaluation_id: str) -> Survey:
        """What a look over the logs of an evaluation has found."""
        return self._evaluation(evaluation_id).logs().survey()

    def has_logs(self, evaluation_id: str) -> bool:
        """See `Archive`."""
        return self._evaluation(evaluation_id).has_logs

    def datapoints(self, file_id: str, dataset_version_id: str) -> Listing:
        """See `Reader`."""
        return self._file(file_id).datapoints(dataset_version_id)

    def versions(self, file_type: str, file_id: str) -> list[Document]:
        """See `ArchiveReader`; what cannot be read is among the findings."""
        del file_type
        return self._file(file_id).versions()

    def deployments(self, file_id: str) -> list[Document]:
        """See `Archive`."""
        return self._file(file_id).deployments()

    def file_logs(self, file_id: str, page: int) -> LogPage:
        """See `ArchiveReader`."""
        return self._file(file_id).logs().page(page)

    def file_survey(self, file_id: str) -> Survey:
        """What a look over a file's own logs has found."""
        return self._file(file_id).logs().survey()

    def explain(self, identifier: str) -> str | None:
        """See `Archive`."""
        copies = self.tree.evaluations.get(identifier)
        if copies:
            return self.tree.said(copies[0].of.snapshot).explain(identifier)
        said = (log.explain(identifier) for log in self.tree.logs.values())
        return next((text for text in said if text), None)

    def findings(self) -> list[Finding]:
        """See `Archive`."""
        found = [Finding(loss, is_loss=True) for loss in self.tree.store.losses]
        for snapshot in self._used_snapshots():
            pages = self.tree.said(snapshot).other_pages
            found += [Finding(page, is_loss=True) for file_id, page in pages if file_id is None]
        for file in self._files.values():
            found += file.findings(logged=self._logged)
        for evaluation_id, evaluation in self._evaluations.items():
            snapshot = self.tree.evaluations[evaluation_id][0].of.snapshot
            found += evaluation.findings(logs_expected=snapshot.files in self._logged)
        return found

    def requests(self) -> Traffic:
        """See `Reader`; nothing is requested, but bytes are read."""
        return self._traffic

    def close(self) -> None:
        """See `Reader`."""
        self._is_closed = True
        self.tree.store.close()

    def unfiled_evaluation_ids(self) -> list[str]:
        """See `Archive`."""
        filed = {key for keys in self.tree.of_file.values() for key in keys}
        return [key for key in self.tree.evaluations if key not in filed]

    def _file(self, file_id: str) -> ExportedFile:
        if file_id not in self.tree.files:
            raise NotFound(f"{self.tree.store.name} has no file {file_id}")
        return self._files.setdefault(file_id, ExportedFile(self.tree, file_id))

    def _evaluation(self, evaluation_id: str) -> ExportedEvaluation:
        if evaluation_id not in self.tree.evaluations:
            raise NotFound(f"{self.tree.store.name} has no evaluation {evaluation_id}")
        return self._evaluations.setdefault(
            evaluation_id,
            ExportedEvaluation(self.tree, evaluation_id, with_logs=self._with_logs),
        )

    def _used_snapshots(self) -> list[Snapshot]:
        """Those of which something is read, as far as anything was asked for."""
        used = {self.tree.files[file_id][0].snapshot for file_id in self._files}
        used |= {self.tree.evaluations[key][0].of.snapshot for key in self._evaluations}
        return [snapshot for snapshot in self.tree.snapshots if snapshot in used]

    def _count(self, count: int) -> None:
        """So many bytes were read.

        Raises:
            SourceUnavailable: There is no time left, or nobody wants more.
        """
        if self._is_closed:
            raise SourceUnavailable("the export was closed while it was read")
        if self._ends_at is not None and time.monotonic() >= self._ends_at:
            raise SourceUnavailable(
                f"the sync's deadline of {self._deadline:.0f} s leaves no time to go on; nothing "
                "was published"
            )
        with self._lock:
            self._traffic.bytes += count
            read = self._traffic.bytes
        if self._total:
            self._on_bytes(read, self._total)

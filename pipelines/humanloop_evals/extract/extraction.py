"""Evaluations read with bounded concurrency, and handed on as batches of Arrow tables."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

import msgspec
import pyarrow as pa

from humanloop_evals.errors import (
    EvaluationFailed,
    RecordUnusable,
    SourceUnavailable,
    forget_frames,
)
from humanloop_evals.extract.accumulate import Accumulator, Batch
from humanloop_evals.extract.archive import ArchiveReading, Sized
from humanloop_evals.extract.arrow import joined, keep_last, packed, unpacked
from humanloop_evals.extract.datasets import Dataset, read_datapoints
from humanloop_evals.extract.head import Head, read_head
from humanloop_evals.extract.known import Known
from humanloop_evals.extract.log_plan import LogRequest
from humanloop_evals.extract.reach import Reach
from humanloop_evals.extract.reading import Loaded, Reading, at
from humanloop_evals.extract.report import Report
from humanloop_evals.extract.scope import Scope
from humanloop_evals.extract.select import Selected, Target
from humanloop_evals.extract.window import read_ahead, result_of
from humanloop_evals.reader import LogPage, Reader
from humanloop_evals.records import Rows, file_rows
from humanloop_evals.settings import Selection
from humanloop_evals.tables import RUNS

Progress = Callable[[int], None]

# They have waited for each other and come all at once; to hand on any number takes some 5 ms.
_RUNS_A_BATCH = 24_000
_EVERYTHING = Scope()


class Extraction:
    """One reading of the selected evaluations.

    Args:
        reader: The input.
        selection: Which evaluations.
        synced_at: When the sync started, for `last_synced_at`.
        in_flight: Requests under way at once.
        known: What the database holds already.
        report: Filled with what was found; a new one if not given.
        scope: How much of each evaluation is read.
        on_progress: Told how many evaluations are done.
    """

    def __init__(  # noqa: PLR0913 - all but two have defaults
        self,
        reader: Reader,
        selection: Selection,
        *,
        synced_at: datetime,
        in_flight: int,
        known: Known | None = None,
        report: Report | None = None,
        scope: Scope = _EVERYTHING,
        on_progress: Progress = lambda _done: None,
    ) -> None:
        self.report = Report() if report is None else report
        self._reader = reader
        self._synced_at = synced_at
        self._in_flight = in_flight
        self._known = known or Known()
        self._scope = scope
        self._on_progress = on_progress
        self._selected = Selected(reader, selection, self._known, self.report)
        self._reach = Reach(in_flight)
        self._loaded = Loaded(scope.redaction)
        self._archive: ArchiveReading | None = None
        if reader.archive is not None:
            self._archive = ArchiveReading(reader.archive, self._loaded, self.report)
            # Everything is read: that costs no request, and the archive may be another one.
            self._known = replace(self._known, log_reads={}, datasets=frozenset())
        self._rows = Accumulator(scope.redaction)
        self._runs: list[pa.Table] = []

    def batches(self) -> Iterator[Batch]:
        """Read everything once; every batch maps table names to Arrow tables of that table.

        Evaluation after evaluation, each complete or not at all.

        Raises:
            SourceUnavailable, Refused, VerificationFailed: Nothing of this may be published.
        """
        pool = ThreadPoolExecutor(self._in_flight, thread_name_prefix="read")
        try:
            file_ids = result_of(pool.submit(self._selected.list_files))
            if self._archive is not None:
                yield from self._keep_each(self._archive.files(self._selected.files, file_ids))
            else:
                self._add_files()
            yield from self._read_evaluations(pool)
            if self._archive is None:
                self.report.check_failures()
            if self._scope.logs:
                yield from self._read_datasets(pool)
            if self._scope.logs and self._archive is not None:
                yield from self._keep_each(self._archive.logs(file_ids, pool))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        for copy in self._loaded.catalog.take(self._known.ranks):
            self._keep(copy.rows, copy.size)
            yield from self._full()
        yield self._without_runs(self._rows.flush())
        yield from self._settled_runs()
        if self._archive is not None:
            self._archive.finish()
        self.report.is_complete = True

    def _read_evaluations(self, pool: ThreadPoolExecutor) -> Iterator[Batch]:
        targets = self._selected.targets(pool, window=self._in_flight)
        if self._scope.logs:
            # In the order of their ids, so that whatever asks for the judgments of one finds them
            # in one place of the file.
            targets = iter(sorted(targets, key=attrgetter("evaluation_id")))
        heads = self._reach.ordered(pool, self._read_head, targets)
        # Pages of logs are megabytes: no more of them wait than there are threads to read them.
        readings = read_ahead(
            pool, map(self._begin, heads), _pages, self._fetch, _take, window=self._in_flight
        )
        for done, attempt in enumerate(readings, start=1):
            try:
                yield from self._accept(self._complete(attempt, pool))
            except EvaluationFailed as error:
                forget_frames(error)
                self.report.quarantined[attempt.target.evaluation_id] = error
            self._on_progress(done)
            yield from self._full()

    def _read_head(self, target: Target) -> Head:
        return read_head(self._reader, target, self._scope)

    def _begin(self, head: Head) -> "_Attempt":
        try:
            return _Attempt(head.target, self._reading(head))
        except EvaluationFailed as error:
            return _Attempt(head.target, None, error)

    def _reading(self, head: Head) -> Reading:
        return Reading(
            head,
            self._loaded,
            known=self._known,
            scope=self._scope,
            synced_at=self._synced_at,
        )

    def _fetch(self, attempt: "_Attempt", request: LogRequest) -> LogPage:
        return self._reader.logs(attempt.target.evaluation_id, request.run_id, request.page)

    def _complete(self, attempt: "_Attempt", pool: ThreadPoolExecutor) -> Reading:
        """Read what is missing; once more from the beginning where stats and logs differ."""
        if attempt.error is not None or attempt.reading is None:
            raise attempt.error or RecordUnusable(f"{attempt.target.evaluation_id} was not read")

        def fetch(request: LogRequest) -> LogPage:
            return result_of(pool.submit(self._fetch, attempt, request))

        reading = attempt.reading
        if not reading.complete(fetch) and self._archive is None:
            # A log or judgment may have arrived while they were read.
            target = replace(attempt.target, document=None)
            reading = self._reading(result_of(pool.submit(self._read_head, target)))
            reading.complete(fetch)
        return reading

    def _accept(self, reading: Reading) -> Iterator[Batch]:
        reading.accept()
        if self._archive is not None:
            self._archive.explain(reading.target.evaluation_id)
        self._keep(reading.rows, reading.rows.extra_size)
        self.report.add_notes(reading.logs.notes)
        self.report.counts += reading.counts
        self.report.add_log_reading(reading.target.evaluation_id, reading.logs.plan)
        yield from reading.logs.batches
        self._rows.take_over(reading.logs.rest)

    def _read_datasets(self, pool: ThreadPoolExecutor) -> Iterator[Batch]:
        wanted = self._loaded.datasets - self._known.datasets
        # An archive has versions that no run refers to, and their datapoints, too.
        datasets = (
            Dataset(version_id, file_id)
            for version_id, file_id, _ in list(self._loaded.catalog.datasets())
            if version_id in wanted or self._archive is not None
        )
        for found in read_datapoints(self._reader, datasets, pool, accepted=self._loaded.once):
            if self._archive is not None:
                self._archive.explain(found.dataset.version_id)
            if found.error is not None:
                self.report.unread_datasets[found.dataset.version_id] = found.error
                continue
            self.report.read_datasets.add(found.dataset.version_id)
            self._keep(found.rows, found.size)
            yield from self._full()

    def _keep_each(self, found: Iterable[Sized]) -> Iterator[Batch]:
        for rows, size in found:
            self._keep(rows, size)
            yield from self._full()

    def _add_files(self) -> None:
        """Rows of the file listing, which can't be left out: a bad record ends the sync."""
        stage = self._loaded.catalog.stage()
        rows = Rows()
        try:
            for document in self._selected.files.values():
                with at(document, stage):
                    file_rows(msgspec.Raw(document.text), stage, rows)
            self._loaded.catalog.accept(stage)
        except RecordUnusable as error:
            raise SourceUnavailable(str(error)) from error
        self._keep(rows, rows.extra_size)

    def _keep(self, rows: Rows, size: int) -> None:
        self._rows.keep(rows, size)
        self.report.add_notes(rows.notes)

    def _full(self) -> Iterator[Batch]:
        if self._rows.is_full:
            yield self._without_runs(self._rows.flush_large())

    def _settled_runs(self) -> Iterator[Batch]:
        """The runs, now that no evaluation can bring them again."""
        parts = (unpacked(part, RUNS) for part in keep_last(self._runs, RUNS.key[0]))
        for runs in joined(parts, rows=_RUNS_A_BATCH):
            yield {RUNS.name: runs}

    def _without_runs(self, batch: Batch) -> Batch:
        """A batch whose runs wait: another evaluation may bring them again."""
        runs = batch.pop(RUNS.name, None)
        if runs is not None:
            self._runs.append(packed(runs, RUNS))
        return batch


@dataclass(slots=True)
class _Attempt:
    """An evaluation whose logs are on their way, or why it could not be read."""

    target: Target
    reading: Reading | None
    error: EvaluationFailed | None = None


def _pages(attempt: _Attempt) -> list[LogRequest]:
    return [] if attempt.reading is None else attempt.reading.logs.plan.requests()


def _take(attempt: _Attempt, request: LogRequest, page: Future[LogPage]) -> None:
    if attempt.reading is None:
        return
    try:
        attempt.reading.logs.add(request, result_of(page))
    except EvaluationFailed as error:
        attempt.reading, attempt.error = None, error

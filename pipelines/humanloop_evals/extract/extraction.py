"""Evaluations read with bounded concurrency, and handed on as batches of Arrow tables."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import msgspec
import pyarrow as pa

from humanloop_evals import wire
from humanloop_evals.errors import (
    EvaluationFailed,
    RecordUnusable,
    SourceUnavailable,
    forget_frames,
)
from humanloop_evals.extract.arrow import keep_last, packed, to_arrow, unpacked
from humanloop_evals.extract.catalog import Catalog
from humanloop_evals.extract.known import Known
from humanloop_evals.extract.report import Difference, Report
from humanloop_evals.extract.select import Selected, Target
from humanloop_evals.extract.stage import Stage
from humanloop_evals.extract.window import ordered, result_of
from humanloop_evals.reader import Document, Reader
from humanloop_evals.records import Row, Rows, evaluation_rows, file_rows, run_rows
from humanloop_evals.settings import Selection
from humanloop_evals.tables import RUNS, SOURCE_TABLES
from humanloop_evals.values import read_integer

Batch = dict[str, pa.Table]
Progress = Callable[[int], None]

# A batch ends where it has either; Arrow's texts end at 2 GB.
_ROWS_A_BATCH = 10_000
_BYTES_A_BATCH = 64 * 1024 * 1024
_TABLES = {table.name: table for table in SOURCE_TABLES}


@dataclass(frozen=True, slots=True)
class _Unit:
    """One evaluation as it was read, or why it could not be."""

    target: Target
    document: Document | None
    runs: list[Document]
    error: EvaluationFailed | None = None


class Extraction:
    """One reading of the selected evaluations.

    Args:
        reader: The input.
        selection: Which evaluations.
        synced_at: When the sync started, for `last_synced_at`.
        in_flight: Requests under way at once.
        known: What the database holds already.
        report: Filled with what was found; a new one if not given.
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
        on_progress: Progress = lambda _done: None,
    ) -> None:
        self.report = Report() if report is None else report
        self._reader = reader
        self._synced_at = synced_at
        self._in_flight = in_flight
        self._known = known or Known()
        self._on_progress = on_progress
        self._selected = Selected(reader, selection, self._known, self.report)
        self._catalog = Catalog()
        self._rows: dict[str, list[Row]] = {}
        self._bytes = 0
        self._runs: list[pa.Table] = []

    def batches(self) -> Iterator[Batch]:
        """Read everything once; every batch maps table names to Arrow tables of that table.

        Evaluation after evaluation in the order selected, each complete or not at all.

        Raises:
            SourceUnavailable, Refused, VerificationFailed: Nothing of this may be published.
        """
        pool = ThreadPoolExecutor(self._in_flight, thread_name_prefix="read")
        try:
            result_of(pool.submit(self._selected.list_files))
            self._add_files()
            yield from self._read_evaluations(pool)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        self.report.check_failures()
        for copy in self._catalog.take(self._known.ranks):
            self._keep(copy.rows, copy.size)
            if self._is_full():
                yield self._flush()
        yield self._flush()
        for runs in keep_last(self._runs, RUNS.key[0]):
            yield {RUNS.name: unpacked(runs, RUNS)}
        self.report.is_complete = True

    def _read_evaluations(self, pool: ThreadPoolExecutor) -> Iterator[Batch]:
        targets = self._selected.targets(pool, window=self._in_flight)
        units = ordered(pool, self._read, targets, window=2 * self._in_flight)
        for done, unit in enumerate(units, start=1):
            try:
                self._accept(unit)
            except EvaluationFailed as error:
                forget_frames(error)
                self.report.quarantined[unit.target.evaluation_id] = error
            self._on_progress(done)
            if self._is_full():
                yield self._flush()

    def _read(self, target: Target) -> _Unit:
        """Read one evaluation, on one of the pool's threads."""
        evaluation_id = target.evaluation_id
        try:
            document = target.document or self._reader.evaluation(evaluation_id)
            runs = self._reader.runs(evaluation_id)
            if _runs_count(document) not in {None, len(runs)}:
                # Either was read while a run was added: once more, both.
                document = self._reader.evaluation(evaluation_id)
                runs = self._reader.runs(evaluation_id)
        except EvaluationFailed as error:
            return _Unit(target, None, [], error)
        return _Unit(target, document, runs)

    def _accept(self, unit: _Unit) -> None:
        evaluation_id = unit.target.evaluation_id
        if unit.error is not None or unit.document is None:
            raise unit.error or RecordUnusable(f"{evaluation_id} was not read")
        rows = Rows()
        stage = self._catalog.stage()
        with _at(unit.document, stage):
            runs_count = self._evaluation(unit.target, unit.document.text, stage, rows)
        for position, run in enumerate(unit.runs):
            with _at(run, stage):
                run_rows(run.text, stage, evaluation_id=evaluation_id, position=position, rows=rows)
        self._catalog.accept(stage)
        self._keep(rows, rows.extra_size)
        loaded = len(rows.tables.get("evaluation_runs", {}))
        if runs_count is not None:
            counted = Difference("runs_count", evaluation_id, runs_count, loaded)
            self.report.counts.append(counted)

    def _evaluation(self, target: Target, text: wire.Text, stage: Stage, rows: Rows) -> int | None:
        found_id, runs_count = evaluation_rows(
            text, stage, synced_at=self._synced_at, rows=rows, listed_under=target.file_id
        )
        if found_id != target.evaluation_id:
            raise RecordUnusable(f"{target.evaluation_id} was asked for, {found_id} was sent")
        return runs_count

    def _add_files(self) -> None:
        """Rows of the file listing, which can't be left out: a bad record ends the sync."""
        stage = self._catalog.stage()
        rows = Rows()
        try:
            for document in self._selected.files.values():
                with _at(document, stage):
                    file_rows(msgspec.Raw(document.text), stage, rows)
            self._catalog.accept(stage)
        except RecordUnusable as error:
            raise SourceUnavailable(str(error)) from error
        self._keep(rows, rows.extra_size)

    def _keep(self, rows: Rows, size: int) -> None:
        self._bytes += size
        for name, keyed in rows.tables.items():
            self._rows.setdefault(name, []).extend(keyed.values())
        self.report.add_notes(rows.notes)

    def _is_full(self) -> bool:
        return self._bytes >= _BYTES_A_BATCH or any(
            len(rows) >= _ROWS_A_BATCH for rows in self._rows.values()
        )

    def _flush(self) -> Batch:
        """Everything kept so far as Arrow; runs wait: another evaluation may bring them again."""
        batch = {name: to_arrow(_TABLES[name], rows) for name, rows in self._rows.items()}
        self._rows = {}
        self._bytes = 0
        runs = batch.pop(RUNS.name, None)
        if runs is not None:
            self._runs.append(packed(runs, RUNS))
        return batch


@contextmanager
def _at(document: Document, stage: Stage) -> Iterator[None]:
    """Say of an error which document it is about."""
    stage.where = document.where
    try:
        yield
    except (wire.JsonError, RecordUnusable) as error:
        raise RecordUnusable(f"{document.where}: {error}") from error


def _runs_count(document: Document) -> int | None:
    try:
        raw = wire.read_object(document.text).get("runs_count")
    except wire.JsonError:
        # Said where the evaluation is turned into rows.
        return None
    value = None if raw is None else read_integer(raw)
    return value if isinstance(value, int) else None

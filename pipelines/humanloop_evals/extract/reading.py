"""One evaluation on its way from what was read to rows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from humanloop_evals import wire
from humanloop_evals.errors import RecordUnusable
from humanloop_evals.extract.catalog import Catalog
from humanloop_evals.extract.head import Head
from humanloop_evals.extract.known import Known
from humanloop_evals.extract.log_plan import LogPlan, plan_logs
from humanloop_evals.extract.log_reading import Fetch, LogReading
from humanloop_evals.extract.once import Hashes
from humanloop_evals.extract.redaction import Redaction
from humanloop_evals.extract.report import RUNS_COUNT, Difference
from humanloop_evals.extract.scope import Scope
from humanloop_evals.extract.stage import Stage
from humanloop_evals.reader import Document
from humanloop_evals.records import (
    Note,
    NoteKind,
    Rows,
    RunStats,
    Together,
    add_run,
    evaluation_rows,
    stats_rows,
)
from humanloop_evals.tables import (
    DATAPOINTS,
    EVALUATION_LOG_READS,
    EVALUATION_REPORTS,
    EVALUATION_RUNS,
    EVALUATIONS,
    LOGS,
    NESTED_LOGS,
    RUNS,
    Table,
)


class Loaded:
    """What the evaluations before have loaded, shared by all that follow.

    Attributes:
        redaction: What is done to all rows.
        catalog: Objects that many evaluations have.
        once: Logs, those inside others, and datapoints; see `Once`.
        return_types: See `LogRows`.
        datasets: Dataset versions that runs refer to, with the file of each.
    """

    def __init__(self, redaction: Redaction) -> None:
        self.redaction = redaction
        self.catalog = Catalog()
        self.once = {table.name: Hashes() for table in (LOGS, NESTED_LOGS, DATAPOINTS)}
        self.return_types: dict[str, str | None] = {}
        self.datasets: set[str] = set()


class Reading:
    """One evaluation.

    Args:
        head: What was read of it.
        loaded: See `Loaded`.
        known: What the database holds.
        scope: How much is read.
        synced_at: When the sync started.

    Raises:
        EvaluationFailed: It could not be read, or can't be turned into rows.

    Attributes:
        target: What was asked for.
        stage: Objects nested in it.
        rows: Its rows without the logs.
        logs: Its logs.
        counts: What it states about itself, against what it serves.
    """

    def __init__(
        self, head: Head, loaded: Loaded, *, known: Known, scope: Scope, synced_at: datetime
    ) -> None:
        if head.error is not None or head.document is None:
            raise head.error or RecordUnusable(f"{head.target.evaluation_id} was not read")
        self.target = head.target
        self.stage = loaded.catalog.stage()
        self.rows = Rows()
        self._synced_at = synced_at
        self._loaded = loaded
        runs_count = self._add_evaluation(head.document)
        self._add_runs(head.runs)
        found = len(self.rows.tables.get(EVALUATION_RUNS.name, {}))
        evaluation_id = self.target.evaluation_id
        self.counts = (
            [] if runs_count is None else [Difference(RUNS_COUNT, evaluation_id, runs_count, found)]
        )
        self._stats = {} if head.stats is None else self._add_stats(head.stats)
        # Where the count of runs differs, the runs have been read twice already.
        self._has_strange_stats = runs_count in {None, found} and not self._stats.keys() <= {
            run_id for _, run_id in self.rows.tables.get(EVALUATION_RUNS.name, {})
        }
        plan = LogPlan({}, {}, {})
        if scope.logs and head.has_logs:
            plan = plan_logs(self.rows, self._stats, known, scope, synced_at)
        self.logs = LogReading(
            evaluation_id,
            plan,
            self.stage,
            accepted=loaded.once,
            return_types=loaded.return_types,
            redaction=loaded.redaction,
        )

    def complete(self, fetch: Fetch) -> bool:
        """Read the logs that are still missing.

        Returns:
            Whether they are what the stats say; otherwise something may have been added meanwhile.
        """
        self.logs.complete(fetch)
        return not self.logs.differs(self._stats) and not self._has_strange_stats

    def accept(self) -> None:
        """Take all of it over.

        Raises:
            RecordUnusable: Something in it can't be loaded; nothing of it was taken over.
        """
        if self.logs.strangers:
            raise RecordUnusable(
                f"GET /evaluations/{self.target.evaluation_id}/logs: logs of runs that the "
                f"evaluation does not have, such as {min(self.logs.strangers)}"
            )
        unsettled = self.logs.unsettled(self._stats)
        for run_id, fingerprint in self.logs.plan.runs.items():
            self.rows.add(
                EVALUATION_LOG_READS,
                {},
                evaluation_id=self.target.evaluation_id,
                run_id=run_id,
                logs_count=self.logs.tally.logs(run_id),
                # What is not what the stats say is read again, until it is.
                fingerprint=None if run_id in unsettled else fingerprint,
                read_at=self._synced_at,
            )
        self._loaded.catalog.accept(self.stage)
        self.logs.accept()
        self._loaded.datasets |= self.datasets()

    def datasets(self) -> frozenset[str]:
        """The dataset versions that its runs refer to."""
        place = RUNS.names.index("dataset_version_id")
        rows = self.rows.tables.get(RUNS.name, {}).values()
        return frozenset(row[place] for row in rows) - {None}

    def _add_evaluation(self, document: Document) -> int | None:
        with at(document, self.stage):
            found_id, runs_count = evaluation_rows(
                self._whole_characters(document, EVALUATIONS),
                self.stage,
                synced_at=self._synced_at,
                rows=self.rows,
                listed_under=self.target.file_id,
            )
        if found_id != self.target.evaluation_id:
            raise RecordUnusable(
                f"{document.where}: {self.target.evaluation_id} was asked for, {found_id} was sent"
            )
        return runs_count

    def _add_runs(self, runs: Sequence[Document]) -> None:
        together = Together()
        with where_it_stands(self.stage):
            for position, run in enumerate(runs):
                self.stage.where = together.where = run.where
                add_run(
                    self._fields(run, RUNS),
                    self.stage,
                    evaluation_id=self.target.evaluation_id,
                    position=position,
                    together=together,
                )
        together.finish(self.rows)

    def _add_stats(self, stats: Document) -> dict[str, RunStats]:
        with at(stats, self.stage):
            text = self._whole_characters(stats, EVALUATION_REPORTS)
            return stats_rows(text, evaluation_id=self.target.evaluation_id, rows=self.rows)

    def _fields(self, document: Document, table: Table) -> wire.Fields:
        if document.fields is not None:
            return document.fields.copy()
        return wire.read_object(self._whole_characters(document, table))

    def _whole_characters(self, document: Document, table: Table) -> wire.Text:
        """Its text without halves of characters; they are counted."""
        text, is_cut = wire.with_whole_characters(document.text)
        if is_cut:
            self.rows.notes.append(Note(NoteKind.CUT_TEXT, table.name, "", document.where))
        return text


@contextmanager
def at(document: Document, stage: Stage) -> Iterator[None]:
    """Say of an error which document it is about."""
    stage.where = document.where
    with where_it_stands(stage):
        yield


@contextmanager
def where_it_stands(stage: Stage) -> Iterator[None]:
    """The same of one document after the other, while `stage.where` says which."""
    try:
        yield
    except (wire.JsonError, RecordUnusable) as error:
        raise RecordUnusable(f"{stage.where}: {error}") from error

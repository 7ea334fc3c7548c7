"""The logs of one evaluation, page by page, until they are complete."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from humanloop_evals import wire
from humanloop_evals.errors import RecordUnusable, UnexpectedAnswer
from humanloop_evals.extract.accumulate import Accumulator, Batch
from humanloop_evals.extract.log_plan import LogPlan, LogRequest
from humanloop_evals.extract.once import Hashes, Once
from humanloop_evals.extract.redaction import Redaction
from humanloop_evals.extract.stage import Stage
from humanloop_evals.reader import Document, LogPage
from humanloop_evals.records import (
    LogRecord,
    LogRows,
    Note,
    NoteKind,
    Rows,
    RunStats,
    Together,
    read_log_record,
    read_log_records,
)
from humanloop_evals.tables import JUDGMENTS, LOGS

_MOST_READINGS = 4
# Which judgments each of the platform's counts is about.
_OUTCOMES = {
    "total_logs": ("judged", "null", "error"),
    "num_judgments": ("judged",),
    "num_nulls": ("null",),
    "num_errors": ("error",),
    "num_true": ("True",),
    "num_false": ("False",),
}

Fetch = Callable[[LogRequest], LogPage]

_PLACES = {name: place for place, name in enumerate(JUDGMENTS.names)}
# Of a row: which log was judged, and what was said.
_OF = itemgetter(_PLACES["run_id"], _PLACES["log_id"])
_SAID = itemgetter(
    *(_PLACES[name] for name in ("run_id", "evaluator_version_id", "outcome", "judgment_boolean"))
)


@dataclass(slots=True)
class _Listing:
    """The pages of one listing that were taken in."""

    pages: int = 0
    totals: set[int] = field(default_factory=set)
    records: set[tuple[str, str]] = field(default_factory=set)
    has_ended: bool = False

    @property
    def is_complete(self) -> bool:
        return self.totals == {len(self.records)}

    @property
    def needs_more(self) -> bool:
        return not self.has_ended and (not self.totals or len(self.records) < max(self.totals))


class LogReading:
    """Turns pages into rows, and knows which are missing.

    Args:
        evaluation_id: The evaluation.
        plan: What to read.
        stage: Where nested objects are resolved.
        accepted: What earlier evaluations have loaded, see `Once`.
        return_types: See `LogRows`.
        redaction: What is done to the rows.

    Attributes:
        batches: Full batches of rows.
        rest: Rows that fill no batch yet.
        notes: What did not look as documented.
        counts: Records of each run, and judgments by run, evaluator version and outcome.
        strangers: Runs with logs that the evaluation does not have.
    """

    def __init__(
        self,
        evaluation_id: str,
        plan: LogPlan,
        stage: Stage,
        *,
        accepted: dict[str, Hashes],
        return_types: dict[str, str | None],
        redaction: Redaction,
    ) -> None:
        self.plan = plan
        self._redaction = redaction
        self._evaluation_id = evaluation_id
        self._stage = stage
        self._accepted = accepted
        self._return_types = return_types
        self._begin()

    def _begin(self) -> None:
        self.batches: list[Batch] = []
        self.rest = Accumulator(self._redaction)
        self.notes: list[Note] = []
        self.counts: Counter[tuple[str, ...]] = Counter()
        self.strangers: set[str] = set()
        self._listings = {run_id: _Listing() for run_id in self.plan.listings}
        self._once = Once(self._accepted)
        self._rows = LogRows(
            self._evaluation_id,
            self._stage,
            is_new=self._once,
            return_types=self._return_types,
        )

    def add(self, request: LogRequest, page: LogPage) -> None:
        """Take in the next page of a listing.

        Raises:
            RecordUnusable: A record can't be loaded.
        """
        listing = self._listings.get(request.run_id)
        if listing is None or request.page != listing.pages + 1:
            # Read ahead for a reading that was given up.
            return
        listing.pages += 1
        listing.totals.add(page.total)
        records = self._records(page)
        if any(request.run_id not in {None, record.run_id} for record in records):
            self._read_everything()
            return
        new = [
            (document, record)
            for document, record in zip(page.records, records, strict=True)
            if self._is_new(listing, record)
        ]
        listing.has_ended = not new
        together, rows = Together(), Rows()
        for document, record in new:
            self._stage.where = together.where = document.where
            try:
                self._rows.add(record, together)
            except (wire.JsonError, RecordUnusable) as error:
                raise RecordUnusable(f"{document.where}: {error}") from error
        together.finish(rows)
        self._count([record for _, record in new], rows)
        self._keep(rows, sum(memoryview(document.text).nbytes for document, _ in new))

    def _records(self, page: LogPage) -> list[LogRecord]:
        """The records of a page, most often in one go."""
        mended = [wire.with_whole_characters(document.text) for document in page.records]
        texts = [text for text, _ in mended]
        records = read_log_records(texts) or [
            _record(document, text) for document, text in zip(page.records, texts, strict=True)
        ]
        self.notes += [
            Note(NoteKind.CUT_TEXT, LOGS.name, "", record.log_id)
            for record, (_, is_cut) in zip(records, mended, strict=True)
            if is_cut
        ]
        return records

    def complete(self, fetch: Fetch) -> None:
        """Read what is still missing.

        Raises:
            EvaluationFailed: No reading was complete.
        """
        for _ in range(_MOST_READINGS):
            while (request := self._missing()) is not None:
                self.add(request, fetch(request))
            if all(listing.is_complete for listing in self._listings.values()):
                return
            incomplete = self._why()
            self._begin()
        raise UnexpectedAnswer(incomplete)

    def differs(self, stats: Mapping[str, RunStats]) -> bool:
        """Whether the source counts other logs or judgments than were read."""
        return bool(self.strangers) or bool(self.unsettled(stats))

    def unsettled(self, stats: Mapping[str, RunStats]) -> set[str]:
        """The runs of which the source counts other logs or judgments than were read."""
        return {
            run_id
            for run_id in self.plan.runs
            if run_id in stats and self._of_run(run_id, stats[run_id])
        }

    def accept(self) -> None:
        """The evaluation is complete."""
        self._once.accept()

    def _of_run(self, run_id: str, stats: RunStats) -> bool:
        if stats.num_logs not in {None, self.counts[run_id,]}:
            return True
        return any(
            expected not in {None, self._counted(run_id, evaluator, name)}
            for evaluator, counts in stats.evaluators.items()
            for name, expected in counts.items()
        )

    def _counted(self, run_id: str, evaluator: str, name: str) -> int:
        return sum(self.counts[run_id, evaluator, outcome] for outcome in _OUTCOMES[name])

    def _missing(self) -> LogRequest | None:
        for run_id, listing in self._listings.items():
            if listing.needs_more:
                return LogRequest(run_id, listing.pages + 1)
        return None

    def _is_new(self, listing: _Listing, record: LogRecord) -> bool:
        key = (record.run_id, record.log_id)
        if key in listing.records:
            return False
        listing.records.add(key)
        if record.run_id not in self.plan.runs:
            self.strangers.add(record.run_id)
        return True

    def _count(self, records: Sequence[LogRecord], rows: Rows) -> None:
        """Count records, and what evaluators said of them: not of other logs in their traces."""
        own = {(record.run_id, record.log_id) for record in records}
        self.counts.update((record.run_id,) for record in records)
        judgments = rows.tables.get(JUDGMENTS.name, {}).values()
        said = Counter(_SAID(row) for row in judgments if _OF(row) in own)
        for (run_id, evaluator_version_id, outcome, is_true), count in said.items():
            key = (run_id, evaluator_version_id or "")
            self.counts[*key, outcome] += count
            if is_true is not None:
                self.counts[*key, str(is_true)] += count

    def _keep(self, rows: Rows, size: int) -> None:
        self.rest.keep(rows, size)
        self.notes += rows.notes
        if self.rest.is_full:
            self.batches.append(self.rest.flush_large())

    def _read_everything(self) -> None:
        """Begin anew without asking for single runs: this source does not know that filter."""
        self.plan = self.plan.of_everything()
        self._begin()

    def _why(self) -> str:
        short = next(one for one in self._listings.items() if not one[1].is_complete)
        run_id, listing = short
        of_run = f"?run_id={run_id}" if run_id else ""
        return (
            f"GET /evaluations/{self._evaluation_id}/logs{of_run}: the listing is not complete "
            f"after {_MOST_READINGS} readings: it names a total of {sorted(listing.totals)} but "
            f"served {len(listing.records)} distinct records"
        )


def _record(document: Document, text: wire.Text) -> LogRecord:
    try:
        return read_log_record(text)
    except wire.JsonError as error:
        raise RecordUnusable(f"{document.where}: {error}") from error

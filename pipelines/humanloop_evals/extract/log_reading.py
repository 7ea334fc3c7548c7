"""The logs of one evaluation, page by page, until they are complete."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from humanloop_evals import wire
from humanloop_evals.errors import RecordUnusable, UnexpectedAnswer
from humanloop_evals.extract.accumulate import Accumulator, Batch
from humanloop_evals.extract.log_plan import LogPlan, LogRequest
from humanloop_evals.extract.once import Hashes, Once
from humanloop_evals.extract.redaction import Redaction
from humanloop_evals.extract.stage import Stage
from humanloop_evals.extract.tally import Tally
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
from humanloop_evals.tables import LOGS

_MOST_READINGS = 4

Fetch = Callable[[LogRequest], LogPage]


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
        tally: Records of each run, and what was said of them.
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
        self.tally = Tally()
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
        self.tally.add([record for _, record in new], rows)
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
        """Whether the source counts other logs or judgments than were read, or averages others."""
        return (
            bool(self.strangers)
            or bool(self.unsettled(stats))
            or not all(
                self.tally.has_figures(run_id, stats[run_id])
                for run_id in self.plan.runs
                if run_id in stats
            )
        )

    def unsettled(self, stats: Mapping[str, RunStats]) -> set[str]:
        """The runs of which the source counts other logs or judgments than were read."""
        return {
            run_id
            for run_id in self.plan.runs
            if run_id in stats and not self.tally.has_counts(run_id, stats[run_id])
        }

    def accept(self) -> None:
        """The evaluation is complete."""
        self._once.accept()

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

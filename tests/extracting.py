"""One extraction over a fake reader, and all that came out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from api_objects import Json
from fake_reader import FakeReader
from humanloop_evals.extract import Batch, Extraction, Known, Report, Scope
from humanloop_evals.settings import Selection

RUNS_ONLY = Scope(stats=False, logs=False)
SYNCED = datetime(2024, 6, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Extracted:
    """What an extraction brought.

    Attributes:
        batches: As they came.
        report: As it was filled.
    """

    batches: list[Batch]
    report: Report

    def rows(self, table: str) -> list[Json]:
        """All rows of a table, in the order in which they came."""
        found: list[Json] = []
        for batch in self.batches:
            if table in batch:
                found += batch[table].to_pylist()
        return found

    def values(self, table: str, *columns: str) -> list[Any]:
        """One column of all rows, or several as tuples."""
        rows = [tuple(row[column] for column in columns) for row in self.rows(table)]
        return [row[0] for row in rows] if len(columns) == 1 else rows

    @property
    def tables(self) -> set[str]:
        """The tables that have rows."""
        return {name for batch in self.batches for name, rows in batch.items() if rows.num_rows}


def extract(
    reader: FakeReader,
    evaluation_ids: Sequence[str] = (),
    *,
    selection: Selection | None = None,
    known: Known | None = None,
    in_flight: int = 4,
    scope: Scope = RUNS_ONLY,
) -> Extracted:
    """Read the evaluations named, or everything; without stats and logs unless asked for."""
    chosen = Selection(tuple(evaluation_ids), all_evaluations=not evaluation_ids)
    extraction = Extraction(
        reader,
        selection or chosen,
        synced_at=SYNCED,
        in_flight=in_flight,
        known=known,
        scope=scope,
    )
    return Extracted(list(extraction.batches()), extraction.report)

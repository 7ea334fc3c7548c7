"""What a sync is asked for, and what it says when it is done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from humanloop_evals.checks import Failure
from humanloop_evals.errors import ExitCode
from humanloop_evals.extract import Difference, Report, Scope
from humanloop_evals.ledger import LedgerRow
from humanloop_evals.reader import Reader
from humanloop_evals.settings import Selection
from humanloop_evals.tables import ARCHIVE_TABLES, Table

SANDBOX = "sandbox"
API = "api"
EXPORT = "export"
_EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Job:
    """One sync.

    Attributes:
        reader: The input.
        selection: Which evaluations.
        input: `api`, `sandbox` or `export`.
        origin: Scheme, host and port of the API, `sandbox`, or the name of the export.
        database: The file to publish.
        in_flight: Requests under way at once.
        adopt: Take over a file that was filled from another origin, or by other means.
        prune: Remove evaluations that are not selected any more.
        full_refresh: Build from an empty file; only the ledger is kept.
        allow_empty: Believe a listing that has become empty.
        strict: Publish nothing unless every evaluation was read, with as many runs as it says that
            it has; one of which a sync has taken note that it never does is published.
        scope: How much of each evaluation is read.
        started_at: When the first request may have been sent, if that was before the sync.
        on_progress: Told how many evaluations are done.
    """

    reader: Reader
    selection: Selection
    input: str
    origin: str
    database: Path
    in_flight: int
    adopt: bool = False
    prune: bool = False
    full_refresh: bool = False
    allow_empty: bool = False
    strict: bool = False
    scope: Scope = _EVERYTHING
    started_at: datetime | None = None
    on_progress: Callable[[int], None] = lambda _done: None

    @property
    def is_of_an_archive(self) -> bool:
        """Whether the input is no complete listing of anything, and never changes."""
        return self.reader.archive is not None

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that may get rows."""
        left_out = () if self.is_of_an_archive else ARCHIVE_TABLES
        return tuple(table for table in self.scope.tables if table not in left_out)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sync that published has done.

    Attributes:
        exit_code: Complete, or partial.
        database: The published file.
        ledger_row: Its row of sync_runs.
        rows: Rows of every table in the published file.
        report: What reading has found out.
        differences: Figures in which the source newly contradicts itself.
        known_differences: How many others did when they were last compared, too.
        removed: Evaluations that were gone.
        warnings: Checks whose rows are worth a look.
        changes: How many rows were added, changed and removed, see `count_changes`; None where
            there was no file before.
        newest: The evaluations with the newest runs, see `read_newest`.
    """

    exit_code: ExitCode
    database: Path
    ledger_row: LedgerRow
    rows: dict[str, int]
    report: Report
    differences: list[Difference] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    known_differences: int = 0
    warnings: list[Failure] = field(default_factory=list)
    changes: dict[str, int] | None = None
    newest: list[tuple[Any, ...]] = field(default_factory=list)

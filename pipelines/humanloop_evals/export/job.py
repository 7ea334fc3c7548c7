"""What an export is asked for, and what it says when it is done."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from humanloop_evals.errors import EvaluationFailed, ExitCode
from humanloop_evals.reader import ArchiveReader, LogPage, Traffic
from humanloop_evals.settings import Selection

# How many of each thing the folder has of what was selected, and what was found unchanged there.
Tally = Counter[str]


class PagedReader(ArchiveReader, Protocol):
    """An input that can be exported: whatever may be large comes page by page."""

    def datapoint_page(self, file_id: str, dataset_version_id: str, page: int) -> LogPage:
        """A page of the datapoints of one dataset version, counted from 1."""


@dataclass(frozen=True, slots=True)
class Job:
    """One export.

    Attributes:
        reader: The input.
        selection: Which evaluations; also which files with their logs.
        origin: Scheme, host and port of the API, or `sandbox`.
        folder: Where to.
        in_flight: Requests under way at once.
        logs: Whether to export logs, the bulk of it.
        on_progress: Told how many evaluations are done.
    """

    reader: PagedReader
    selection: Selection
    origin: str
    folder: Path
    in_flight: int
    logs: bool = True
    on_progress: Callable[[int], None] = lambda _done: None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an export has done.

    Attributes:
        exit_code: Complete, or partial.
        folder: Where it is.
        origin: Where it came from.
        tally: See `Tally`.
        traffic: What it cost.
        seconds: How long it took.
        failures: Why something is not complete, by what it is.
    """

    exit_code: ExitCode
    folder: Path
    origin: str
    tally: Tally
    traffic: Traffic
    seconds: float
    failures: dict[str, EvaluationFailed] = field(default_factory=dict)

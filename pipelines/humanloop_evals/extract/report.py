"""What reading has found out beside the rows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from humanloop_evals.errors import EvaluationFailed, Forbidden, Refused, SourceUnavailable
from humanloop_evals.extract.log_plan import LogPlan
from humanloop_evals.reader import Finding
from humanloop_evals.records import Note, NoteKind

# The figure that says of a listing of runs whether it is complete.
RUNS_COUNT = "runs_count"
# More failures than this, and it is the source that fails, not some evaluations.
_FAILING_SHARE = 0.10
_FAILING_AT_LEAST = 3
# Beyond so many, odd fields are counted together: free keys could be without number.
_MOST_PLACES = 1_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that the source states, against what it serves.

    Attributes:
        what: Which figure.
        expected: What the source says.
        loaded: What was read.
        explanation: Why they differ, where it is known.
    """

    what: str
    evaluation_id: str | None
    expected: float
    loaded: float | None
    run_id: str | None = None
    evaluator_version_id: str | None = None
    option_name: str | None = None
    dataset_version_id: str | None = None
    explanation: str | None = None

    def describe(self) -> str:
        """In words."""
        named = (
            ("evaluation", self.evaluation_id),
            ("run", self.run_id),
            ("evaluator", self.evaluator_version_id),
            ("option", self.option_name),
            ("dataset", self.dataset_version_id),
        )
        place = ", ".join(f"{noun} {name}" for noun, name in named if name is not None)
        why = f" ({self.explanation})" if self.explanation else ""
        loaded = "nothing" if self.loaded is None else f"{self.loaded:.15g}"
        return (
            f"{place}: {self.what} says {self.expected:.15g}, what was served and loaded gives "
            f"{loaded}{why}"
        )


@dataclass(slots=True)
class Report:
    """Filled while evaluations are read; complete when all batches were taken.

    Attributes:
        quarantined: Why an evaluation keeps its old rows, by id.
        counts: Every count that was compared, equal or not.
        selected: Every evaluation that was selected.
        listed_files: Files whose listing of evaluations was read completely.
        all_files: Every file, when the listing of files was read.
        is_complete: Whether everything selected was read to its end.
        logs_read: Runs whose logs were read, by evaluation.
        logs_skipped: How many runs had logs that did not have to be read again.
        read_datasets: Dataset versions whose datapoints were read.
        unread_datasets: Why the datapoints of a dataset version could not be read.
        findings: What an archive turned out to lack, and how it was read.
        explanations: Why logs of an evaluation, or datapoints of a dataset version, may be missing.
        notes: How many records did not look as documented.
        examples: One record's id for each of `notes`.
    """

    quarantined: dict[str, EvaluationFailed] = field(default_factory=dict)
    counts: list[Difference] = field(default_factory=list)
    selected: set[str] = field(default_factory=set)
    listed_files: set[str] = field(default_factory=set)
    all_files: set[str] | None = None
    is_complete: bool = False
    logs_read: dict[str, set[str]] = field(default_factory=dict)
    logs_skipped: int = 0
    read_datasets: set[str] = field(default_factory=set)
    unread_datasets: dict[str, EvaluationFailed] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    explanations: dict[str, str] = field(default_factory=dict)
    notes: Counter[tuple[NoteKind, str, str]] = field(default_factory=Counter)
    examples: dict[tuple[NoteKind, str, str], str] = field(default_factory=dict)

    def is_gone(self, evaluation_id: str, file_id: str | None) -> bool:
        """Whether a complete listing should have had an evaluation and did not."""
        if evaluation_id in self.selected or file_id is None:
            return False
        is_file_gone = self.all_files is not None and file_id not in self.all_files
        return is_file_gone or file_id in self.listed_files

    @property
    def short(self) -> list[Difference]:
        """Of evaluations that serve fewer runs than they say: a run not served may not be gone."""
        return [
            count
            for count in self.counts
            if count.what == RUNS_COUNT
            and count.loaded is not None
            and count.loaded < count.expected
        ]

    @property
    def losses(self) -> list[Finding]:
        """What an archive lacks."""
        return [finding for finding in self.findings if finding.is_loss]

    def add_log_reading(self, evaluation_id: str, plan: LogPlan) -> None:
        """Count the runs whose logs were read."""
        if plan.runs:
            self.logs_read[evaluation_id] = set(plan.runs)
        self.logs_skipped += len(plan.everyone) - len(plan.runs)

    def add_notes(self, notes: Iterable[Note]) -> None:
        """Count what did not look as documented; fields beyond the first thousand as one."""
        for note in notes:
            place = (note.kind, note.table, note.field)
            if place not in self.notes and len(self.notes) >= _MOST_PLACES:
                place = (note.kind, note.table, "")
            self.notes[place] += 1
            self.examples.setdefault(place, note.record_id)

    def check_failures(self) -> None:
        """Tell failing evaluations from a failing source.

        Raises:
            Refused: Every evaluation was refused with 403.
            SourceUnavailable: Too many failed.
        """
        check_failures("evaluation", self.quarantined, len(self.selected))


def check_failures(noun: str, failed: Mapping[str, EvaluationFailed], total: int) -> None:
    """Tell some that fail from a source that does.

    Args:
        noun: What each of them is.
        failed: Why each of them failed, by its id.
        total: How many there are.

    Raises:
        Refused: Every one was refused with 403.
        SourceUnavailable: Too many failed.
    """
    if not failed:
        return
    first_id, first = next(iter(failed.items()))
    if len(failed) == total and all(isinstance(error, Forbidden) for error in failed.values()):
        raise Refused(f"every {noun} was refused, first {first_id}: {first}")
    if len(failed) >= _FAILING_AT_LEAST and len(failed) > _FAILING_SHARE * total:
        raise SourceUnavailable(
            f"{len(failed)} of {total} {noun}s failed, too many to trust the rest; "
            f"first {first_id}: {first}"
        )

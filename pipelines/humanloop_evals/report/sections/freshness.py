"""How old the data is, and what of it is missing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from humanloop_evals.report.names import Names
from humanloop_evals.report.rows import Coverage, PlatformDifference, Rows, Run
from humanloop_evals.report.words import NOTHING, Label, count, figure


@dataclass(frozen=True, slots=True)
class Age:
    """One evaluation: when it was read, and how completely."""

    evaluation: Label
    last_read: str
    days_behind: int
    newest_run: str
    runs_count: int
    unfinished_count: int
    incomplete_count: int
    without_logs_count: int
    differences_count: int


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A run that has not ended as it should have, or lacks datapoints.

    Attributes:
        covered: How many datapoints of how many have a log.
        sign: How long it has been silent, where that is long.
    """

    evaluation: Label
    run: Label
    status: str
    covered: str
    sign: str


@dataclass(frozen=True, slots=True)
class Differing:
    """Figures of the platform that are not those computed from its judgments."""

    evaluation: Label
    run: Label
    evaluator: Label
    figures: list[str]


def ages(rows: Rows, names: Names) -> list[Age]:
    """Every evaluation that is shown, those with the newest runs first."""
    unfinished = Counter(run.evaluation_id for run in rows.runs if run.status != "completed")
    incomplete = Counter(one.evaluation_id for one in rows.coverage if one.missing_count)
    differences = Counter(one.evaluation_id for one in rows.platform_differences)
    return [
        Age(
            evaluation=names.evaluation(one.evaluation_id),
            last_read=one.last_synced_at or "never completely",
            days_behind=one.days_behind or 0,
            newest_run=day(one.newest_run_at),
            runs_count=one.runs_count,
            unfinished_count=unfinished[one.evaluation_id],
            incomplete_count=incomplete[one.evaluation_id],
            without_logs_count=one.runs_without_logs_count,
            differences_count=differences[one.evaluation_id],
        )
        for one in rows.evaluations
        if one.evaluation_id in set(rows.shown)
    ]


def incomplete(rows: Rows, names: Names) -> list[Incomplete]:
    """The runs that are not complete, by evaluation."""
    coverage = {(one.evaluation_id, one.run_id): one for one in rows.coverage}
    idle = {(one.evaluation_id, one.run_id): one.idle_days for one in rows.stale}
    return [
        Incomplete(
            evaluation=names.evaluation(run.evaluation_id),
            run=names.run(run.evaluation_id, run.run_id),
            status=run.status or "unknown",
            covered=_covered(coverage.get((run.evaluation_id, run.run_id)), run),
            sign=_sign(idle.get((run.evaluation_id, run.run_id))),
        )
        for run in _by_evaluation(rows)
        if run.status != "completed" or _lacks(coverage.get((run.evaluation_id, run.run_id)))
    ]


def differing(differences: Sequence[PlatformDifference], names: Names) -> list[Differing]:
    """Where the platform's own stats are not what its judgments add up to."""
    return [
        Differing(
            evaluation=names.evaluation(one.evaluation_id),
            run=names.run(one.evaluation_id, one.run_id),
            evaluator=names.evaluator(one.evaluator_version_id),
            figures=_unequal(one),
        )
        for one in differences
    ]


def day(time: str | None) -> str:
    """The day of a time."""
    return NOTHING if time is None else time[:10]


def _by_evaluation(rows: Rows) -> Iterable[Run]:
    order = {evaluation_id: place for place, evaluation_id in enumerate(rows.shown)}
    return sorted(rows.runs, key=lambda run: order[run.evaluation_id])


def _lacks(coverage: Coverage | None) -> bool:
    return coverage is not None and bool(coverage.missing_count)


def _covered(coverage: Coverage | None, run: Run) -> str:
    if coverage is None:
        return "no dataset"
    if coverage.covered_count is None:
        logs = NOTHING if run.logs_count is None else f"{run.logs_count:,}"
        return f"logs were not read ({logs} as the platform counts)"
    return f"{coverage.covered_count:,} of {count(coverage.datapoints_count or 0, 'datapoint')}"


def _sign(idle_days: int | None) -> str:
    return "" if idle_days is None else f"silent for {count(idle_days, 'day')}"


def _unequal(one: PlatformDifference) -> list[str]:
    counts = (
        ("judged", one.platform_judged_count, one.judged_count),
        ("null", one.platform_null_count, one.null_count),
        ("error", one.platform_error_count, one.error_count),
        ("passed", one.platform_passed_count, one.passed_count),
    )
    found = [
        f"{name}: {theirs:,} by the platform, {ours:,} here"
        for name, theirs, ours in counts
        if theirs is not None and ours is not None and theirs != ours
    ]
    means = f"mean: {figure(one.platform_mean, 4)} by the platform, {figure(one.mean, 4)} here"
    return [*found, means] if one.platform_mean != one.mean or not found else found

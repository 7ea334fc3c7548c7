"""Each regression and improvement against control, as a sentence with a drawn interval."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from humanloop_evals.report.names import Names
from humanloop_evals.report.plots import Axis, Bar
from humanloop_evals.report.rows import Comparison
from humanloop_evals.report.words import SPACE, Figures, Label, count

REGRESSION, IMPROVEMENT = "regression", "improvement"
INCONCLUSIVE, NOT_COMPARABLE = "inconclusive", "not comparable"
VERDICTS = (REGRESSION, IMPROVEMENT, INCONCLUSIVE, NOT_COMPARABLE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One run against control, by one evaluator.

    Attributes:
        claim: What both have reached.
        change: The difference.
        interval: Its 95 % interval, or why there is none.
        notes: What else is to be known, each a phrase.
        bar: The interval, on the axis of the evaluator.
    """

    kind: str
    run: Label
    evaluator: Label
    claim: str
    change: str
    interval: str
    notes: list[str]
    is_small_sample: bool
    bar: Bar


@dataclass(frozen=True, slots=True)
class Judged:
    """All verdicts by one evaluator.

    Attributes:
        measure: What is measured, and which way is better.
        zero: Where no difference is on the axis.
        inconclusive: Runs that are neither better nor worse, each with its interval.
        reasons: Why runs can't be compared, with those runs.
    """

    evaluator: Label
    measure: str
    zero: str
    verdicts: list[Verdict]
    inconclusive: list[tuple[Label, str]]
    reasons: list[tuple[str, list[Label]]]

    @property
    def is_silent(self) -> bool:
        """Whether there is nothing to compare at all."""
        return not self.verdicts and not self.inconclusive


def judge(comparisons: Sequence[Comparison], names: Names) -> list[Judged]:
    """The verdicts in one evaluation, by evaluator: those with regressions first."""
    by_evaluator: dict[str, list[Comparison]] = defaultdict(list)
    for comparison in comparisons:
        by_evaluator[comparison.evaluator_version_id].append(comparison)
    return [
        _judged(names.evaluator(evaluator_version_id), same, names)
        for evaluator_version_id, same in sorted(
            by_evaluator.items(),
            key=lambda item: (_urgency(item[1]), names.evaluator(item[0]).text, item[0]),
        )
    ]


def measure(metric: str | None, direction: str | None) -> str:
    """What an evaluator measures, in words."""
    what = {"pass_rate": "pass rate", "mean": "mean score"}.get(metric or "", "no score")
    return f"{what}, {direction} is better" if metric and direction else what


def describe(comparison: Comparison, figures: Figures) -> tuple[str, str, str]:
    """What both sides have reached, the difference, and its interval."""
    run, control = figures.value(comparison.run_mean), figures.value(comparison.control_mean)
    if comparison.method == "paired":
        over, beside = f"over {count(comparison.n_pairs, 'datapoint')}", ""
    else:
        over = f"over {count(comparison.n or 0, 'judgment')}"
        beside = f" over {comparison.control_n or 0:,}"
    if comparison.metric == "pass_rate":
        claim = f"passes {run} {over.replace('over', 'of')}, the control {control}{beside}"
    else:
        claim = f"averages {run} {over}, the control {control}{beside}"
    difference = comparison.mean_difference
    return (
        claim,
        "" if difference is None else figures.change(difference),
        _interval(comparison, figures),
    )


def figures_of(comparison: Comparison) -> Figures:
    """How the numbers of one comparison are written."""
    return Figures(
        comparison.metric, [comparison.ci_low, comparison.mean_difference, comparison.ci_high]
    )


def _urgency(comparisons: Sequence[Comparison]) -> int:
    kinds = {comparison.verdict for comparison in comparisons}
    return next(place for place, kind in enumerate(VERDICTS) if kind in kinds)


def _judged(evaluator: Label, comparisons: Sequence[Comparison], names: Names) -> Judged:
    axis = Axis.around([0.0, *(end for c in comparisons for end in (c.ci_low, c.ci_high))])
    reasons: dict[str, list[Label]] = defaultdict(list)
    for comparison in comparisons:
        if comparison.verdict == NOT_COMPARABLE:
            run = names.run(comparison.evaluation_id, comparison.run_id)
            reasons[comparison.reason or "not comparable"].append(run)
    return Judged(
        evaluator=evaluator,
        measure=measure(comparisons[0].metric, comparisons[0].direction),
        zero=axis.at(0.0),
        verdicts=[
            _verdict(comparison, evaluator, axis, names)
            for kind in (REGRESSION, IMPROVEMENT)
            for comparison in sorted(comparisons, key=_by_size)
            if comparison.verdict == kind
        ],
        inconclusive=[
            (names.run(c.evaluation_id, c.run_id), _short_interval(c))
            for c in comparisons
            if c.verdict == INCONCLUSIVE
        ],
        reasons=sorted(reasons.items()),
    )


def _by_size(comparison: Comparison) -> tuple[float, str]:
    return -abs(comparison.mean_difference or 0.0), comparison.run_id


def _verdict(comparison: Comparison, evaluator: Label, axis: Axis, names: Names) -> Verdict:
    claim, change, interval = describe(comparison, figures_of(comparison))
    return Verdict(
        kind=comparison.verdict,
        run=names.run(comparison.evaluation_id, comparison.run_id),
        evaluator=evaluator,
        claim=claim,
        change=change,
        interval=interval,
        notes=_notes(comparison),
        is_small_sample=bool(comparison.is_small_sample),
        bar=axis.bar(comparison.mean_difference or 0.0, comparison.ci_low, comparison.ci_high),
    )


def _notes(comparison: Comparison) -> list[str]:
    notes = []
    if comparison.wins_count is not None and comparison.losses_count is not None:
        notes.append(
            f"{comparison.wins_count:,} better, {comparison.losses_count:,} worse, "
            f"{comparison.ties_count or 0:,} the same"
        )
    if comparison.reason:
        notes.append(comparison.reason)
    return notes


def _interval(comparison: Comparison, figures: Figures) -> str:
    if comparison.ci_low is None or comparison.ci_high is None:
        return "no interval: there is only one pair"
    return (
        f"95{SPACE}% interval {figures.end(comparison.ci_low)} to {figures.end(comparison.ci_high)}"
    )


def _short_interval(comparison: Comparison) -> str:
    figures = figures_of(comparison)
    if comparison.ci_low is None or comparison.ci_high is None:
        return "one pair"
    return f"{figures.end(comparison.ci_low)} to {figures.end(comparison.ci_high)}"

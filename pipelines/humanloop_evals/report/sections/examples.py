"""Regressions with datapoints that got worse: what was asked, and what both sides answered."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from humanloop_evals.report.names import Names
from humanloop_evals.report.rows import Comparison, Flip
from humanloop_evals.report.sections.verdicts import REGRESSION, figures_of
from humanloop_evals.report.texts import Text, conversation, parts, text
from humanloop_evals.report.words import Label, count


@dataclass(frozen=True, slots=True)
class Answer:
    """What one side said.

    Attributes:
        output: None where there is none.
        error: None where nothing went wrong.
    """

    who: str
    score: str
    log_id: str
    output: Text | None
    error: Text | None


@dataclass(frozen=True, slots=True)
class Example:
    """A datapoint that got worse."""

    datapoint_id: str
    change: str
    asked: list[Text]
    expected: list[Text]
    control: Answer
    run: Answer


@dataclass(frozen=True, slots=True)
class Regression:
    """A regression and examples of it.

    Attributes:
        extent: How many datapoints got worse.
    """

    run: Label
    evaluator: Label
    change: str
    extent: str
    examples: list[Example]


def find_regressions(
    comparisons: Sequence[Comparison], flips: Sequence[Flip], names: Names
) -> list[Regression]:
    """The regressions of one evaluation: lost passes first, then by the share of datapoints."""
    examples: dict[tuple[str, str], list[Flip]] = defaultdict(list)
    for flip in flips:
        examples[flip.run_id, flip.evaluator_version_id].append(flip)
    found = [comparison for comparison in comparisons if comparison.verdict == REGRESSION]
    return [
        _regression(one, examples[one.run_id, one.evaluator_version_id], names)
        for one in sorted(found, key=_by_share)
    ]


def _by_share(comparison: Comparison) -> tuple[bool, float, str, str]:
    share = (comparison.losses_count or 0) / (comparison.n_pairs or 1)
    return (
        comparison.metric != "pass_rate",
        -share,
        comparison.evaluator_version_id,
        comparison.run_id,
    )


def _regression(comparison: Comparison, flips: Sequence[Flip], names: Names) -> Regression:
    figures = figures_of(comparison)
    run = names.run(comparison.evaluation_id, comparison.run_id)
    if comparison.losses_count is None or comparison.method != "paired":
        extent = "not paired, so that no single datapoint can be shown"
    else:
        extent = f"{comparison.losses_count:,} of {count(comparison.n_pairs, 'datapoint')} worse"
    change = comparison.mean_difference
    return Regression(
        run=run,
        evaluator=names.evaluator(comparison.evaluator_version_id),
        change="" if change is None else figures.change(change),
        extent=extent,
        examples=[_example(flip, comparison.metric, run) for flip in flips],
    )


def _example(flip: Flip, metric: str | None, run: Label) -> Example:
    return Example(
        datapoint_id=flip.datapoint_id,
        change=flip.change,
        asked=[*parts("inputs", flip.inputs), *conversation(flip.messages)],
        expected=parts("target", flip.target),
        control=_answer(
            "Control",
            _score(flip.control_score, metric),
            flip.control_log_id,
            (flip.control_output, flip.control_error),
        ),
        run=_answer(run.text, _score(flip.score, metric), flip.log_id, (flip.output, flip.error)),
    )


def _answer(who: str, score: str, log_id: str, said: tuple[str | None, str | None]) -> Answer:
    output, error = said
    return Answer(
        who=who,
        score=score,
        log_id=log_id,
        output=None if output is None else text("Output", output),
        error=None if error is None else text("Error", error),
    )


def _score(score: float | None, metric: str | None) -> str:
    if score is None:
        return ""
    if metric == "pass_rate" and score in {0.0, 1.0}:
        return "pass" if score else "fail"
    return f"{score:g}"

"""The judges: which of them can't make up their mind, and how they agree with people."""

from collections.abc import Sequence
from dataclasses import dataclass

from humanloop_evals.report.names import Names
from humanloop_evals.report.plots import Axis, Bar
from humanloop_evals.report.rows import Agreement, Flakiness
from humanloop_evals.report.words import NOTHING, SPACE, Label, number, rate

_SHARES = Axis(0.0, 1.0)
_HARDLY_BEYOND_CHANCE = 0.2


@dataclass(frozen=True, slots=True)
class Steadiness:
    """One evaluator that has judged the same thing more than once."""

    evaluator: Label
    is_flaky: bool
    n: int
    is_small_sample: bool
    flip_rate: str
    interval: str
    bar: Bar
    error_rate: str
    null_rate: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A person and a model that judged the same logs.

    Attributes:
        evaluation: Where; None for everywhere.
    """

    person: Label
    model: Label
    evaluation: Label | None
    n: int
    is_small_sample: bool
    agreement: str
    interval: str
    bar: Bar
    kappa: str
    is_chance: bool


def steadiness(flakiness: Sequence[Flakiness], names: Names) -> tuple[list[Steadiness], int]:
    """The evaluators that were asked twice, and how many were not."""
    asked_twice = [
        Steadiness(
            evaluator=names.evaluator(one.evaluator_version_id),
            is_flaky=bool(one.is_flaky),
            n=one.n,
            is_small_sample=bool(one.is_small_sample),
            flip_rate=rate(one.flip_rate),
            interval=_interval(one.ci_low, one.ci_high),
            bar=_SHARES.bar(one.flip_rate, one.ci_low, one.ci_high),
            error_rate=rate(one.error_rate),
            null_rate=rate(one.null_rate),
        )
        for one in flakiness
        if one.flip_rate is not None
    ]
    return asked_twice, len(flakiness) - len(asked_twice)


def pairs(agreements: Sequence[Agreement], names: Names) -> list[Pair]:
    """People and models, those that agree least first."""
    return [
        Pair(
            person=names.evaluator(one.first_evaluator_version_id),
            model=names.evaluator(one.second_evaluator_version_id),
            evaluation=names.evaluation(one.evaluation_id) if one.evaluation_id else None,
            n=one.n,
            is_small_sample=bool(one.is_small_sample),
            agreement=rate(one.agreement),
            interval=_interval(one.ci_low, one.ci_high),
            bar=_SHARES.bar(one.agreement, one.ci_low, one.ci_high),
            kappa=NOTHING if one.kappa is None else number(one.kappa, 2),
            is_chance=one.kappa is not None and one.kappa < _HARDLY_BEYOND_CHANCE,
        )
        for one in agreements
        if one.agreement is not None
    ]


def _interval(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return NOTHING
    return f"{number(low * 100, 1)} to {number(high * 100, 1)}{SPACE}%"

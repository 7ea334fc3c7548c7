"""The judges of an evaluation, and what each of them says about a log."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from humanloop_evals.sandbox.chance import Chance
from humanloop_evals.sandbox.measured.attempt import Attempt
from humanloop_evals.sandbox.measured.code import CODE
from humanloop_evals.sandbox.measured.consumption import latency_of
from humanloop_evals.sandbox.measured.origin import Origin, origin_of, plan_of
from humanloop_evals.sandbox.measured.verdict import Value, verdict
from humanloop_evals.sandbox.story.outcomes import (
    CODE_HABIT,
    HABITS,
    JUDGES_QUALITY,
    PERSON_HABIT,
    REVIEWED,
    UNREVIEWED,
    Habit,
)
from humanloop_evals.sandbox.story.remarks import JUDGE_ERRORS, NOTHING_TO_JUDGE

Json = dict[str, Any]

_LATENCY = "latency"


class Judgment(NamedTuple):
    """What a judge said: a value, nothing (an abstention), or an error."""

    value: Value
    error: str | None
    wait: float  # how long it took, from 0 for the quickest of its kind to 1
    bits: bytes  # what the id of its log is written from


@dataclass(frozen=True)
class Judge:
    """An evaluator of an evaluation."""

    chance: Chance
    evaluation_id: str
    version: Json
    added_at: str
    origin: Origin
    kind: str  # llm, python, human or external
    habit: Habit
    reviewed: float  # share of a running run that is judged

    def judgment(self, attempt: Attempt) -> Judgment | None:
        """Return what is said about a log; None if nobody has looked at it yet."""
        run = attempt.logged.run
        own = self.version["version_id"]
        bits, (anew, failure, *again) = self.chance.long_throw(
            "judgment", self.evaluation_id, run["id"], own, attempt.subject
        )
        wait = anew * 1000 % 1
        if run["status"] == "running" and failure >= self.reviewed:
            return None
        if attempt.error is not None:
            return Judgment(None, NOTHING_TO_JUDGE, wait, bits)
        if failure < self.habit.fails:
            messages = JUDGE_ERRORS.get(self.kind, JUDGE_ERRORS["external"])
            return Judgment(None, messages[int(again[0] * 100) % len(messages)], wait, bits)
        measured = self._measured(attempt)
        if measured is not None:
            return Judgment(measured[0], None, wait, bits)
        judged = attempt.logged.version["version_id"]
        abstains, *usual = self.chance.shares("opinion", own, judged, attempt.subject)
        if abstains < self.habit.abstains:
            return Judgment(None, None, wait, bits)
        opinion, draw, *_ = again if anew < self.habit.flaky else usual
        return Judgment(self._value(attempt, opinion, draw), None, wait, bits)

    def _measured(self, attempt: Attempt) -> tuple[Value] | None:
        """Return what follows from the log alone, in a tuple, as it may be nothing."""
        if self.origin.key in CODE:
            return (CODE[self.origin.key](attempt, attempt.output or "", self.origin.number),)
        return (latency_of(attempt),) if self.origin.key == _LATENCY else None

    def _value(self, attempt: Attempt, opinion: float, draw: float) -> Value:
        habit = self.habit
        if attempt.has(JUDGES_QUALITY.get(self.origin.key)):
            is_good = opinion >= habit.strict
        else:
            is_good = opinion < habit.lenient_in.get(attempt.segment, habit.lenient)
        return verdict(self.version["spec"], self.origin.name, draw, is_good=is_good)


def judge_of(chance: Chance, evaluation: Json, evaluator: Json) -> Judge:
    """Return the judge that an evaluator of an evaluation is."""
    version = evaluator["version"]
    origin = origin_of(chance, version)
    kind = version["spec"]["evaluator_type"]
    usual = {"human": PERSON_HABIT, "python": CODE_HABIT}.get(kind, Habit())
    habit = HABITS.get(origin.name) or HABITS.get(origin.key) or usual
    by_people = 0.0 if plan_of(chance, evaluation["id"]) in UNREVIEWED else REVIEWED
    return Judge(
        chance=chance,
        evaluation_id=evaluation["id"],
        version=version,
        added_at=evaluator["added_at"],
        origin=origin,
        kind=kind,
        habit=habit,
        reviewed=by_people if kind == "human" else 1.0,
    )

"""Judgments as the API answers them: logs of evaluators."""

from datetime import timedelta
from typing import Any

from humanloop_evals.sandbox.chance import moment, stamp
from humanloop_evals.sandbox.measured.attempt import Attempt
from humanloop_evals.sandbox.measured.judge import Judge, Judgment
from humanloop_evals.sandbox.measured.log import blank_log

Json = dict[str, Any]

# How long after log, run and evaluator are there a judgment comes: at least, and how much more.
_DELAYS = {
    "llm": (timedelta(seconds=1), timedelta(seconds=5)),
    "python": (timedelta(milliseconds=80), timedelta(milliseconds=400)),
    "external": (timedelta(seconds=30), timedelta(minutes=9)),
    "human": (timedelta(days=1), timedelta(days=6)),
}
_OURS = ("llm", "python")  # these ran at the API's own place, so it knew how long they took
_WORK = timedelta(milliseconds=70)


def evaluator_log_of(judge: Judge, attempt: Attempt, log: Json, judgment: Judgment) -> Json:
    """Return the log of a judgment."""
    kind = judge.kind
    run_id = attempt.logged.run["id"]
    key = (judge.evaluation_id, run_id, judge.version["version_id"], attempt.subject)
    least, more = _DELAYS.get(kind, _DELAYS["external"])
    ready = max(log["created_at"], attempt.logged.run["added_at"], judge.added_at)
    created = moment(ready) + least + more * judgment.wait
    written = stamp(created)
    known = {
        **blank_log(judge.version),
        "id": judge.chance.log_id(*key),
        "parent_id": log["id"],
        "judgment": judgment.value,
        "error": judgment.error,
        "created_at": written,
        "source_datapoint_id": log["source_datapoint_id"],
        "marked_completed": judgment.error is None if kind == "human" else None,
    }
    if kind in _OURS:
        known["start_time"] = stamp(created - _WORK)
        known["end_time"] = written
    if kind == "llm" and judgment.error is None:
        known["output"] = _said(judgment)
    if kind == "python":
        known["stdout"] = ""
    return known


def _said(judgment: Judgment) -> str:
    return "I cannot tell." if judgment.value is None else f"Judgment: {judgment.value}"

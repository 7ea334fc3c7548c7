"""Judgments as the API answers them: logs of evaluators."""

from datetime import timedelta
from typing import Any

from humanloop_evals.sandbox.chance import moment, stamp, written_log_id
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
    least, more = _DELAYS.get(kind, _DELAYS["external"])
    ready = max(log["created_at"], attempt.logged.run["added_at"], judge.added_at)
    created = moment(ready) + least + more * judgment.wait
    written = stamp(created)
    known = blank_log(judge.version)
    known["id"] = written_log_id(judgment.bits)
    known["parent_id"] = log["id"]
    known["judgment"] = judgment.value
    known["error"] = judgment.error
    known["created_at"] = written
    known["source_datapoint_id"] = log["source_datapoint_id"]
    known["marked_completed"] = judgment.error is None if kind == "human" else None
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

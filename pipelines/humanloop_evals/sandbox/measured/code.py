"""What the judges that are code return: the same as their code in the story would."""

import json
import re
from collections.abc import Callable
from typing import Any

from humanloop_evals.sandbox.measured.attempt import Attempt

Value = bool | float | str | list[str] | None

_CLAUSE = {
    1: re.compile(r"(?:clause|section|§)\s*(\d+)", re.IGNORECASE),
    2: re.compile(r"(?:clause|section|§)\s*(\d+(?:\.\d+)*)", re.IGNORECASE),
}
_WRITES = re.compile(r"\b(insert|update|delete|drop|alter|create)\b", re.IGNORECASE)
_HABITS = {"hedging": ("perhaps", "might"), "apology": ("sorry", "apolog")}


def _target(attempt: Attempt) -> dict[str, Any]:
    return attempt.example.datapoint["target"] or {}


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _right_queue(attempt: Attempt, output: str, number: int) -> Value:
    expected = str(_target(attempt).get("queue"))
    if number == 1:
        return output == expected
    answer = _read(output)
    return isinstance(answer, dict) and str(answer.get("queue", "")).strip().lower() == expected


def _word_count(_: Attempt, output: str, __: int) -> Value:
    return len(output.split())


def _valid_json(_: Attempt, output: str, __: int) -> Value:
    return _read(output) is not None


def _clause_recall(attempt: Attempt, output: str, number: int) -> Value:
    expected = set(_target(attempt).get("clauses") or ())
    if not expected:
        return None
    found = set(_CLAUSE[number].findall(output))
    return round(len(expected & found) / len(expected), 4)


def _sql_failure(attempt: Attempt, output: str, _: int) -> Value:
    query = output.strip().rstrip(";")
    if not query:
        return "empty"
    if _WRITES.search(query):
        return "writes"
    missing = [table for table in _target(attempt).get("tables", ()) if table not in query]
    return "wrong table" if missing else "none"


def _style_habits(_: Attempt, output: str, __: int) -> Value:
    lower = output.lower()
    found = [name for name, words in _HABITS.items() if any(word in lower for word in words)]
    return found + (["caps"] if output.isupper() else [])


def _judge_agreement(attempt: Attempt, _: str, __: int) -> Value:
    """Compare with the target; a tool has no judgment, its result is compared instead."""
    if attempt.judgment is None:
        return attempt.is_right
    return attempt.judgment == _target(attempt).get("judgment")


CODE: dict[str, Callable[[Attempt, str, int], Value]] = {
    "right-queue": _right_queue,
    "word-count": _word_count,
    "valid-json": _valid_json,
    "clause-recall": _clause_recall,
    "sql-failure": _sql_failure,
    "style-habits": _style_habits,
    "judge-agreement": _judge_agreement,
}

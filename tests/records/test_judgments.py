"""Judgments: each in the column of its type, whatever the answer does not say."""

from typing import Any

import pytest

import api_measured_objects as measured
import record_rows
from api_objects import Json, evaluator, verbatim
from humanloop_evals.errors import RecordUnusable
from humanloop_evals.records import Rows
from humanloop_evals.tables import JUDGMENT_OPTIONS, JUDGMENTS

TYPED = ("judgment_type", "judgment_boolean", "judgment_number", "judgment_text", "judgment")


def said(declared: str | None, value: Any, **fields: Any) -> Rows:
    """The rows of a judgment by an evaluator that declares a type."""
    spec = {"arguments_type": "target_free", "return_type": declared, "evaluator_type": "external"}
    version = evaluator(f"evv_{declared}", spec=spec)
    judgment = measured.judgment("log_j", value, evaluator=version, **fields)
    return record_rows.logs(measured.record("log_1", judgment))


def typed(rows: Rows) -> tuple[Any, ...]:
    """The typed columns of the one judgment, and its options."""
    (row,) = record_rows.in_table(rows, JUDGMENTS)
    options = [o["option_name"] for o in record_rows.in_table(rows, JUDGMENT_OPTIONS)]
    return (*(row[name] for name in TYPED), options)


@pytest.mark.parametrize(
    ("declared", "value", "expected"),
    [
        ("boolean", True, ("boolean", True, None, None, "true", [])),
        ("boolean", False, ("boolean", False, None, None, "false", [])),
        ("number", 0, ("number", None, 0.0, None, "0", [])),
        ("number", verbatim("2.50"), ("number", None, 2.5, None, "2.50", [])),
        ("select", "good", ("select", None, None, "good", '"good"', ["good"])),
        ("multi_select", ["a", "b"], ("multi_select", None, None, None, '["a","b"]', ["a", "b"])),
        ("multi_select", [], ("multi_select", None, None, None, "[]", [])),
        ("text", "good", ("text", None, None, "good", '"good"', [])),
        ("text", "", ("text", None, None, "", '""', [])),
        ("ranking", ["a"], ("multi_select", None, None, None, '["a"]', ["a"])),
        (None, 1.5, ("number", None, 1.5, None, "1.5", [])),
    ],
)
def test_judgment_is_in_the_column_of_its_type(
    declared: str | None, value: Any, expected: tuple[Any, ...]
) -> None:
    """Of a type that is declared, or that only the value shows; nothing worth a note."""
    rows = said(declared, value)

    assert typed(rows) == expected
    assert [n for n in record_rows.notes(rows) if n[1] == "judgments"] == []


@pytest.mark.parametrize(
    ("declared", "value", "expected"),
    [
        ("boolean", 1, ("number", None, 1.0, None, "1", [])),
        ("boolean", "true", ("text", None, None, "true", '"true"', [])),
        ("number", True, ("boolean", True, None, None, "true", [])),
        ("number", "3", ("text", None, None, "3", '"3"', [])),
        ("select", ["a"], ("multi_select", None, None, None, '["a"]', ["a"])),
        ("multi_select", "a", ("text", None, None, "a", '"a"', [])),
        ("text", {"a": 1}, ("json", None, None, None, '{"a":1}', [])),
        ("text", [1], ("json", None, None, None, "[1]", [])),
    ],
)
def test_judgment_of_another_type_is_loaded_by_its_own(
    declared: str, value: Any, expected: tuple[Any, ...]
) -> None:
    """And counted."""
    rows = said(declared, value)

    assert typed(rows) == expected
    assert record_rows.notes(rows) == {("judgment_type", "judgments", "judgment")}


def test_number_that_no_double_holds_is_kept_as_text() -> None:
    """2**63 + 1 is not rounded into a column."""
    rows = said("number", verbatim("9223372036854775809"))

    assert typed(rows) == ("number", None, None, None, "9223372036854775809", [])
    assert record_rows.notes(rows) == {("misfit", "judgments", "judgment")}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"judgment": True}, ("judged", None)),
        ({"judgment": True, "error": "late"}, ("judged", "late")),
        ({"judgment": None}, ("null", None)),
        ({"judgment": None, "error": None}, ("null", None)),
        ({"judgment": None, "error": ""}, ("null", "")),
        ({"judgment": None, "error": "timed out"}, ("error", "timed out")),
    ],
)
def test_outcome_is_never_null(fields: Json, expected: tuple[str, str | None]) -> None:
    """Judged, null or error."""
    judgment = measured.judgment("log_j", None) | fields
    (row,) = record_rows.in_table(record_rows.logs(measured.record("log_1", judgment)), JUDGMENTS)

    assert (row["outcome"], row["error"]) == expected


def test_judgment_without_a_value_has_the_declared_type() -> None:
    """What an evaluator would have said is known from what it declares."""
    assert typed(said("number", None)) == ("number", None, None, None, None, [])


def test_judgment_that_stands_twice_is_one_row() -> None:
    """At the record and inside the log."""
    judgment = measured.judgment("log_j", True)
    other = measured.judgment("log_k", False)
    record = measured.record(
        "log_1", judgment, log=measured.log("log_1", evaluator_logs=[judgment, other])
    )
    rows = record_rows.logs(record)

    assert [
        (row["judgment_log_id"], row["log_id"]) for row in record_rows.in_table(rows, JUDGMENTS)
    ] == [("log_j", "log_1"), ("log_k", "log_1")]
    assert rows.notes == []


def test_judgment_without_id_is_refused() -> None:
    """There is no row without a key."""
    with pytest.raises(RecordUnusable, match="judgments has no usable judgment_log_id"):
        record_rows.logs(measured.record("log_1", {"judgment": True}))

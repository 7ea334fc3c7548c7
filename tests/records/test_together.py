"""Objects that become rows together become what each would become alone."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_objects import Json, to_text, verbatim
from humanloop_evals import wire
from humanloop_evals.errors import RecordUnusable
from humanloop_evals.records import Rows, Together
from humanloop_evals.tables import EVALUATION_LOGS, LOGS, RUN_STATS, VERSION_TAGS
from property_settings import examples

USUAL: dict[str, st.SearchStrategy[Any]] = {
    "created_at": st.datetimes().map(str),
    "inputs": st.dictionaries(st.text(), st.text()),
    "output": st.text(),
    "prompt_tokens": st.integers(),
    "provider_latency": st.floats(allow_nan=False, allow_infinity=False),
    "marked_completed": st.booleans(),
}
ODD = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text())
LOG = st.fixed_dictionaries(
    {"id": st.sampled_from(["log_1", "log_2", "log_3"])},
    optional={name: values | st.none() for name, values in USUAL.items()},
)
ODD_LOG = st.fixed_dictionaries(
    {"id": st.sampled_from(["log_1", "log_2"])},
    optional=dict.fromkeys([*USUAL, "unknown", "a.b", "prompt"], ODD),
)


def fields(value: Json) -> wire.Fields:
    return wire.read_object(to_text(value))


def described(rows: Rows) -> tuple[Any, ...]:
    """Everything in it; the order of notes says nothing."""
    return rows.tables, Counter(rows.notes), rows.extra_size


@given(logs=st.lists(LOG | ODD_LOG, max_size=6))
@examples(200)
def test_together_is_the_same_as_alone(logs: list[Json]) -> None:
    """Also where a key comes twice, with the same fields or with others."""
    alone, rows, together = Rows(), Rows(), Together()
    for log in logs:
        alone.add(LOGS, fields(log), type="prompt", version_id="prv_1")
        together.add(LOGS, fields(log), type="prompt", version_id="prv_1")
    together.finish(rows)

    assert described(rows) == described(alone)


def test_together_keeps_the_last_of_two_with_one_key() -> None:
    """And counts it."""
    rows, together = Rows(), Together()
    for output in ("a", "b"):
        together.add(LOGS, fields({"id": "log_1", "output": output}))
    together.finish(rows)

    (row,) = rows.tables[LOGS.name].values()
    assert row[LOGS.names.index("output")] == "b"
    assert [(note.kind, note.record_id) for note in rows.notes] == [("duplicate", "log_1")]


def test_together_counts_what_has_to_be_there() -> None:
    """Of one record in two."""
    alone, rows, together = Rows(), Rows(), Together()
    for run, count in (("rn_1", 5), ("rn_2", None)):
        value = {"run_id": run, "num_logs": count, "status": "completed"}
        alone.add(RUN_STATS, fields(value), evaluation_id="evr_1")
        together.add(RUN_STATS, fields(value), evaluation_id="evr_1")
    together.finish(rows)

    assert described(rows) == described(alone)
    assert {(n.kind, n.field, n.record_id) for n in rows.notes} == {
        ("missing", "num_logs", "evr_1/rn_2")
    }


def test_together_takes_objects_without_fields() -> None:
    """Everything of some rows is given."""
    rows, together = Rows(), Together()
    for tag in ("a", "b"):
        together.add(VERSION_TAGS, {}, version_id="prv_1", tag=tag)
    together.finish(rows)

    assert [row[:2] for row in rows.tables[VERSION_TAGS.name].values()] == [
        ("prv_1", "a"),
        ("prv_1", "b"),
    ]


@pytest.mark.parametrize(
    ("table", "value", "reason"),
    [
        (LOGS, {"id": "log_2", "inputs": verbatim("[1e400]")}, "number is infinity when parsed"),
        (LOGS, {"id": None, "inputs": {}}, "a record of logs has no usable log_id"),
        (EVALUATION_LOGS, {"log": verbatim("[1e400]")}, "number is infinity when parsed"),
    ],
)
def test_together_says_which_object_is_unusable(table: Any, value: Json, reason: str) -> None:
    """It may be any of hundreds."""
    given = {} if table is LOGS else {"evaluation_id": "evr_1", "run_id": "rn_1", "log_id": "log_1"}
    rows, together = Rows(), Together()
    together.where = "page 1, records[0]"
    if table is LOGS:
        together.add(table, fields({"id": "log_1", "inputs": {}}))
    together.where = "page 1, records[1]"
    together.add(table, fields(value), **given)
    together.where = "page 1, records[2]"

    with pytest.raises(RecordUnusable, match=rf"page 1, records\[1\]: .*{reason}"):
        together.finish(rows)

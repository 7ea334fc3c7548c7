"""Whatever is sent: every field is in its column or in `extra`, or the record is refused."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import api_objects as api
import record_rows
from api_objects import Json, to_text, verbatim, words
from humanloop_evals import wire
from humanloop_evals.errors import RecordUnusable
from humanloop_evals.records import Rows
from humanloop_evals.tables import (
    DATASETS,
    EVALUATION_RUNS,
    EVALUATIONS,
    RUNS,
    VERSIONS,
    Table,
    Type,
)
from property_settings import examples

# Fields that become rows or keys of other tables.
ELSEWHERE = words(
    "type created_by committed_by dataset version environments inputs tags evaluators "
    "evaluator_aggregates tools linked_tools function spec response_format template "
    "datapoints"
)
KINDS: dict[str, tuple[Json, Callable[[Json], Rows], tuple[Table, ...]]] = {
    "run": (api.run(), record_rows.run, (RUNS, EVALUATION_RUNS)),
    "evaluation": (api.evaluation(), record_rows.evaluation, (EVALUATIONS,)),
    "prompt": (api.prompt(), record_rows.version, (VERSIONS,)),
    "tool": (api.tool(), record_rows.version, (VERSIONS,)),
    "flow": (api.flow(), record_rows.version, (VERSIONS,)),
    "evaluator": (api.evaluator(), record_rows.version, (VERSIONS,)),
    "agent": (api.agent(), record_rows.version, (VERSIONS,)),
    "dataset": (api.dataset(), record_rows.version, (DATASETS,)),
}
# Spellings of numbers that no Python value is written as.
NUMBERS = st.sampled_from(["-0", "-0.0", "1.0", "1E2", "1e+2", "0.10", "1e-400", "10e307", "7E0"])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.datetimes().map(datetime.isoformat)
    | NUMBERS.map(verbatim)
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def names(tables: Iterable[Table]) -> st.SearchStrategy[str]:
    """Names of declared fields, and any others."""
    declared = {column.source for table in tables for column in table.columns}
    flat = sorted(name for name in declared - {""} if "." not in name)
    return (st.sampled_from(flat) | st.text()).filter(lambda name: name not in ELSEWHERE)


def is_there(name: str, text: bytes, row: Json, table: Table) -> bool:
    """Whether a field is in a row: its exact text in `extra`, or its value in its column."""
    extra = {} if row["extra"] is None else wire.read_object(row["extra"].encode())
    if name in extra:
        return bytes(extra[name]) == text
    found = [c for c in table.columns if c.source == name and "." not in name]
    if text == b"null":
        return bool(found) and row[found[0].name] is None
    return bool(found) and means(row[found[0].name], text, found[0].type)


def means(value: Any, text: bytes, kind: Type) -> bool:
    """Whether a column's value says what the JSON said."""
    if value is None:
        return False
    if kind is Type.JSON:
        return bool(value == text.decode())
    said = json.loads(text)
    if kind is Type.TIMESTAMP:
        moment = datetime.fromisoformat(said)
        return bool(value == (moment if moment.tzinfo else moment.replace(tzinfo=UTC)))
    # A number of tokens as reasoning_effort is text in the database.
    is_effort = isinstance(value, str) and type(said) is int
    return bool(value == (text.decode() if is_effort else said))


@pytest.mark.parametrize("kind", KINDS)
@examples(30)
@given(data=st.data())
def test_record_loses_no_field(kind: str, data: st.DataObject) -> None:
    """Fields with any name and any value, over a valid object."""
    base, load, tables = KINDS[kind]
    value = base | data.draw(st.dictionaries(names(tables), ANYTHING, max_size=8))
    try:
        rows = load(value)
    except (RecordUnusable, wire.JsonError):
        return

    lost = [
        name
        for name, field in value.items()
        if name not in ELSEWHERE
        and not any(
            is_there(name, to_text(field), row, table)
            for table in tables
            for row in record_rows.in_table(rows, table)
        )
    ]
    assert lost == []


@examples(100)
@given(value=st.text() | st.binary() | ANYTHING.map(to_text))
def test_version_of_any_text_raises_our_errors_only(value: str | bytes) -> None:
    """Text that is no JSON, JSON that is no version, bytes that are no text."""
    text = value.encode() if isinstance(value, str) else value
    try:
        rows = record_rows.version_of(text)
    except (RecordUnusable, wire.JsonError):
        return

    assert set(rows.tables) <= {"versions", "datasets"}

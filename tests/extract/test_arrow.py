"""Rows as Arrow tables: every type, every value, exactly."""

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from humanloop_evals.extract.arrow import joined, keep_last, schema, to_arrow
from humanloop_evals.extract.redaction import Redaction
from humanloop_evals.tables import EVALUATIONS, RUNS, SOURCE_TABLES, VERSIONS, Table, Type
from property_settings import examples

# A column of each type, in one table.
OF_TYPE = {
    Type.TEXT: "name",
    Type.INTEGER: "max_tokens",
    Type.NUMBER: "temperature",
    Type.TIMESTAMP: "created_at",
    Type.JSON: "attributes",
}
VALUES = {
    Type.TEXT: st.text(),
    Type.JSON: st.text(),
    Type.INTEGER: st.integers(-(2**63), 2**63 - 1),
    Type.NUMBER: st.floats(allow_nan=False, allow_infinity=False),
    Type.TIMESTAMP: st.datetimes().map(lambda moment: moment.replace(tzinfo=UTC, fold=0)),
}


def column(name: str, values: list[Any]) -> list[Any]:
    """What becomes of a column of versions."""
    rows = [
        tuple(
            value if column == name else f"prv_{number}" if column == "version_id" else None
            for column in VERSIONS.names
        )
        for number, value in enumerate(values)
    ]
    found: list[Any] = to_arrow(VERSIONS, rows, Redaction())[name].to_pylist()
    return found


@pytest.mark.parametrize("kind", OF_TYPE)
@examples(25)
@given(data=st.data())
def test_column_holds_every_value_exactly(kind: Type, data: st.DataObject) -> None:
    """What goes in comes out, nulls included."""
    values = data.draw(st.lists(st.none() | VALUES[kind], min_size=1, max_size=20))

    found = column(OF_TYPE[kind], values)

    assert list(map(repr, values)) == list(map(repr, map(in_utc, found)))


def in_utc(value: Any) -> Any:
    """A moment in Python's own UTC."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Type.INTEGER, [-(2**63), 2**63 - 1, 0]),
        (Type.NUMBER, [5e-324, 1.7976931348623157e308, -0.0, 0.1, 1e22]),
        (Type.TEXT, ["", "\u0000", "a\u0000b", "😀", "\U0010ffff"]),
        (Type.TIMESTAMP, [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]),
    ],
)
def test_column_holds_the_edges_of_its_type(kind: Type, values: list[Any]) -> None:
    """The largest, the smallest and the odd."""
    found = column(OF_TYPE[kind], [*values, None])

    assert [*map(repr, values), "None"] == list(map(repr, map(in_utc, found)))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Type.INTEGER, 1.5),
        (Type.INTEGER, True),
        (Type.NUMBER, 1),
        (Type.TIMESTAMP, 1),
        (Type.TEXT, 1),
        (Type.JSON, b"{}"),
    ],
)
def test_value_of_another_type_is_refused(kind: Type, value: object) -> None:
    """Arrow would make 1 of 1.5; no reader gives it such a thing, and none ever may."""
    with pytest.raises(TypeError, match=rf"{type(value).__name__}.* in a column of type {kind}"):
        column(OF_TYPE[kind], [None, value])


def test_booleans_are_held() -> None:
    """True, false and null."""
    rows = [("rn_1", value, None, None, None, None, None, None) for value in (True, False, None)]

    assert to_arrow(RUNS, rows, Redaction())["orchestrated"].to_pylist() == [True, False, None]


@pytest.mark.parametrize("table", SOURCE_TABLES, ids=lambda table: table.name)
def test_schema_has_the_declared_columns(table: Table) -> None:
    """Names and types in order; only the key can't be null, also where every value is."""
    types = {
        Type.TEXT: pa.string(),
        Type.JSON: pa.string(),
        Type.INTEGER: pa.int64(),
        Type.NUMBER: pa.float64(),
        Type.BOOLEAN: pa.bool_(),
        Type.TIMESTAMP: pa.timestamp("us", tz="UTC"),
    }
    expected = [(c.name, types[c.type], c.name not in table.key) for c in table.all_columns]

    found = schema(table)

    assert expected == [(field.name, field.type, field.nullable) for field in found]


def test_table_of_nulls_has_the_declared_schema() -> None:
    """A column without a value keeps its type."""
    rows = to_arrow(EVALUATIONS, [("evr_1", *[None] * (len(EVALUATIONS.names) - 1))], Redaction())

    assert rows.schema == schema(EVALUATIONS)
    rows.validate(full=True)


def runs(*pairs: tuple[str, str]) -> pa.Table:
    """Runs with an id and a status."""
    rows = [(id_, None, None, None, None, None, s, None) for id_, s in pairs]
    return to_arrow(RUNS, rows, Redaction())


def left(*parts: pa.Table) -> list[tuple[str, str]]:
    """Id and status of the runs that stay."""
    rows = [row for part in keep_last(list(parts), "run_id") for row in part.to_pylist()]
    return [(row["run_id"], row["status"]) for row in rows]


def test_keep_last_keeps_the_last_of_a_key() -> None:
    """Within a part and between parts, in the order of the rows that stay."""
    first = runs(("a", "1"), ("b", "1"), ("a", "2"))
    second = runs(("c", "1"), ("b", "2"), ("d", "1"))

    assert left(first, second) == [("a", "2"), ("c", "1"), ("b", "2"), ("d", "1")]


def test_keep_last_of_distinct_keys_is_everything() -> None:
    """Nothing is reordered."""
    assert left(runs(("b", "1"), ("a", "1")), runs(("c", "1"))) == [
        ("b", "1"),
        ("a", "1"),
        ("c", "1"),
    ]


def test_keep_last_keeps_the_schema() -> None:
    """The key is still not nullable."""
    parts = [runs(("a", "1"), ("b", "1")), runs(("a", "2"))]

    assert [part.schema for part in keep_last(parts, "run_id")] == [schema(RUNS), schema(RUNS)]


def test_keep_last_of_nothing_is_nothing() -> None:
    """No evaluation has a run."""
    assert left() == []


@examples(50)
@given(parts=st.lists(st.lists(st.sampled_from("abcde"), min_size=1), min_size=1, max_size=5))
def test_keep_last_is_what_a_dict_keeps(parts: list[list[str]]) -> None:
    """Any number of parts and repetitions."""
    numbered = [[(key, f"{n}-{m}") for m, key in enumerate(part)] for n, part in enumerate(parts)]
    expected = dict(pair for part in numbered for pair in part)

    found = left(*[runs(*part) for part in numbered])

    assert (dict(found), len(found)) == (expected, len(expected))
    order = [pair for part in numbered for pair in part]
    assert found == sorted(found, key=order.index)


def test_joined_parts_are_the_same_rows_in_fewer_tables() -> None:
    """A table ends with the part that fills it; nothing is a table of its own without need."""
    sizes = [2, 2, 1, 3, 4, 1]
    ends = [sum(sizes[: n + 1]) for n in range(len(sizes))]
    parts = [
        pa.table({"n": list(range(end - size, end))}) for size, end in zip(sizes, ends, strict=True)
    ]
    found = [table["n"].to_pylist() for table in joined(iter(parts), rows=4)]

    assert found == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [12]]
    assert list(joined(iter([]), rows=4)) == []

"""Rows into Arrow tables with the declared schema.

`pa.array` imports pandas where it is installed (1.5 s), unless that is left out as in a sync; dlt
imports it anyway.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from types import NoneType
from typing import Any

import pyarrow as pa

from humanloop_evals.extract.redaction import Redaction
from humanloop_evals.records import Row
from humanloop_evals.tables import SOURCE_TABLES, Table, Type

_TYPES: dict[Type, pa.DataType] = {
    Type.TEXT: pa.string(),
    Type.JSON: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.NUMBER: pa.float64(),
    Type.BOOLEAN: pa.bool_(),
    Type.TIMESTAMP: pa.timestamp("us", tz="UTC"),
}
# What readers give. Arrow would take others as well, and make 1 of 1.5.
_PYTHON_TYPES: dict[Type, type] = {
    Type.TEXT: str,
    Type.JSON: str,
    Type.INTEGER: int,
    Type.NUMBER: float,
    Type.BOOLEAN: bool,
    Type.TIMESTAMP: datetime,
}


def schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table; key columns are not nullable."""
    return pa.schema(
        pa.field(column.name, _TYPES[column.type], nullable=column.name not in table.key)
        for column in table.all_columns
    )


_SCHEMAS = {table.name: schema(table) for table in SOURCE_TABLES}


def to_arrow(table: Table, rows: Sequence[Row], redaction: Redaction) -> pa.Table:
    """Rows as an Arrow table.

    Args:
        table: Whose columns the rows have.
        rows: At least one.
        redaction: What is done to them before.
    """
    shown = redaction.apply(table, list(zip(*rows, strict=True)))
    columns = [
        _column(column.type, values)
        for column, values in zip(table.all_columns, shown, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=_SCHEMAS[table.name])


def packed(rows: pa.Table, of: Table) -> pa.Table:
    """Rows that take less memory until they are `unpacked`: each text but the key is there once."""
    columns = {
        column.name: rows[column.name].dictionary_encode()
        if column.type in {Type.TEXT, Type.JSON} and column.name not in of.key
        else rows[column.name]
        for column in of.all_columns
    }
    return pa.table(columns)


def unpacked(rows: pa.Table, of: Table) -> pa.Table:
    """What was `packed`."""
    return rows.cast(_SCHEMAS[of.name])


def keep_last(parts: list[pa.Table], key: str) -> Iterator[pa.Table]:
    """The parts without the rows after which another one with the same key comes.

    Args:
        parts: Taken away one by one, so that nothing is in memory twice.
        key: A column without nulls.
    """
    keys = pa.chunked_array(
        [chunk for part in parts for chunk in part[key].chunks], type=pa.string()
    )
    staying = _last_of_each(keys) if _may_repeat(keys) else None
    start = 0
    while parts:
        part = parts.pop(0)
        if staying is None:
            yield part
            continue
        first, last = (bisect_left(staying, row) for row in (start, start + part.num_rows))
        if first < last:
            yield part.take(pa.array((row - start for row in staying[first:last]), pa.int64()))
        start += part.num_rows


def joined(parts: Iterable[pa.Table], *, rows: int) -> Iterator[pa.Table]:
    """The same rows in fewer tables, each of which ends with the part that makes it so large."""
    waiting: list[pa.Table] = []
    for part in parts:
        waiting.append(part)
        if sum(table.num_rows for table in waiting) >= rows:
            yield pa.concat_tables(waiting)
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting)


def _may_repeat(keys: pa.ChunkedArray) -> bool:
    """Whether a key comes twice, or two have one hash: 8 bytes a key, not a table of texts."""
    # Not at the top: 30 ms that the first requests would wait for.
    import pyarrow.compute as pc  # noqa: PLC0415

    # Not pa.array, which would make a list of numbers first: 40 bytes each.
    hashes = array("q", (hash(key) for chunk in keys.chunks for key in chunk.to_pylist()))
    as_arrow = pa.Array.from_buffers(pa.int64(), len(hashes), [None, pa.py_buffer(hashes)])
    in_order = as_arrow.sort()
    return bool(pc.any(pc.equal(in_order[1:], in_order[:-1])).as_py())


def _last_of_each(keys: pa.ChunkedArray) -> memoryview:
    """The rows, in order, after which their key does not come again."""
    import pyarrow.compute as pc  # noqa: PLC0415

    # From behind, the last row of a key is the first.
    backwards = pa.array(range(len(keys) - 1, -1, -1), pa.int64())
    reversed_keys = keys.take(backwards).combine_chunks()
    first = pc.index_in(reversed_keys.unique(), value_set=reversed_keys)
    return memoryview(backwards.take(first).sort().buffers()[1]).cast("q")


def _column(column_type: Type, values: Sequence[Any]) -> pa.Array:
    if values.count(None) == len(values):
        # More than half of all columns of logs and judgments.
        return pa.nulls(len(values), _TYPES[column_type])
    if wrong := set(map(type, values)) - {_PYTHON_TYPES[column_type], NoneType}:
        raise TypeError(f"{[each.__name__ for each in wrong]} in a column of type {column_type}")
    return pa.array(values, _TYPES[column_type])

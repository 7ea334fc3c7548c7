"""Rows into Arrow tables with the declared schema, without importing pandas.

`pa.array` on Python objects imports pandas where it is installed (1.5 s), so every column is built
as text and cast by Arrow.
"""

import array
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from humanloop_evals.records import Row
from humanloop_evals.tables import SOURCE_TABLES, Table, Type

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TYPES: dict[Type, pa.DataType] = {
    Type.TEXT: pa.string(),
    Type.JSON: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.NUMBER: pa.float64(),
    Type.BOOLEAN: pa.bool_(),
    Type.TIMESTAMP: pa.timestamp("us", tz="UTC"),
}


def schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table; key columns are not nullable."""
    return pa.schema(
        pa.field(column.name, _TYPES[column.type], nullable=column.name not in table.key)
        for column in table.all_columns
    )


_SCHEMAS = {table.name: schema(table) for table in SOURCE_TABLES}


def to_arrow(table: Table, rows: Sequence[Row]) -> pa.Table:
    """Rows as an Arrow table.

    Args:
        table: Whose columns the rows have.
        rows: At least one.
    """
    columns = [
        _column(column.type, values)
        for column, values in zip(table.all_columns, zip(*rows, strict=True), strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=_SCHEMAS[table.name])


def keep_last(parts: Sequence[pa.Table], key: str) -> pa.Table:
    """One table of all parts, in which the last of several rows with one key stays."""
    whole = pa.concat_tables(parts).combine_chunks()
    # From behind, the last row of a key is the first. Grouping would import pandas.
    backwards = _integers(range(whole.num_rows - 1, -1, -1))
    keys = whole[key].take(backwards)
    distinct = keys.unique()
    if len(distinct) == whole.num_rows:
        return whole
    first = pc.index_in(distinct, value_set=keys.combine_chunks())
    return whole.take(backwards.take(first).sort())


def _integers(values: Iterable[int]) -> pa.Array:
    """Whole numbers without pa.array, which would import pandas."""
    buffer = array.array("q", values)
    return pa.Array.from_buffers(pa.int64(), len(buffer), [None, pa.py_buffer(buffer)])


def _column(column_type: Type, values: Sequence[Any]) -> pa.Array:
    builder = pa.lib.StringBuilder()
    builder.append_values(_texts(column_type, values))
    texts = builder.finish()
    if column_type is Type.TIMESTAMP:
        return texts.cast(pa.int64()).cast(_TYPES[column_type])
    return texts if _TYPES[column_type] == texts.type else texts.cast(_TYPES[column_type])


def _texts(column_type: Type, values: Sequence[Any]) -> Sequence[str | None]:
    if column_type in {Type.TEXT, Type.JSON}:
        return values
    write = _WRITERS[column_type]
    return [None if value is None else write(value) for value in values]


_WRITERS: dict[Type, Callable[[Any], str]] = {
    Type.INTEGER: str,
    Type.NUMBER: repr,
    Type.BOOLEAN: lambda value: "true" if value else "false",
    Type.TIMESTAMP: lambda value: str((value - _EPOCH) // _MICROSECOND),
}

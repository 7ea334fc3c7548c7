"""What a sync changes: the file that it builds against the one that it replaces, row by row."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import duckdb

from humanloop_evals.database import SCHEMA, fetch_all, literal
from humanloop_evals.tables import CHANGES, SOURCE_TABLES, Column, Table, Type

_BEFORE = "before"
_CHANGES = f"{SCHEMA}.{CHANGES.name}"
_CREATE = """
create or replace temp table changed (
    table_name varchar, change varchar, record_key varchar, changed_columns json,
    records_count bigint
)
"""
# A value that is longer is not repeated for every change; it is in the table.
_LONGEST_VALUE = 200
# Neither are these, however short: they are what people write and models answer.
_TEXTS = {"output", "stdout", "error", "template", "progress", "report"}


def write_changes(
    connection: duckdb.DuckDBPyConnection,
    sync_id: str,
    load_id: str,
    published: Path | None,
    *,
    with_values: bool = True,
) -> None:
    """Append what differs from the published tables.

    Args:
        connection: The side file, with everything loaded and removed.
        sync_id: The sync.
        load_id: The load that wrote the rows that were read; others can't have changed.
        published: Where the published content can be read; None when there is none.
        with_values: Whether old and new values may be written down.
    """
    connection.execute(_CREATE)
    if published is None:
        _collect(connection, _first_loads({}))
        _number(connection, sync_id)
        return
    connection.execute(f"attach {literal(str(published))} as {_BEFORE} (read_only, type duckdb)")
    try:
        held = _held_columns(connection)
        _collect(connection, _first_loads(held))
        for table in SOURCE_TABLES:
            columns = held.get(table.name, set())
            if columns.issuperset(table.key) and not _is_the_same(connection, table, columns):
                # Table by table: all at once would hold the keys of all of them in memory.
                _collect(connection, _differences(table, columns, load_id, with_values))
        _number(connection, sync_id)
    finally:
        connection.execute(f"detach {_BEFORE}")


def count_changes(connection: duckdb.DuckDBPyConnection, sync_id: str) -> dict[str, int]:
    """How many rows a sync has added, changed and removed, of those kinds that there were."""
    rows = fetch_all(
        connection,
        f"select if(change = 'first_load', 'added', change) as kind, sum(records_count)::bigint "
        f"from {_CHANGES} where sync_id = $sync_id group by kind order by kind",
        {"sync_id": sync_id},
    )
    return dict(rows)


def _collect(connection: duckdb.DuckDBPyConnection, statements: Iterable[str]) -> None:
    if union := "\nunion all by name\n".join(statements):
        fetch_all(
            connection,
            f"insert into changed by name select * from ({union}) where records_count > 0",
        )


def _number(connection: duckdb.DuckDBPyConnection, sync_id: str) -> None:
    fetch_all(
        connection,
        f"insert into {_CHANGES} by name "
        "select $sync_id as sync_id, row_number() over (order by table_name, change, record_key) "
        "- 1 as position, * from changed",
        {"sync_id": sync_id},
    )


def _held_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """The columns of every published table that has rows."""
    held: dict[str, set[str]] = {}
    for table_name, column_name in connection.execute(
        "select table_name, column_name from duckdb_columns() "
        "where database_name = ? and schema_name = ?",
        [_BEFORE, SCHEMA],
    ).fetchall():
        held.setdefault(table_name, set()).add(column_name)
    return {name: columns for name, columns in held.items() if not _is_empty(connection, name)}


def _is_empty(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    row = connection.execute(
        f"select not exists (select 1 from {_BEFORE}.{SCHEMA}.{name})"
    ).fetchone()
    return row is None or bool(row[0])


def _is_the_same(connection: duckdb.DuckDBPyConnection, table: Table, held: set[str]) -> bool:
    """Whether both have the same rows, as on most nights: without finding out which is which."""
    columns = [c for c in table.all_columns if c.name in table.key] + _compared(table, held)
    sides = [
        f"(select (count(*), sum({_hash(columns)})) from {schema}.{table.name})"
        for schema in (f"{_BEFORE}.{SCHEMA}", SCHEMA)
    ]
    ((is_same,),) = fetch_all(connection, f"select {' = '.join(sides)}")
    return bool(is_same)


def _first_loads(held: Collection[str]) -> Iterator[str]:
    """One row for a table that had none: who wants to know each has the table itself."""
    for table in SOURCE_TABLES:
        if table.name not in held:
            yield (
                f"select '{table.name}' as table_name, 'first_load' as change, "
                "cast(null as varchar) as record_key, cast(null as json) as changed_columns, "
                f"count(*) as records_count from {SCHEMA}.{table.name}"
            )


def _differences(
    table: Table,
    held: set[str],
    load_id: str,
    with_values: bool,  # noqa: FBT001
) -> Iterator[str]:
    old, new = f"{_BEFORE}.{SCHEMA}.{table.name}", f"{SCHEMA}.{table.name}"
    same = " and ".join(f"a.{name} = b.{name}" for name in table.key)
    written = f"(select * from {new} where _dlt_load_id = '{load_id}')"
    shown = [c for c in table.columns if c.followed and c.name in held and with_values]
    yield _rows(
        table, "added", f"{written} as a anti join {old} as b on {same}", _followed(shown, "new")
    )
    yield _rows(
        table, "removed", f"{old} as a anti join {new} as b on {same}", _followed(shown, "old")
    )
    if compared := _compared(table, held):
        parts = ", ".join(_difference(column, with_values) for column in compared)
        columns = f"cast('{{' || concat_ws(',', {parts}) || '}}' as json)"
        key = ", ".join(table.key)
        # Hashes first: whole rows of both sides would not fit into memory, and few of them differ.
        different = (
            f"(select {key} from {_hashed(table, compared, written)} as a "
            f"join {_hashed(table, compared, old)} as b using ({key}) where a.hashed <> b.hashed)"
        )
        source = (
            f"{written} as a semi join {different} as c using ({key}) join {old} as b on {same}"
        )
        yield _rows(table, "changed", source, columns)


def _compared(table: Table, held: set[str]) -> list[Column]:
    """The columns in which two rows with one key may differ."""
    return [
        column
        for column in table.all_columns
        if not column.volatile and column.name in held and column.name not in table.key
    ]


def _hashed(table: Table, columns: Sequence[Column], rows: str) -> str:
    """The keys of rows with a hash of other columns."""
    return f"(select {', '.join(table.key)}, {_hash(columns)} as hashed from {rows})"


def _hash(columns: Sequence[Column]) -> str:
    names = ", ".join(
        f"cast({c.name} as varchar)" if c.type is Type.JSON else c.name for c in columns
    )
    return f"hash({names})"


def _followed(columns: Sequence[Column], side: str) -> str:
    """What is told of a row that has come or gone."""
    if not columns:
        return "cast(null as json)"
    parts = ", ".join(f"'{c.name}', json_object('{side}', a.{c.name})" for c in columns)
    return f"json_object({parts})"


def _rows(table: Table, change: str, source: str, columns: str) -> str:
    fields = ", ".join(f"'{name}', a.{name}" for name in table.key)
    return (
        f"select '{table.name}' as table_name, '{change}' as change, "
        f"cast(json_object({fields}) as varchar) as record_key, {columns} as changed_columns, "
        f"1 as records_count from {source}"
    )


def _difference(column: Column, with_values: bool) -> str:  # noqa: FBT001
    """One member of an object: the column with its old and its new value, if these differ."""
    name = column.name
    values = f"json_object('old', b.{name}, 'new', a.{name})"
    if not with_values or column.type is Type.JSON or name in _TEXTS:
        values = "'{}'"
    elif column.type is Type.TEXT:
        values = (
            f"case when greatest(length(a.{name}), length(b.{name})) > {_LONGEST_VALUE} "
            f"then '{{}}' else {values} end"
        )
    return f"case when a.{name} is distinct from b.{name} then '\"{name}\":' || {values} end"

"""The declared tables in a DuckDB file: created, or brought to the shape that is declared now."""

import duckdb

from humanloop_evals.database import SCHEMA, literal
from humanloop_evals.errors import ConfigurationError
from humanloop_evals.tables import LOGS, NESTED_LOGS, TABLES, Table, Type

LOAD_ID = "_dlt_load_id"
_OF_LOAD_ID = "The load that wrote the row; sync_runs says which sync that was."
# As DuckDB itself calls them.
_TYPES = {
    Type.TEXT: "VARCHAR",
    Type.INTEGER: "BIGINT",
    Type.NUMBER: "DOUBLE",
    Type.BOOLEAN: "BOOLEAN",
    Type.TIMESTAMP: "TIMESTAMP WITH TIME ZONE",
    Type.JSON: "JSON",
}
# Columns that were added later and that rows which are not read again have as well.
_FILLED = {
    ("logs", "duration_seconds"): "(epoch_us(ended_at) - epoch_us(started_at)) / 1e6",
}
# Before version 5 of the tables a log said itself which one it was inside of: one at most. What it
# names as its parent may never have been loaded.
_NESTED = f"""
insert into {SCHEMA}.{NESTED_LOGS.name} by name
select inside.root_log_id, inside.log_id, inside._dlt_load_id,
    coalesce(above.log_id, root.log_id) as parent_log_id,
    case
        when root.type = 'evaluator' and inside.type <> 'evaluator' then 'judged'
        when inside.type = 'evaluator' and inside.parent_id is not null then 'evaluator'
        else 'step'
    end as relation
from {SCHEMA}.{LOGS.name} as inside
join {SCHEMA}.{LOGS.name} as root on inside.root_log_id = root.log_id
left join {SCHEMA}.{LOGS.name} as above
    on above.log_id = coalesce(inside.trace_parent_id, inside.parent_id)
where inside.root_log_id <> inside.log_id
"""


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make every table and column exist, with rows or without, and with the declared type.

    dlt makes tables only when rows come, and leaves columns without a value out.

    Raises:
        ConfigurationError: A column of another type has values that do not fit the declared one.
    """
    connection.execute(f"create schema if not exists {SCHEMA}")
    held = _held_columns(connection)
    # One transaction instead of 40, each of which would wait for the disk.
    connection.begin()
    for table in TABLES:
        if table.name not in held:
            connection.execute(_create(table))
    connection.commit()
    for table in (table for table in TABLES if table.name in held):
        for name, column_type in _columns(table).items():
            if name not in held[table.name]:
                _add_column(connection, table.name, name, column_type)
            elif held[table.name][name] != column_type:
                _change_type(connection, table.name, name, column_type)
    if "root_log_id" in held.get(LOGS.name, {}):
        connection.execute(_NESTED)
        connection.execute(f"alter table {SCHEMA}.{LOGS.name} drop column root_log_id")


def _add_column(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, column_type: str
) -> None:
    connection.execute(f"alter table {SCHEMA}.{table} add column {column} {column_type}")
    value = _FILLED.get((table, column))
    if value is not None:
        connection.execute(f"update {SCHEMA}.{table} set {column} = {value}")


def _held_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """The types of the columns that are there, by table and name."""
    held: dict[str, dict[str, str]] = {}
    for table_name, column_name, data_type in connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() where schema_name = ?",
        [SCHEMA],
    ).fetchall():
        held.setdefault(table_name, {})[column_name] = data_type
    return held


def describe_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the descriptions of tables and columns into the file, where it has others."""
    held = _held_comments(connection)
    # One transaction instead of 400.
    connection.begin()
    for table in TABLES:
        name = f"{SCHEMA}.{table.name}"
        text = f"{table.grain} {table.description}"
        if held.get((table.name, None)) != text:
            connection.execute(f"comment on table {name} is {literal(text)}")
        for column, description in _descriptions(table).items():
            if held.get((table.name, column)) != description:
                connection.execute(f"comment on column {name}.{column} is {literal(description)}")
    connection.commit()


def _descriptions(table: Table) -> dict[str, str]:
    described = {column.name: column.description for column in table.all_columns}
    return described if table.is_ledger else described | {LOAD_ID: _OF_LOAD_ID}


def _held_comments(
    connection: duckdb.DuckDBPyConnection,
) -> dict[tuple[str, str | None], str | None]:
    """The comments that are there, by table and column; those of tables without a column."""
    return {
        (table_name, column_name): comment
        for table_name, column_name, comment in connection.execute(
            "select table_name, column_name, comment from duckdb_columns() "
            f"where schema_name = '{SCHEMA}' union all "
            f"select table_name, null, comment from duckdb_tables() where schema_name = '{SCHEMA}'"
        ).fetchall()
    }


def _columns(table: Table) -> dict[str, str]:
    columns = {column.name: _TYPES[column.type] for column in table.all_columns}
    return columns if table.is_ledger else columns | {LOAD_ID: _TYPES[Type.TEXT]}


def _create(table: Table) -> str:
    required = {*table.key, LOAD_ID}
    lines = [
        f"{name} {column_type}{' not null' if name in required else ''}"
        for name, column_type in _columns(table).items()
    ]
    return f"create table {SCHEMA}.{table.name} ({', '.join(lines)})"


def _change_type(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, column_type: str
) -> None:
    try:
        connection.execute(
            f"alter table {SCHEMA}.{table} alter column {column} set data type {column_type}"
        )
    except duckdb.Error as error:
        raise ConfigurationError(
            f"{table}.{column} can't be made {column_type}, which it has to be now "
            f"({str(error).splitlines()[0]}); rebuild the file with --full-refresh"
        ) from error

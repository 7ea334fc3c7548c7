"""The views of schema `marts` in a database, with their descriptions."""

from collections.abc import Callable, Iterator
from hashlib import blake2b

import duckdb

from humanloop_evals.checks import read_checks
from humanloop_evals.database import MARTS, SCHEMA, literal
from humanloop_evals.marts import View, read_views

# What views are made of and what became of them. Not their text: copying a file rewrites it; and
# not dlt's own tables, which are not there before a load.
_CATALOGUE = f"""
select view_name, null, null, comment
from duckdb_views() where schema_name = '{MARTS}' and database_name = current_database()
union all
select table_name, column_name, data_type, if(schema_name = '{MARTS}', comment, null)
from duckdb_columns()
where schema_name in ('{SCHEMA}', '{MARTS}') and database_name = current_database()
    and not starts_with(table_name, '_dlt')
order by all
"""


def update_views(connection: duckdb.DuckDBPyConnection, held: str | None) -> str:
    """Make the views, unless they are as they would be made.

    Args:
        connection: The file, with its tables.
        held: What this function returned for the file as it was published.

    Returns:
        A digest of the views, of what they are made of, and of the checks.
    """
    if held is not None and held == _digest(connection):
        return held
    # One transaction instead of hundreds.
    connection.begin()
    create_views(connection.execute)
    connection.commit()
    return _digest(connection)


def create_views(execute: Callable[[str], object], views: tuple[View, ...] | None = None) -> None:
    """Replace all views of the schema by those of the files.

    Args:
        execute: Runs one statement, in DuckDB or PostgreSQL.
        views: Those to make instead of all; each behind what it needs.
    """
    execute(f"drop schema if exists {MARTS} cascade")
    execute(f"create schema {MARTS}")
    for view in views or read_views():
        for statement in _statements(view):
            execute(statement)


def _statements(view: View) -> Iterator[str]:
    name = f"{MARTS}.{view.name}"
    yield f"create view {name} as {view.select}"
    yield f"comment on view {name} is {literal(view.grain)}"
    for column, description in view.columns.items():
        yield f"comment on column {name}.{column} is {literal(description)}"


def _digest(connection: duckdb.DuckDBPyConnection) -> str:
    catalogue = connection.execute(_CATALOGUE).fetchall()
    return blake2b(
        repr((read_views(), read_checks(), catalogue)).encode(), digest_size=16
    ).hexdigest()

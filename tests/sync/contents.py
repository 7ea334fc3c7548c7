"""What stands in a published file, compared as whole rows."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from humanloop_evals.tables import SOURCE_TABLES, Table

Row = tuple[str | None, ...]
Contents = dict[str, list[Row]]

# What a sync of other evaluations may have left, and nothing takes away.
STAYING = {"versions", "datasets", "users", "environments"}


def query(database: Path, sql: str) -> list[tuple]:
    """Rows of a file that is opened for this one question."""
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        return connection.execute(sql).fetchall()


def execute(database: Path, *statements: str) -> None:
    """Change a file as an analyst would, and leave no `.wal`."""
    with duckdb.connect(str(database)) as connection:
        for statement in statements:
            connection.execute(statement)


def contents(database: Path, tables: Iterable[Table] = SOURCE_TABLES) -> Contents:
    """All rows of the tables, without what changes by itself and the id of the load."""
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        return {
            table.name: connection.execute(
                f"select {_stable(table)} from humanloop.{table.name} order by all"
            ).fetchall()
            for table in tables
        }


def keys(database: Path, table: str, *columns: str) -> list[tuple]:
    """Some columns of a table, in order."""
    return query(database, f"select {', '.join(columns)} from humanloop.{table} order by all")


def _stable(table: Table) -> str:
    return ", ".join(
        f"cast({column.name} as varchar)" for column in table.all_columns if not column.volatile
    )

"""The declared tables and the views, empty, on the engines that the views are to run on."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import duckdb
import psycopg2

from humanloop_evals.ddl import create_tables
from humanloop_evals.marts import View, read_views
from humanloop_evals.tables import SOURCE_TABLES, Table, Type
from humanloop_evals.views import create_views

Row = tuple[Any, ...]

# As dlt makes them in PostgreSQL.
_POSTGRES_TYPES = {
    Type.TEXT: "varchar",
    Type.INTEGER: "bigint",
    Type.NUMBER: "double precision",
    Type.BOOLEAN: "boolean",
    Type.TIMESTAMP: "timestamp with time zone",
    Type.JSON: "jsonb",
}
_DUCKDB_ONLY = re.compile(r"humanloop\.(changes|sync_\w+)|duckdb_\w+\(")


def is_portable(view: View) -> bool:
    """Whether it reads only what the source loads; the ledger and DuckDB's catalogue are not."""
    return _DUCKDB_ONLY.search(view.select) is None


PORTABLE = tuple(view for view in read_views() if is_portable(view))


class Engine(Protocol):
    """A database with the tables and the views, rolled back after each test."""

    def execute(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run a statement with `%s` for each value."""

    def rows(self, sql: str) -> list[Row]:
        """The rows of a query."""


class DuckDB:
    """In memory."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("set timezone = 'UTC'")
        create_tables(self.connection)
        create_views(self.connection.execute)

    def execute(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run a statement with `%s` for each value."""
        self.connection.execute(sql.replace("%s", "?"), list(values))

    def rows(self, sql: str) -> list[Row]:
        """The rows of a query."""
        return self.connection.execute(sql).fetchall()


class Postgres:
    """A database of its own in the tests' cluster."""

    def __init__(self, url: str, name: str) -> None:
        self.connection = open_postgres(url, name)
        self.execute("create schema humanloop")
        for table in SOURCE_TABLES:
            self.execute(_create_in_postgres(table))
        create_views(self.execute, PORTABLE)

    def execute(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run a statement with `%s` for each value."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, tuple(values) or None)

    def rows(self, sql: str) -> list[Row]:
        """The rows of a query."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()


def open_postgres(url: str, name: str) -> Any:
    """A connection to a new database of a cluster."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"create database {name}")
    connection.close()
    return psycopg2.connect(url.replace("/postgres?", f"/{name}?"), options="-c timezone=UTC")


@contextmanager
def undone(engine: Engine) -> Iterator[Engine]:
    """The engine; what was done meanwhile is taken back."""
    engine.execute("begin" if isinstance(engine, DuckDB) else "savepoint test")
    try:
        yield engine
    finally:
        engine.execute("rollback" if isinstance(engine, DuckDB) else "rollback to savepoint test")


def _create_in_postgres(table: Table) -> str:
    columns = ", ".join(f"{c.name} {_POSTGRES_TYPES[c.type]}" for c in table.all_columns)
    return f"create table humanloop.{table.name} ({columns}, _dlt_load_id varchar)"

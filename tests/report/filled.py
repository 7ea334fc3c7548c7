"""A file with a few given rows, as a sync would have published it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from humanloop_evals.ddl import create_tables
from humanloop_evals.report import write_report
from humanloop_evals.views import create_views
from marts.engines import Row
from marts.given import SYNCED, Given
from report.parsed import Element, parse


class _File:
    """An engine that rows can be given to; what is given is in the file at once."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run a statement with `%s` for each value."""
        self._connection.execute(sql.replace("%s", "?"), list(values))

    def rows(self, sql: str) -> list[Row]:
        """The rows of a query."""
        return self._connection.execute(sql).fetchall()


class Filled:
    """Makes a file, and the report on it.

    Args:
        database: Where the file is to be.
    """

    def __init__(self, database: Path) -> None:
        self.database = database
        self.path = database.with_name("report.html")

    def put(self, give: Callable[[Given], None] = lambda _: None, **sync: object) -> None:
        """Publish rows, by a sync that was complete unless more is said."""
        with duckdb.connect(str(self.database)) as connection:
            connection.execute("set timezone = 'UTC'")
            create_tables(connection)
            create_views(connection.execute)
            given = Given(_File(connection))
            give(given)
            usual = {"input": "api", "origin": "https://evals.example.com", "exit_code": 0}
            row = {"sync_id": "1", "started_at": SYNCED, "is_published": True} | usual | sync
            connection.execute(
                f"insert into humanloop.sync_runs by name select {_selected(row)}",
                list(row.values()),
            )

    def report(self, *evaluation_ids: str) -> Element:
        """Write the report, and read it."""
        write_report(self.database, self.path, evaluation_ids)
        return parse(self.path.read_text(encoding="utf-8"))


def _selected(row: dict[str, object]) -> str:
    return ", ".join(f"? as {name}" for name in row)

"""The files of sql/marts as views of schema `marts`."""

import duckdb

from humanloop_evals.database import MARTS, literal
from humanloop_evals.sql_files import sql_files


def create_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Replace all views of the schema by those of the files.

    A file is one select whose first line says the view's grain. It names tables with their schema,
    so that a view means the same whoever queries it.
    """
    connection.execute(f"drop schema if exists {MARTS} cascade")
    connection.execute(f"create schema {MARTS}")
    for name, path in sql_files("marts").items():
        text = path.read_text(encoding="utf-8")
        connection.execute(f"create view {MARTS}.{name} as {text.rstrip().rstrip(';')}")
        grain = text.split("\n", 1)[0].removeprefix("--").strip()
        connection.execute(f"comment on view {MARTS}.{name} is {literal(grain)}")

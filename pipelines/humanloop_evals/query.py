"""SQL over the published file, read-only, in the formats that people and scripts read."""

import contextlib
import io
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

import duckdb

from humanloop_evals.database import MARTS, SCHEMA, literal, read_only
from humanloop_evals.errors import ConfigurationError
from humanloop_evals.sql_files import sql_files

_COPY_OPTIONS = {
    "csv": "format csv, header true",
    "json": "format json, array true",
    "parquet": "format parquet",
}
_MOST_ROWS_SHOWN = 10_000
_READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}


def query_text(sql_or_name: str) -> str:
    """A statement as it is, or the named file of sql/queries.

    Raises:
        ConfigurationError: One word that is no such file.
    """
    named = sql_files("queries")
    if sql_or_name in named:
        return named[sql_or_name].read_text(encoding="utf-8")
    if sql_or_name.replace("_", "").isalnum():
        raise ConfigurationError(
            f"there is no query named {sql_or_name!r}; there are: {', '.join(named)}"
        )
    return sql_or_name


def run_query(database: Path, sql: str, output_format: str, out: BinaryIO, *, width: int) -> None:
    """Run one query and write its result.

    Args:
        database: The published file.
        sql: A query; tables and views may be named without schema.
        output_format: `table`, `csv`, `json` or `parquet`.
        out: Where to.
        width: Characters of a line, for `table`.

    Raises:
        ConfigurationError: The statement is wrong, or wants to write.
    """
    with read_only(database) as connection:
        connection.execute(f"set search_path = '{SCHEMA},{MARTS}'")
        connection.execute("set timezone = 'UTC'")
        try:
            _check_reads_only(connection, sql)
            relation = connection.sql(sql)
            if relation is None:
                raise ConfigurationError("the statement has no result")
            if output_format == "table":
                out.write(table_text(relation, width).encode())
            else:
                _copy(connection, relation, output_format, out)
        except duckdb.Error as error:
            raise ConfigurationError(f"the query can't be run: {error}") from error


def _check_reads_only(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Refuse what a read-only file does not stop: COPY, EXPORT and ATTACH write other files."""
    statements = connection.extract_statements(sql)
    # DuckDB makes two of PIVOT: a temporary type, and the select.
    kinds = [statement.type for statement in statements]
    if not kinds or kinds[-1] not in _READING or set(kinds[:-1]) - {duckdb.StatementType.CREATE}:
        raise ConfigurationError(
            "one select (or explain, describe, show, summarize) is wanted; nothing else is run"
        )


def table_text(relation: duckdb.DuckDBPyRelation, width: int) -> str:
    """A relation drawn as a table by DuckDB, which only prints it."""
    drawn = io.StringIO()
    with contextlib.redirect_stdout(drawn):
        relation.show(max_width=width, max_rows=_MOST_ROWS_SHOWN)
    return drawn.getvalue()


def _copy(
    connection: duckdb.DuckDBPyConnection,
    result: duckdb.DuckDBPyRelation,  # noqa: ARG001 - DuckDB finds the relation by this name
    output_format: str,
    out: BinaryIO,
) -> None:
    """Let DuckDB write a file and hand it on: its formats keep every value exact."""
    with tempfile.TemporaryDirectory(prefix="humanloop-evals-") as folder:
        target = Path(folder) / "result"
        options = _COPY_OPTIONS[output_format]
        connection.execute(f"copy (from result) to {literal(str(target))} ({options})")
        written = target.open("rb")
    # The folder is gone already: `| head` ends this process in the middle of what follows.
    with written:
        shutil.copyfileobj(written, out)

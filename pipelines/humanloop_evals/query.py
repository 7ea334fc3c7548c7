"""SQL over the published file, read-only, in the formats that people and scripts read."""

import contextlib
import io
import shutil
import tempfile
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import BinaryIO

import duckdb

from humanloop_evals.cookbook import VALUES, find_query, is_named
from humanloop_evals.database import literal, published
from humanloop_evals.errors import ConfigurationError, did_you_mean

_COPY_OPTIONS = {
    "csv": "format csv, header true",
    "json": "format json, array true",
    "parquet": "format parquet",
}
_MOST_ROWS_SHOWN = 10_000
# DuckDB hides columns for which there is no room: long texts are rather broken into lines, so that
# about so many have it.
_COLUMNS_AT_LEAST = 6
_NARROWEST = 12
_READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}


def run_query(
    database: Path,
    sql_or_name: str,
    output_format: str,
    out: BinaryIO,
    *,
    width: int,
    values: Mapping[str, str] | None = None,
) -> None:
    """Run one query and write its result.

    Args:
        database: The published file.
        sql_or_name: A query, or a name of the cookbook; tables need no schema.
        output_format: `table`, `csv`, `json` or `parquet`.
        out: Where to.
        width: Characters of a line, for `table`.
        values: Of the parameters.

    Raises:
        ConfigurationError: The statement is wrong, or wants to write; or a named query is asked
            about what there is not, to which no rows would be a wrong answer.
    """
    sql, parameters = find_query(sql_or_name, values)
    with published(database) as connection:
        connection.execute("set timezone = 'UTC'")
        try:
            if is_named(sql_or_name):
                _check_known(connection, values or {})
            statement = _only_statement(connection, sql)
            _check_values(statement.named_parameters, parameters)
            relation = connection.sql(sql, params=parameters or None)
            if relation is None:
                raise ConfigurationError("the statement has no result")
            if output_format == "table":
                out.write(table_text(relation, width).encode())
            else:
                _copy(connection, relation, output_format, out)
        except duckdb.Error as error:
            raise ConfigurationError(f"the query can't be run: {error}") from error


def _only_statement(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """Refuse what a read-only file does not stop: COPY, EXPORT and ATTACH write other files."""
    statements = connection.extract_statements(sql)
    # DuckDB makes two of PIVOT: a temporary type, and the select.
    kinds = [statement.type for statement in statements]
    if not kinds or kinds[-1] not in _READING or set(kinds[:-1]) - {duckdb.StatementType.CREATE}:
        raise ConfigurationError(
            "one select (or explain, describe, show, summarize) is wanted; nothing else is run"
        )
    return statements[-1]


def _check_values(wanted: AbstractSet[str], given: Mapping[str, object]) -> None:
    if missing := sorted(wanted - given.keys()):
        raise ConfigurationError(
            f"${missing[0]} of the statement has no value; give it with --param {missing[0]}=..."
        )
    if unknown := sorted(given.keys() - wanted):
        raise ConfigurationError(f"the statement has no parameter ${unknown[0]}")


def _check_known(connection: duckdb.DuckDBPyConnection, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        if name not in VALUES:
            continue
        known = {each for (each,) in connection.execute(VALUES[name]).fetchall()}
        if value not in known:
            raise ConfigurationError(f"there is no {name} {value!r}{did_you_mean(value, known)}")


def table_text(relation: duckdb.DuckDBPyRelation, width: int) -> str:
    """A relation drawn as a table by DuckDB, which only prints it."""
    drawn = io.StringIO()
    with contextlib.redirect_stdout(drawn):
        relation.show(
            max_width=width,
            max_rows=_MOST_ROWS_SHOWN,
            max_col_width=max(_NARROWEST, width // _COLUMNS_AT_LEAST),
        )
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

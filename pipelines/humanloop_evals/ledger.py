"""What syncs write about themselves: sync_runs, and failed syncs beside the file."""

import contextlib
import fcntl
import json
import os
import platform
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

import duckdb

from humanloop_evals.database import SCHEMA
from humanloop_evals.tables import SCHEMA_VERSION, SYNC_RUNS, Table, Type

LedgerRow = dict[str, Any]

_LOCK_ATTEMPTS = 100
_LOCK_WAIT = 0.01


@dataclass(frozen=True, slots=True)
class LastSync:
    """The sync that published the file as it is.

    Attributes:
        api: Where the last sync that read an API has read it, if there was one.
    """

    sync_id: str
    input: str
    origin: str
    schema_version: int
    started_at: datetime
    finished_at: datetime
    api: str | None = None


def new_row(started_at: datetime) -> LedgerRow:
    """What is known of a sync before anything else is."""
    return {
        "sync_id": started_at.strftime("%Y%m%dT%H%M%S.%fZ"),
        "started_at": started_at,
        "is_published": False,
        "schema_version": SCHEMA_VERSION,
        "tool_version": version("humanloop-evals"),
        "dlt_version": version("dlt"),
        "duckdb_version": duckdb.__version__,
        "python_version": platform.python_version(),
    }


def failures_path(database: Path) -> Path:
    """Where failed syncs wait for the next publish."""
    return database.with_name(f"{database.name}.failed-syncs.jsonl")


def to_line(row: Mapping[str, Any]) -> str:
    """A row as one line of JSON."""
    return json.dumps(row, default=_iso)


def remember_failure(database: Path, line: str) -> None:
    """Keep a failed sync beside the file, one line each."""
    with _alone_with(failures_path(database)) as lines:
        lines.seek(0, os.SEEK_END)
        # The line before may have been cut short; this one must not be lost with it.
        lines.write(f"\n{line}\n")


def read_failures(database: Path, *, since: str = "") -> list[LedgerRow]:
    """Failed syncs that no publish has taken in yet; lines that a crash cut short are passed over.

    Args:
        database: The published file.
        since: The sync that published it. What failed before is in it, even if a crash right after
            publishing has left it here as well.
    """
    try:
        text = failures_path(database).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    return _failures(text, since)


def forget_failures(database: Path, taken_in: Collection[LedgerRow]) -> None:
    """They are in the published file now; where they can't be removed, they are known by id.

    Args:
        database: The published file.
        taken_in: Those. A sync that found this one at work may have added itself since.
    """
    path = failures_path(database)
    known = {str(row["sync_id"]) for row in taken_in}
    with contextlib.suppress(OSError):
        if not path.exists():
            return
        with _alone_with(path) as lines:
            new = [row for row in _failures(lines.read()) if str(row["sync_id"]) not in known]
            if not new:
                path.unlink()
                return
            lines.seek(0)
            lines.truncate()
            lines.writelines(f"{to_line(row)}\n" for row in new)


@contextlib.contextmanager
def _alone_with(path: Path) -> Iterator[TextIO]:
    """The file open for reading and writing, with nobody else at it; made if it is absent."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+", encoding="utf-8", errors="replace") as lines:
            _lock(lines)
            # Whoever had it before may have removed it; then the name is another file's.
            if path.exists() and path.stat().st_ino == os.fstat(descriptor).st_ino:
                yield lines
                return


def _lock(lines: TextIO) -> None:
    """Wait for whoever writes, which takes no time.

    But not for ever: a signal may have stopped this very process while it wrote.
    """
    for _ in range(_LOCK_ATTEMPTS):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lines, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        time.sleep(_LOCK_WAIT)


def _failures(text: str, since: str = "") -> list[LedgerRow]:
    failures = []
    for line in text.splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict) and str(row.get("sync_id", "")) > since:
            failures.append(row)
    return failures


def last_sync(connection: duckdb.DuckDBPyConnection) -> LastSync | None:
    """The last sync that published; None in a file that no sync has made."""
    try:
        # Times as text: DuckDB's own conversion of time zones wants another package.
        row = connection.execute(
            "select sync_id, input, origin, schema_version, "
            "strftime(started_at at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%f+00:00'), "
            "strftime(finished_at at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%f+00:00'), "
            "arg_max(origin, started_at) filter (where input = 'api') over () "
            f"from {SCHEMA}.{SYNC_RUNS.name} where is_published order by started_at desc limit 1"
        ).fetchone()
    except (duckdb.CatalogException, duckdb.BinderException):
        return None
    if row is None:
        return None
    started_at, finished_at = (datetime.fromisoformat(text) for text in row[4:6])
    return LastSync(row[0], row[1], row[2], row[3], started_at, finished_at, row[6])


def archive_loads(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The loads of all syncs that have read an export."""
    rows = connection.execute(
        f"select distinct load_id from {SCHEMA}.{SYNC_RUNS.name} "
        "where is_published and input = 'export' and load_id is not null"
    ).fetchall()
    return [load_id for (load_id,) in rows]


def read_redaction(connection: duckdb.DuckDBPyConnection) -> list[str] | None:
    """What the sync that published the file had hidden; None where it did not know of hiding."""
    try:
        row = connection.execute(
            f"select redaction from {SCHEMA}.{SYNC_RUNS.name} "
            "where is_published order by started_at desc limit 1"
        ).fetchone()
    except (duckdb.CatalogException, duckdb.BinderException):
        return None
    return None if row is None or row[0] is None else list(json.loads(row[0]))


def read_sql_digest(connection: duckdb.DuckDBPyConnection) -> str | None:
    """What the views of a file were made of and checked by; None where no sync has made them."""
    row = connection.execute(
        f"select sql_digest from {SCHEMA}.{SYNC_RUNS.name} "
        "where is_published order by started_at desc limit 1"
    ).fetchone()
    return None if row is None else row[0]


def write_sync(
    connection: duckdb.DuckDBPyConnection, row: LedgerRow, failures: Sequence[LedgerRow]
) -> None:
    """Add this sync, and those that failed before it."""
    held = {
        sync_id
        for (sync_id,) in connection.execute(
            f"select sync_id from {SCHEMA}.{SYNC_RUNS.name}"
        ).fetchall()
    }
    new = {failure["sync_id"]: failure for failure in failures if failure["sync_id"] not in held}
    insert_rows(connection, SYNC_RUNS, [*new.values(), row])


def insert_rows(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: Sequence[LedgerRow]
) -> None:
    """Insert rows by column name, in one statement: row by row costs seconds at 1,000 rows."""
    if not rows:
        return
    whole = [{name: row.get(name) for name in table.names} for row in rows]
    text = json.dumps(whole, default=_iso, ensure_ascii=False)
    connection.execute(
        f"insert into {SCHEMA}.{table.name} by name select unnest(from_json(?, ?), max_depth := 2)",
        [
            # An argument that is no UTF-8 reaches Python as surrogates, which DuckDB refuses.
            text.encode(errors="replace").decode(),
            json.dumps([{c.name: _JSON_TYPES[c.type] for c in table.columns}]),
        ],
    )


_JSON_TYPES = {
    Type.TEXT: "VARCHAR",
    Type.INTEGER: "BIGINT",
    Type.NUMBER: "DOUBLE",
    Type.BOOLEAN: "BOOLEAN",
    Type.TIMESTAMP: "TIMESTAMPTZ",
    Type.JSON: "JSON",
}


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)

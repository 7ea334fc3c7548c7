"""What syncs write about themselves: sync_runs, sync_issues, sync_reconciliation."""

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from humanloop_evals.database import SCHEMA
from humanloop_evals.extract import Difference, Report
from humanloop_evals.records import NoteKind
from humanloop_evals.tables import SYNC_ISSUES, SYNC_RECONCILIATION, SYNC_RUNS, Table, Type

LedgerRow = dict[str, Any]

_IN_WORDS = {
    NoteKind.UNKNOWN_FIELD: "not documented; kept in extra",
    NoteKind.MISFIT: "did not fit its column; NULL there, kept in extra",
    NoteKind.MISSING: "promised by the API but absent; NULL",
    NoteKind.DUPLICATE: "stood more than once under one key; the last one is loaded",
    NoteKind.TYPE_INFERRED: "did not name its type; inferred from its id or fields",
}

_RECONCILIATION = f"{SCHEMA}.{SYNC_RECONCILIATION.name}"
_KNOWN = "the same difference as when it was last read"


@dataclass(frozen=True, slots=True)
class LastSync:
    """The sync that published the file as it is."""

    sync_id: str
    input: str
    origin: str
    schema_version: int
    started_at: datetime
    finished_at: datetime


def failures_path(database: Path) -> Path:
    """Where failed syncs wait for the next publish."""
    return database.with_name(f"{database.name}.failed-syncs.jsonl")


def to_line(row: Mapping[str, Any]) -> str:
    """A row as one line of JSON."""
    return json.dumps(row, default=_iso)


def remember_failure(database: Path, line: str) -> None:
    """Keep a failed sync beside the file, one line each."""
    with failures_path(database).open("a", encoding="utf-8") as lines:
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
        lines = failures_path(database).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    failures = []
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict) and str(row.get("sync_id", "")) > since:
            failures.append(row)
    return failures


def forget_failures(database: Path) -> None:
    """They are in the published file now; where they can't be removed, they are known by id."""
    with contextlib.suppress(OSError):
        failures_path(database).unlink(missing_ok=True)


def last_sync(connection: duckdb.DuckDBPyConnection) -> LastSync | None:
    """The last sync that published; None in a file that no sync has made."""
    try:
        # Times as text: DuckDB's own conversion of time zones wants another package.
        row = connection.execute(
            "select sync_id, input, origin, schema_version, "
            "strftime(started_at at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%f+00:00'), "
            "strftime(finished_at at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%f+00:00') "
            f"from {SCHEMA}.{SYNC_RUNS.name} where is_published order by started_at desc limit 1"
        ).fetchone()
    except (duckdb.CatalogException, duckdb.BinderException):
        return None
    if row is None:
        return None
    started_at, finished_at = (datetime.fromisoformat(text) for text in row[4:])
    return LastSync(row[0], row[1], row[2], row[3], started_at, finished_at)


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
    _insert(connection, SYNC_RUNS, [*new.values(), row])


def write_issues(connection: duckdb.DuckDBPyConnection, sync_id: str, report: Report) -> None:
    """Add what was kept back and what did not look as documented."""
    rows: list[LedgerRow] = [
        {
            "kind": "quarantined",
            "evaluation_id": evaluation_id,
            "table_name": "evaluations",
            "records_count": 1,
            "message": f"kept its old rows: {error}",
        }
        for evaluation_id, error in report.quarantined.items()
    ]
    for (kind, table, field), count in sorted(report.notes.items()):
        rows.append(
            {
                "kind": str(kind),
                "table_name": table,
                "field": field or None,
                "record_id": report.examples[kind, table, field],
                "records_count": count,
                "message": _IN_WORDS[kind],
            }
        )
    _insert(connection, SYNC_ISSUES, _numbered(sync_id, rows))


def write_reconciliation(
    connection: duckdb.DuckDBPyConnection, sync_id: str, report: Report
) -> list[Difference]:
    """Add every count that was compared.

    Returns:
        Differences that were not there when their evaluation was last read: those are worth an
        alarm.
    """
    known = _known_differences(connection)
    connection.execute(f"delete from {_RECONCILIATION} where status = 'equal'")
    rows = [
        {
            "what": count.what,
            "evaluation_id": count.evaluation_id,
            "expected": count.expected,
            "loaded": count.loaded,
            "status": "equal" if count.expected == count.loaded else "differs",
            "explanation": _KNOWN if count in known else None,
        }
        for count in report.counts
    ]
    _insert(connection, SYNC_RECONCILIATION, _numbered(sync_id, rows))
    return [c for c in report.counts if c.expected != c.loaded and c not in known]


def _known_differences(connection: duckdb.DuckDBPyConnection) -> set[Difference]:
    """What differed when an evaluation was last read, whichever sync that was."""
    rows = connection.execute(
        f"select what, evaluation_id, expected, loaded from {_RECONCILIATION} as a "
        "where status = 'differs' and sync_id = (select max(b.sync_id) "
        f"from {_RECONCILIATION} as b where b.what = a.what and b.evaluation_id = a.evaluation_id)"
    ).fetchall()
    return {
        Difference(what, key, int(expected), int(loaded)) for what, key, expected, loaded in rows
    }


def _numbered(sync_id: str, rows: Sequence[LedgerRow]) -> list[LedgerRow]:
    return [{"sync_id": sync_id, "position": position, **row} for position, row in enumerate(rows)]


def _insert(connection: duckdb.DuckDBPyConnection, table: Table, rows: Sequence[LedgerRow]) -> None:
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

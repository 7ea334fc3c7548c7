"""What reading has found out, written down: sync_issues and sync_reconciliation."""

from collections.abc import Sequence

import duckdb

from humanloop_evals.database import SCHEMA
from humanloop_evals.extract import Difference, Report
from humanloop_evals.ledger import LedgerRow, insert_rows
from humanloop_evals.records import NoteKind
from humanloop_evals.tables import SYNC_ISSUES, SYNC_RECONCILIATION

_IN_WORDS = {
    NoteKind.UNKNOWN_FIELD: "not documented; kept in extra",
    NoteKind.MISFIT: "did not fit its column; NULL there, kept in extra",
    NoteKind.MISSING: "promised by the API but absent; NULL",
    NoteKind.DUPLICATE: "stood more than once under one key; the last one is loaded",
    NoteKind.TYPE_INFERRED: "did not name its type; inferred from its id or fields",
    NoteKind.FILE_INFERRED: "did not name its file; that of the listing it stood in is loaded",
}

_RECONCILIATION = f"{SCHEMA}.{SYNC_RECONCILIATION.name}"
_KNOWN = "the same difference as when it was last read"


def write_issues(connection: duckdb.DuckDBPyConnection, sync_id: str, report: Report) -> None:
    """Add what was kept back and what did not look as documented."""
    rows: list[LedgerRow] = [
        {
            "kind": "quarantined",
            "evaluation_id": evaluation_id,
            "table_name": "evaluations",
            "records_count": 1,
            "message": f"was not read and stays as it was: {error}",
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
    insert_rows(connection, SYNC_ISSUES, _numbered(sync_id, rows))


def write_reconciliation(
    connection: duckdb.DuckDBPyConnection, sync_id: str, report: Report
) -> list[Difference]:
    """Add every count that was compared.

    Returns:
        Differences that were not there when their evaluation was last read: those are worth an
        alarm.
    """
    known = _known_differences(connection)
    connection.execute(
        f"delete from {_RECONCILIATION} where status = 'equal' and list_contains(?, evaluation_id)",
        [[count.evaluation_id for count in report.counts]],
    )
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
    insert_rows(connection, SYNC_RECONCILIATION, _numbered(sync_id, rows))
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

"""What reading has found out, written down: sync_issues."""

from collections.abc import Sequence

import duckdb

from humanloop_evals.checks import Failure
from humanloop_evals.database import SCHEMA
from humanloop_evals.extract import Report
from humanloop_evals.ledger import LedgerRow, insert_rows
from humanloop_evals.records import NoteKind
from humanloop_evals.tables import SYNC_ISSUES

_IN_WORDS = {
    NoteKind.UNKNOWN_FIELD: "not documented; kept in extra",
    NoteKind.MISFIT: "did not fit its column; NULL there, kept in extra",
    NoteKind.MISSING: "promised by the API but absent; NULL",
    NoteKind.DUPLICATE: "stood more than once under one key; one of them is loaded",
    NoteKind.TYPE_INFERRED: "did not name its type; inferred from its id or fields",
    NoteKind.CUT_TEXT: "has half of a character, as cut texts have; U+FFFD stands there",
    NoteKind.JUDGMENT_TYPE: "is of another type than its evaluator declares; loaded by its own",
    NoteKind.FILE_INFERRED: "did not name its file; that of the listing it stood in is loaded",
}


def write_issues(connection: duckdb.DuckDBPyConnection, sync_id: str, report: Report) -> None:
    """Add what was kept back and what did not look as documented."""
    rows: list[LedgerRow] = [
        {
            "kind": "quarantined",
            "evaluation_id": evaluation_id,
            "table_name": "evaluations",
            "records_count": 1,
            "message": f"was not read; what the file has of it stays: {error}",
        }
        for evaluation_id, error in report.quarantined.items()
    ]
    rows += [
        {
            "kind": "unread_dataset",
            "table_name": "dataset_datapoints",
            "record_id": version_id,
            "records_count": 1,
            "message": f"its datapoints were not read: {error}",
        }
        for version_id, error in report.unread_datasets.items()
    ]
    rows += [
        {
            "kind": "lost" if finding.is_loss else "remark",
            "evaluation_id": finding.evaluation_id,
            "table_name": "evaluations" if finding.evaluation_id else "files",
            "record_id": finding.file_id,
            "records_count": 1,
            "message": finding.message,
        }
        for finding in report.findings
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


def write_warnings(
    connection: duckdb.DuckDBPyConnection, sync_id: str, warnings: Sequence[Failure]
) -> None:
    """Add the checks that have rows, behind what reading has found out."""
    row = connection.execute(
        f"select count(*) from {SCHEMA}.{SYNC_ISSUES.name} where sync_id = ?", [sync_id]
    ).fetchone()
    assert row is not None
    rows: list[LedgerRow] = [
        {
            "sync_id": sync_id,
            "position": row[0] + place,
            "kind": "check",
            "record_id": warning.example,
            "records_count": warning.rows_count,
            "message": f"{warning.check.name}: {warning.check.about}",
        }
        for place, warning in enumerate(warnings)
    ]
    insert_rows(connection, SYNC_ISSUES, rows)


def _numbered(sync_id: str, rows: Sequence[LedgerRow]) -> list[LedgerRow]:
    return [{"sync_id": sync_id, "position": position, **row} for position, row in enumerate(rows)]

"""What the ledger forgets when other fields are hidden than before: it may quote their values."""

import signal
from collections.abc import Mapping, Sequence

from humanloop_evals.errors import ExitCode
from humanloop_evals.ledger import LedgerRow
from humanloop_evals.tables import CHANGES, SYNC_ISSUES, SYNC_RECONCILIATION, SYNC_RUNS

FORGOTTEN = "forgotten: other fields are hidden now than when this was said"

# Failures with these exit codes say nothing that a server, or an exporter, has said.
_OWN_WORDS = (
    int(ExitCode.BUG),
    int(ExitCode.CONFIGURATION),
    int(ExitCode.BUSY),
    128 + signal.SIGINT,
    128 + signal.SIGTERM,
)
# Nor do issues of other kinds, which have one fixed message each.
_QUOTING = ("quarantined", "unread_dataset", "lost", "remark")

# The columns that may quote, by table, with what is kept of each: SQL over the table's rows.
KEPT_BY_COLUMN: Mapping[str, Mapping[str, str]] = {
    CHANGES.name: {"changed_columns": "cast(null as json)"},
    SYNC_ISSUES.name: {
        "message": f"case when kind in {_QUOTING} then '{FORGOTTEN}' else message end",
        # An example of what a check has found may be any column.
        "record_id": "case when kind <> 'check' then record_id end",
    },
    # A full refresh compares everything anew.
    SYNC_RECONCILIATION.name: {
        "explanation": f"case when explanation is not null then '{FORGOTTEN}' end"
    },
    SYNC_RUNS.name: {
        "message": f"case when is_published or exit_code is null or exit_code in {_OWN_WORDS} "
        f"then message else '{FORGOTTEN}' end"
    },
}


def forget_quotes(failures: Sequence[LedgerRow], redaction: Sequence[str]) -> list[LedgerRow]:
    """Failed syncs without messages that may quote what is hidden now.

    Args:
        failures: As they lay beside the file.
        redaction: What is hidden now: one that had the same to hide has quoted nothing of it.
    """
    return [row | {"message": FORGOTTEN} if _may_quote(row, redaction) else row for row in failures]


def _may_quote(row: LedgerRow, redaction: Sequence[str]) -> bool:
    is_own = row.get("exit_code") in (None, *_OWN_WORDS)
    return not is_own and row.get("redaction") != list(redaction)

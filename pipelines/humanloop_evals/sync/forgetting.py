"""What the ledger forgets when other fields are hidden than before: it may show their values."""

from collections.abc import Mapping

from humanloop_evals.tables import CHANGES

# The columns that may show them, by table, with what is kept of each: SQL over the table's rows.
KEPT_BY_COLUMN: Mapping[str, Mapping[str, str]] = {
    CHANGES.name: {"changed_columns": "cast(null as json)"},
}

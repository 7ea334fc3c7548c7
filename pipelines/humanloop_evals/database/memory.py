"""How much memory DuckDB may take while it writes; what needs more goes to disk.

Without a limit it takes four fifths of the machine's, and a nightly sync of two million logs would
use them. Too low a limit loses the night: a text that does not fit ends the statement. So the limit
follows from the longest texts that there are.
"""

import re

import duckdb

from humanloop_evals.database.names import SCHEMA

# For blocks of the file: loading only appends.
_BASE = 60_000_000
# Comparing rows with each other takes hash tables (they can spill, but not below a share of their
# size), which grow with the largest table.
_COMPARING = 90_000_000
_COMPARING_A_ROW = 20
# So many rows of a column are in memory at once when a row group is read or written ...
_ROWS = 10_000
# ... unless they are long: a batch ends at this many bytes of text, after the row that reaches it.
_BATCH = 64_000_000
# What is read is copied at least once, into twice as much as it takes where that is a power of two.
_COPIES = 3
_LONGEST = re.compile(r"Max String Length: (\d+)")


def limit_memory(
    connection: duckdb.DuckDBPyConnection, *, largest_batch: int | None = None
) -> None:
    """Set the limit that the texts of our tables allow; none where DuckDB does not tell them.

    Args:
        connection: A side file.
        largest_batch: Bytes of the largest batch that is about to be loaded, if one is.
    """
    texts = connection.execute(
        "select table_name, estimated_size, list(column_name) from duckdb_columns() "
        "join duckdb_tables() using (database_name, schema_name, table_name) "
        "where database_name = current_database() and schema_name = ? "
        "and data_type in ('VARCHAR', 'JSON') and estimated_size > 0 group by all",
        [SCHEMA],
    ).fetchall()
    most = largest_batch or 0
    for table, count, columns in texts:
        told = ", ".join(f"stats({column})" for column in columns)
        shown = connection.execute(f"select {told} from {SCHEMA}.{table} limit 1").fetchone()
        found = [_LONGEST.search(text) for text in shown or ()]
        if not all(found):
            return
        lengths = [int(match[1]) for match in found if match]
        rows = min(count, _ROWS)
        most = max(most, sum(min(rows * length, _BATCH + length) for length in lengths))
    base = _BASE
    if largest_batch is None:
        base = _COMPARING + _COMPARING_A_ROW * max((count for _, count, _ in texts), default=0)
    connection.execute(f"set memory_limit = '{base + _COPIES * most} B'")

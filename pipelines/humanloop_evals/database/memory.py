"""How much memory DuckDB may take while it writes; what needs more goes to disk.

Without a limit it takes four fifths of the machine's, and a nightly sync of two million logs would
use them. Too low a limit would lose the night: a text that does not fit ends the statement. So the
limit follows from the longest texts that there are, and gives way where it was too low all the
same: how much a statement has to hold at once is nowhere to be read.
"""

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import duckdb

from humanloop_evals.database.held import held_tables
from humanloop_evals.database.names import SCHEMA, quoted

T = TypeVar("T")

# For blocks of the file: loading only appends.
_BASE = 60_000_000
# Comparing rows with each other takes hash tables; what does not fit goes to disk. Enough for what
# a sync does with 600,000 judgments, and for most that it does with six million.
_COMPARING = 80_000_000
# So many rows of a column are in memory at once when a row group is read or written ...
_ROWS = 10_000
# ... unless they are long: a batch ends at this many bytes of text, after the row that reaches it.
_BATCH = 64_000_000
# What is read is copied at least once, into twice as much as it takes where that is a power of two.
_COPIES = 3
_OF_TEXTS = {"VARCHAR", "JSON"}
_LONGEST = re.compile(r"Max String Length: (\d+)")
# By so much a limit is raised that was too low.
_MORE = 1.5
# DuckDB shows limits in three figures: so much of another one may be that itself.
_NEARLY = 0.9
# The limit is that of all connections to a file, of which two may find it too low at once.
_raising = threading.Lock()
_UNITS = {"bytes": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}


def limit_memory(
    connection: duckdb.DuckDBPyConnection, *, largest_batch: int | None = None
) -> None:
    """Set the limit that the texts of our tables allow; none where DuckDB does not tell them.

    Args:
        connection: A side file.
        largest_batch: Bytes of the largest batch that is about to be loaded, if one is.
    """
    asked = []
    for table, count in held_tables(connection).items():
        place = f"{SCHEMA}.{quoted(table)}"
        # duckdb_columns() would look at those of every view.
        columns = connection.execute(f"describe {place}").fetchall()
        told = ", ".join(
            f"stats({quoted(name)})" for name, kind, *_ in columns if kind in _OF_TEXTS
        )
        asked.append(f"(select {min(count, _ROWS)}, [{told}]::varchar[] from {place} limit 1)")
    # In one statement: each takes a millisecond to be planned.
    texts = connection.execute(" union all ".join(asked)).fetchall() if asked else []
    most = largest_batch or 0
    for rows, told in texts:
        found = [_LONGEST.search(text) for text in told]
        if not all(found):
            return
        lengths = [int(match[1]) for match in found if match]
        most = max(most, sum(min(rows * length, _BATCH + length) for length in lengths))
    base = _COMPARING if largest_batch is None else _BASE
    _set(connection, base + _COPIES * most)


def fetch_all(
    connection: duckdb.DuckDBPyConnection,
    statement: str,
    parameters: Sequence[Any] | Mapping[str, Any] = (),
) -> list[tuple[Any, ...]]:
    """The rows of one statement outside of transactions, see `with_enough_memory`."""
    return with_enough_memory(
        connection, lambda: connection.execute(statement, parameters).fetchall()
    )


def with_enough_memory(connection: duckdb.DuckDBPyConnection, step: Callable[[], T]) -> T:
    """Do something that leaves nothing behind where it fails: again, where the limit is too low.

    Raises:
        duckdb.OutOfMemoryException: It fails with what DuckDB would take of its own accord.
    """
    while True:
        try:
            return step()
        except duckdb.OutOfMemoryException:
            with _raising:
                limit = _limit(connection)
                connection.execute("reset memory_limit")
                usual = _limit(connection)
                if limit > _NEARLY * usual:
                    raise
                _set(connection, min(int(_MORE * limit), usual))


def _limit(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("select current_setting('memory_limit')").fetchone()
    assert row is not None
    number, unit = row[0].split()
    return int(float(number) * _UNITS[unit])


def _set(connection: duckdb.DuckDBPyConnection, limit: int) -> None:
    connection.execute(f"set memory_limit = '{limit} B'")

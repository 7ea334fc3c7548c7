"""Rows gathered until they fill a batch."""

from collections.abc import Iterable

import pyarrow as pa

from humanloop_evals.extract.arrow import to_arrow
from humanloop_evals.extract.redaction import Redaction
from humanloop_evals.records import Row, Rows
from humanloop_evals.tables import SOURCE_TABLES

Batch = dict[str, pa.Table]

# A batch ends where it has either; Arrow's texts end at 2 GB.
_ROWS_A_BATCH = 6_000
_BYTES_A_BATCH = 64 * 1024 * 1024
# Fewer rows of a table than this wait for the next batch: to hash them and to hand them to dlt
# takes 4 ms for one as for a thousand.
_ROWS_WORTH_A_BATCH = 1_000
_TABLES = {table.name: table for table in SOURCE_TABLES}


class Accumulator:
    """Rows on their way into Arrow.

    Args:
        redaction: What is done to them before.

    Attributes:
        rows: By table.
        size: About how many bytes of text they hold.
    """

    def __init__(self, redaction: Redaction) -> None:
        self._redaction = redaction
        self.rows: dict[str, list[Row]] = {}
        self.size = 0

    def keep(self, rows: Rows, size: int) -> None:
        """Add rows; `size` is about how many bytes of text they hold."""
        self.size += size
        for name, keyed in rows.tables.items():
            self.rows.setdefault(name, []).extend(keyed.values())

    def take_over(self, other: "Accumulator") -> None:
        """Add what another one has gathered."""
        self.size += other.size
        for name, rows in other.rows.items():
            self.rows.setdefault(name, []).extend(rows)

    @property
    def is_full(self) -> bool:
        """Whether it is time to flush."""
        return self.size >= _BYTES_A_BATCH or any(
            len(rows) >= _ROWS_A_BATCH for rows in self.rows.values()
        )

    def flush(self) -> Batch:
        """Everything gathered so far, as Arrow tables."""
        batch = self._take(self.rows)
        self.size = 0
        return batch

    def flush_large(self) -> Batch:
        """The tables with many rows; everything where there are many bytes."""
        if self.size >= _BYTES_A_BATCH:
            return self.flush()
        large = [name for name, rows in self.rows.items() if len(rows) >= _ROWS_WORTH_A_BATCH]
        return self._take(large)

    def _take(self, names: Iterable[str]) -> Batch:
        return {
            name: to_arrow(_TABLES[name], self.rows.pop(name), self._redaction)
            for name in list(names)
        }

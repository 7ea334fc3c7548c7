"""Evaluations taken a few at a time, so that what compares their rows finds room in memory.

A sync reads evaluations in the order of their ids: DuckDB knows the least and the greatest id of
every 122,880 rows, and looks only at those that a portion is in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import duckdb

from humanloop_evals.database.memory import fetch_all
from humanloop_evals.database.names import SCHEMA, literal

# So many rows are compared together: their hash tables take 80 MB, of all of 800,000 they take 250.
_ROWS = 160_000
# The first evaluation of each portion.
_STARTS = f"""
select min(evaluation_id) as start
from (
    select evaluation_id, (sum(n) over (order by evaluation_id) - n) // ? as portion
    from (
        select evaluation_id, count(*) as n
        from (
            select evaluation_id from {SCHEMA}.judgments
            union all
            select evaluation_id from {SCHEMA}.evaluation_logs
        )
        group by evaluation_id
    )
)
group by portion
order by start
"""


@dataclass(frozen=True, slots=True)
class Portion:
    """The evaluations from one id on and before another one; without ids from or to the end."""

    first: str | None = None
    end: str | None = None

    def holds(self, column: str) -> str:
        """The condition that a row is of these evaluations; NULL is of none but the only one."""
        from_first = [] if self.first is None else [f"{column} >= {literal(self.first)}"]
        to_end = [] if self.end is None else [f"{column} < {literal(self.end)}"]
        return " and ".join([*from_first, *to_end]) or "true"


def read_portions(connection: duckdb.DuckDBPyConnection) -> list[Portion]:
    """Portions of which every row with an `evaluation_id`, a key and never NULL, is in one."""
    starts = [start for (start,) in fetch_all(connection, _STARTS, [_ROWS])]
    return [Portion(*ends) for ends in pairwise([None, *starts[1:], None])]


def portions_of(
    connection: duckdb.DuckDBPyConnection, portions: Sequence[Portion], table: str
) -> Sequence[Portion]:
    """The portions to take a table in: one where it has few rows."""
    ((rows,),) = fetch_all(connection, f"select count(*) from {SCHEMA}.{table}")
    return portions if rows > _ROWS else [Portion()]

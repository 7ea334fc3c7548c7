"""Many API objects into rows of their tables together, column by column.

What comes out is what `Rows.add` makes of each; only the order of the notes may differ. A night
with millions of logs needs that: a call for a hundred values costs little more than one for one.
"""

from collections.abc import Callable
from operator import itemgetter
from typing import Any, NamedTuple

from humanloop_evals import wire
from humanloop_evals.records.columns import Columns, Entry
from humanloop_evals.records.plan import PLANS
from humanloop_evals.records.rows import Key, Note, Row, Rows
from humanloop_evals.tables import Table

_NUMBER = itemgetter(0)

# Works out what no field says: takes what is `given` and no column, gives what is a column.
Complete = Callable[[Columns, "Together"], None]


class Together:
    """Objects that wait to become rows, once.

    Attributes:
        where: Where the next ones come from, for errors.
        notes: What was noticed about them before.
    """

    def __init__(self) -> None:
        self.where = ""
        self.notes: list[Note] = []
        # Each group has one table, one way to be completed and one set of names, in one order.
        self._groups: dict[tuple[Any, ...], _Group] = {}
        self._count = 0

    def add(
        self,
        table: Table,
        fields: wire.Fields,
        complete: Complete | None = None,
        /,
        **given: object,
    ) -> None:
        """Let an object wait.

        Args:
            table: Whose columns to fill.
            fields: The object; what is not known is kept in `extra`.
            complete: See `Complete`.
            given: Values of columns that no field fills, and what `complete` takes.
        """
        shape = (table.name, complete, *given, "", *fields)
        group = self._groups.get(shape)
        if group is None:
            group = self._groups[shape] = _Group([], [])
        group.entries.append((fields, given, self.where))
        group.numbers.append(self._count)
        self._count += 1

    def finish(self, rows: Rows) -> None:
        """Add all that wait, in the order in which they came.

        Raises:
            RecordUnusable: One of them can't be loaded.
        """
        built: dict[str, list[tuple[int, tuple[Key, Row]]]] = {}
        while self._groups:
            # What completes a group may add to others.
            groups, self._groups = self._groups, {}
            for (name, complete, *_), group in groups.items():
                columns = Columns(PLANS[name], group.entries)
                if complete is not None:
                    complete(columns, self)
                numbered = zip(group.numbers, columns.build(rows), strict=True)
                built.setdefault(name, []).extend(numbered)
        for name, numbered_rows in built.items():
            # Of two with one key the last stays, be they of one group or of two.
            numbered_rows.sort(key=_NUMBER)
            rows.put(PLANS[name].table, [row for _, row in numbered_rows])
        rows.notes += self.notes


class _Group(NamedTuple):
    """Objects of one table with the same names, and the numbers under which they came."""

    entries: list[Entry]
    numbers: list[int]

"""Many API objects into rows of their tables together, column by column.

What comes out is what `Rows.add` makes of each; only the order of the notes may differ. A column of
a hundred values is read in one call, which is what a night with millions of logs needs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from humanloop_evals import wire
from humanloop_evals.errors import RecordUnusable
from humanloop_evals.records.plan import PLANS, Plan
from humanloop_evals.records.rows import Note, Rows
from humanloop_evals.tables import Table, Type
from humanloop_evals.values import MISFIT, READERS, read_many

# The fields of an object, what is given beside them, and where it comes from.
_Entry = tuple[wire.Fields, Mapping[str, object], str]


class Together:
    """Objects that wait to become rows, once.

    Attributes:
        where: Where the next ones come from, for errors.
        notes: What was noticed about them before.
    """

    def __init__(self) -> None:
        self.where = ""
        self.notes: list[Note] = []
        # Each group has one table and one set of names, in one order.
        self._groups: dict[tuple[str, ...], list[_Entry]] = {}

    def add(self, table: Table, fields: wire.Fields, **given: object) -> None:
        """Let an object wait; see `Rows.add` for its arguments."""
        shape = (table.name, *given, "", *fields)
        entry = (fields, given, self.where)
        group = self._groups.get(shape)
        if group is None:
            self._groups[shape] = [entry]
        else:
            group.append(entry)

    def finish(self, rows: Rows) -> None:
        """Add all that wait.

        Raises:
            RecordUnusable: One of them can't be loaded.
        """
        for shape, entries in self._groups.items():
            _Group(PLANS[shape[0]], entries).add_to(rows)
        rows.notes += self.notes


class _Group:
    """Objects of one table that have the same fields."""

    def __init__(self, plan: Plan, entries: Sequence[_Entry]) -> None:
        self._plan = plan
        self._entries = entries
        self._columns: list[Sequence[Any]] = [(None,) * len(entries)] * plan.width
        # What found no column, by the place of its object.
        self._left: dict[int, wire.Fields] = {}

    def add_to(self, rows: Rows) -> None:
        """Make rows of them.

        Raises:
            RecordUnusable: One of them can't be loaded.
        """
        plan = self._plan
        for name, raws in _columns(fields for fields, _, _ in self._entries):
            column = plan.fields.get(name)
            if column is None:
                self._leave(name, enumerate(raws))
            else:
                place, of, _ = column
                self._columns[place] = self._read(name, of, raws)
        for name, values in _columns(given for _, given, _ in self._entries):
            self._columns[plan.places[name]] = values
        built = list(zip(*self._columns, strict=True))
        for place in sorted(self._odd()):
            try:
                left = self._left.get(place, {})
                built[place] = rows.finished(plan, list(built[place]), left)
            except (RecordUnusable, wire.JsonError) as error:
                raise RecordUnusable(f"{self._entries[place][2]}: {error}") from error
        rows.put(plan, built)

    def _odd(self) -> set[int]:
        """The places of objects with something left, or without something that has to be there."""
        demanded = {*self._plan.required, *self._plan.key}
        return set(self._left) | {
            place
            for column in demanded
            if None in self._columns[column]
            for place, value in enumerate(self._columns[column])
            if value is None
        }

    def _read(self, name: str, of: Type, raws: Sequence[msgspec.Raw]) -> Sequence[Any]:
        return read_many(of, raws) or list(self._read_each(name, of, raws))

    def _read_each(self, name: str, of: Type, raws: Sequence[msgspec.Raw]) -> Iterator[Any]:
        read = READERS[of]
        for place, raw in enumerate(raws):
            try:
                value = read(raw)
            except wire.JsonError as error:
                raise RecordUnusable(f"{self._entries[place][2]}: {error}") from error
            if value is MISFIT:
                self._leave(name, [(place, raw)])
                value = None
            yield value

    def _leave(self, name: str, values: Iterable[tuple[int, msgspec.Raw]]) -> None:
        for place, raw in values:
            self._left.setdefault(place, {})[name] = raw


def _columns(objects: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Sequence[Any]]]:
    """The values of objects with the same names, by name."""
    same = list(objects)
    return zip(same[0], zip(*(each.values() for each in same), strict=True), strict=True)

"""Objects that have the same fields, as columns: a hundred values are read in one call."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from humanloop_evals import wire
from humanloop_evals.errors import RecordUnusable
from humanloop_evals.records.plan import Plan
from humanloop_evals.records.rows import Key, Row, Rows
from humanloop_evals.tables import Type
from humanloop_evals.values import MISFIT, READERS, read_many

# The fields of an object, what is given beside them, and where it comes from.
Entry = tuple[wire.Fields, Mapping[str, object], str]


class Columns:
    """Objects of one table that have the same fields.

    Args:
        plan: Of their table.
        entries: At least one; all have the same names in the same order.

    Attributes:
        raws: What was sent, by the name of the field.
        given: What stands beside the fields, by its name; only that of columns becomes rows.

    Raises:
        RecordUnusable: One of them can't be loaded.
    """

    def __init__(self, plan: Plan, entries: Sequence[Entry]) -> None:
        self._plan = plan
        self._entries = entries
        self._columns: list[Sequence[Any]] = [(None,) * len(entries)] * plan.width
        # What found no column, by the place of its object.
        self._left: dict[int, wire.Fields] = {}
        self.raws = dict(_columns([fields for fields, _, _ in entries]))
        self.given = dict(_columns([given for _, given, _ in entries]))
        for name, raws in self.raws.items():
            column = plan.fields.get(name)
            if column is None:
                self._leave(name, enumerate(raws))
            else:
                place, of, _ = column
                self._columns[place] = self._read(name, of, raws)

    def __len__(self) -> int:
        return len(self._entries)

    def values(self, column: str) -> Sequence[Any]:
        """What was read for a column; None where there is nothing, or nothing that fits."""
        return self._columns[self._plan.places[column]]

    def build(self, rows: Rows) -> list[tuple[Key, Row]]:
        """Make rows of them, with their keys, in the order of the entries.

        Args:
            rows: Told what is odd about them; the rows themselves are not added.

        Raises:
            RecordUnusable: One of them can't be loaded.
        """
        plan = self._plan
        for name, values in self.given.items():
            self._columns[plan.places[name]] = values
        built = list(zip(*self._columns, strict=True))
        for place in sorted(self._odd()):
            try:
                left = self._left.get(place, {})
                built[place] = rows.finished(plan, list(built[place]), left)
            except (RecordUnusable, wire.JsonError) as error:
                raise RecordUnusable(f"{self._entries[place][2]}: {error}") from error
        keys = zip(*(self._columns[place] for place in plan.key), strict=True)
        return list(zip(keys, built, strict=True))

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


def _columns(objects: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Sequence[Any]]]:
    """The values of objects with the same names, by name."""
    return zip(objects[0], zip(*(each.values() for each in objects), strict=True), strict=True)

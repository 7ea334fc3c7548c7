"""A table as the building of its rows needs it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from humanloop_evals import wire
from humanloop_evals.records.shape import path
from humanloop_evals.tables import SOURCE_TABLES, Table, Type
from humanloop_evals.values import READERS


@dataclass(frozen=True, slots=True)
class Plan:
    """A table's columns by their places.

    Attributes:
        table: Whose plan this is.
        width: Number of columns, `extra` included, which is the last.
        fields: The place, the type and the reader of the column that is read from a field.
        places: The place of every column.
        required: Places of the columns that the API promises.
        key: Places of the key's columns.
    """

    table: Table
    width: int
    fields: Mapping[str, tuple[int, Type, Callable[[wire.Text], Any]]]
    places: Mapping[str, int]
    required: tuple[int, ...]
    key: tuple[int, ...]


def _plan(table: Table) -> Plan:
    places = {name: place for place, name in enumerate(table.names)}
    return Plan(
        table,
        len(places),
        {
            path(c.source): (places[c.name], c.type, READERS[c.type])
            for c in table.columns
            if c.source
        },
        places,
        tuple(places[c.name] for c in table.columns if c.required),
        tuple(places[name] for name in table.key),
    )


PLANS = {table.name: _plan(table) for table in SOURCE_TABLES}

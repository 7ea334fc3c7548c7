"""One API object into one row of a declared table, with nothing lost on the way."""

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import orjson

from humanloop_evals import wire
from humanloop_evals.errors import RecordUnusable
from humanloop_evals.records.plan import PLANS, Plan
from humanloop_evals.records.shape import dotted, path
from humanloop_evals.tables import Table
from humanloop_evals.values import MISFIT

# Most fields of a log are null, and asking a reader takes five times as long as this.
_NULL = msgspec.Raw(b"null")

Row = tuple[Any, ...]
Key = tuple[Any, ...]

# Fields that become rows or keys of other tables; left over, they did not have their shape.
_NESTED = frozenset(map(path, {
    "created_by", "committed_by", "dataset", "version", "environments", "inputs", "tags",
    "evaluators", "evaluator_aggregates", "tools", "linked_tools", "function", "spec",
    "spec.number_limits", "spec.options", "spec.prompt", "response_format", "template", "type",
    "version_reference", "version_reference.file", "version_reference.version",
    "version_reference.environment", "link", "file", "json_schema", "datapoints",
    "run_stats", "evaluator_stats", "percentiles", "num_judgments_per_option", "run_id", "log",
    "datapoint", "evaluator_logs", "trace_children", "parent", "prompt", "tool", "evaluator",
    "flow", "agent",
}))  # fmt: skip


class NoteKind(enum.StrEnum):
    """What is worth counting in `sync_issues`."""

    UNKNOWN_FIELD = "unknown_field"
    MISFIT = "misfit"
    MISSING = "missing"
    DUPLICATE = "duplicate"
    TYPE_INFERRED = "type_inferred"
    FILE_INFERRED = "file_inferred"
    JUDGMENT_TYPE = "judgment_type"
    CUT_TEXT = "cut_text"


@dataclass(frozen=True, slots=True)
class Note:
    """One record that did not look as documented; it is loaded all the same."""

    kind: NoteKind
    table: str
    field: str
    record_id: str


@dataclass(slots=True)
class Rows:
    """What one API object becomes.

    Attributes:
        tables: Rows by table and key, each as long as the table's columns.
        notes: What did not look as documented.
        is_checked: Whether the object's whole text has passed `wire.check_values` already.
        extra_size: Characters of all that is kept in `extra`, which may be of any size.
    """

    tables: dict[str, dict[Key, Row]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    is_checked: bool = False
    extra_size: int = 0

    def add(self, table: Table, fields: wire.Fields, **given: object) -> Row:
        """Turn the fields of one object into a row; of two with one key the last stays.

        Args:
            table: Whose columns to fill.
            fields: The object; what is not known is kept in `extra`.
            given: Values of columns that no field fills.

        Raises:
            RecordUnusable: A key column would be NULL.
        """
        plan = PLANS[table.name]
        row = self._build(plan, fields, given)
        self._put(table, tuple([row[place] for place in plan.key]), row)
        return row

    def put(self, table: Table, keyed: Sequence[tuple[Key, Row]]) -> None:
        """Take in finished rows with their keys; of two with one key the last stays."""
        rows = self.tables.setdefault(table.name, {})
        added = dict(keyed)
        if len(added) == len(keyed) and rows.keys().isdisjoint(added):
            rows.update(added)
            return
        for key, row in keyed:
            self._put(table, key, row)

    def _put(self, table: Table, key: Key, row: Row) -> None:
        rows = self.tables.setdefault(table.name, {})
        if key in rows:
            self.notes.append(Note(NoteKind.DUPLICATE, table.name, "", _as_text(key)))
        rows[key] = row

    def _build(self, plan: Plan, fields: wire.Fields, given: Mapping[str, object]) -> Row:
        values: list[Any] = [None] * plan.width
        left: wire.Fields = {}
        for name, raw in fields.items():
            column = plan.fields.get(name)
            if column is None:
                left[name] = raw
            elif raw != _NULL:
                place, _, read = column
                value = read(raw)
                if value is MISFIT:
                    left[name] = raw
                else:
                    values[place] = value
        for name, given_value in given.items():
            values[plan.places[name]] = given_value
        return self.finished(plan, values, left)

    def finished(self, plan: Plan, values: list[Any], left: wire.Fields) -> Row:
        """A row whose columns are read: with its `extra`, and counted where something is odd.

        Args:
            plan: Of its table.
            values: By place.
            left: Fields that found no column.

        Raises:
            RecordUnusable: A key column is NULL.
        """
        _demand_key(plan, values)
        if left:
            values[-1] = _extra(left, is_checked=self.is_checked)
            self.extra_size += len(values[-1])
        if left or None in [values[place] for place in plan.required]:
            self.notes += _notes(plan, values, left)
        return tuple(values)


def replaced(table: Table, row: Row, fields: Mapping[str, bytes]) -> Row:
    """A row with other values of fields that are columns and fit them."""
    plan = PLANS[table.name]
    values = list(row)
    for name, raw in fields.items():
        place, _, read = plan.fields[name]
        values[place] = read(raw)
    return tuple(values)


def _demand_key(plan: Plan, values: list[Any]) -> None:
    key = [values[place] for place in plan.key]
    if None in key:
        column = plan.table.key[key.index(None)]
        known = _as_text(part for part in key if part is not None)
        raise RecordUnusable(
            f"a record of {plan.table.name} has no usable {column}"
            + (f" (beside {known})" if known else "")
        )


def _notes(plan: Plan, values: list[Any], left: wire.Fields) -> Iterator[Note]:
    table = plan.table
    record_id = _as_text(values[place] for place in plan.key)
    for place in plan.required:
        name = path(table.columns[place].source)
        if values[place] is None and name not in left:
            yield Note(NoteKind.MISSING, table.name, dotted(name), record_id)
    for name in left:
        is_known = name in plan.fields or name in _NESTED
        kind = NoteKind.MISFIT if is_known else NoteKind.UNKNOWN_FIELD
        yield Note(kind, table.name, dotted(name), record_id)


def _as_text(key: Iterable[object]) -> str:
    return "/".join(map(str, key))


def _extra(fields: wire.Fields, *, is_checked: bool) -> str:
    """An object of the fields that found no column, each with its own text."""
    parts = []
    for name, raw in fields.items():
        if not is_checked:
            wire.check_values(raw)
        parts.append(f"{orjson.dumps(dotted(name)).decode()}:{wire.raw_text(raw)}")
    return "{" + ",".join(parts) + "}"

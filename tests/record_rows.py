"""API objects through the record functions, and what comes out as plain values."""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec

from api_objects import Json, to_text
from humanloop_evals import wire
from humanloop_evals.extract.catalog import Catalog
from humanloop_evals.extract.once import Once
from humanloop_evals.records import (
    LogRows,
    Rows,
    Together,
    add_run,
    evaluation_rows,
    read_log_record,
    version_rows,
)
from humanloop_evals.tables import SOURCE_TABLES, Table

SYNCED = datetime(2024, 6, 1, tzinfo=UTC)


class Keys:
    """Resolves nested objects to their keys, whatever else they are.

    Attributes:
        met: The keys, in the order met.
    """

    def __init__(self) -> None:
        self.met: list[str] = []

    def version(self, raw: msgspec.Raw) -> str:
        """See `Resolve`."""
        return self._meet(raw, "version_id")

    def user(self, raw: msgspec.Raw) -> str | None:
        """See `Resolve`."""
        return self._meet(raw, "id")

    def environment(self, raw: msgspec.Raw) -> str:
        """See `Resolve`."""
        return self._meet(raw, "id")

    def _meet(self, raw: msgspec.Raw, name: str) -> Any:
        self.met.append(json.loads(bytes(raw)).get(name))
        return self.met[-1]


def version(value: Json) -> Rows:
    """The rows of a version."""
    return version_of(to_text(value))


def version_of(text: bytes) -> Rows:
    """The rows of a version's text."""
    return version_rows(text, Keys())


def run(value: Json) -> Rows:
    """The rows of a run of evr_1."""
    rows, together = Rows(), Together()
    together.where = "runs[0]"
    fields = wire.read_object(to_text(value))
    add_run(fields, Keys(), evaluation_id="evr_1", position=0, together=together)
    together.finish(rows)
    return rows


def evaluation(value: Json) -> Rows:
    """The rows of an evaluation."""
    rows = Rows()
    evaluation_rows(to_text(value), Keys(), synced_at=SYNCED, rows=rows)
    return rows


def logs(*records: Json) -> Rows:
    """The rows of records of the logs of evr_1."""
    rows, together = Rows(), Together()
    reading = LogRows("evr_1", Keys(), is_new=Once({}), return_types={})
    for record in records:
        reading.add(read_log_record(to_text(record)), together)
    together.finish(rows)
    return rows


def everything(value: Json) -> dict[str, list[Json]]:
    """The rows of a version and of all that is nested in it, by table."""
    catalog = Catalog()
    stage = catalog.stage()
    stage.where = "here"
    stage.version(msgspec.Raw(to_text(value)))
    catalog.accept(stage)
    found: dict[str, list[Json]] = {}
    for copy in catalog.take({}):
        for table in SOURCE_TABLES:
            found.setdefault(table.name, []).extend(in_table(copy.rows, table))
    return {name: rows for name, rows in found.items() if rows}


def in_table(rows: Rows, table: Table) -> list[Json]:
    """The rows of one table as dicts."""
    keyed = rows.tables.get(table.name, {})
    return [dict(zip(table.names, row, strict=True)) for row in keyed.values()]


def only(rows: Rows, table: Table) -> Json:
    """The one row of a table, without its empty columns."""
    (row,) = in_table(rows, table)
    return {name: value for name, value in row.items() if value is not None}


def notes(rows: Rows) -> set[tuple[str, str, str]]:
    """Kind, table and field of everything that did not look as documented."""
    return {(str(note.kind), note.table, note.field) for note in rows.notes}

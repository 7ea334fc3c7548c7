"""Files at a version as rows: versions of five types, and datasets."""

from collections.abc import Mapping
from dataclasses import replace

import msgspec
import orjson

from humanloop_evals import wire
from humanloop_evals.records.plan import PLANS
from humanloop_evals.records.resolve import Resolve, pop_user
from humanloop_evals.records.rows import Key, Note, NoteKind, Row, Rows, replaced
from humanloop_evals.records.shape import (
    drop_null,
    file_type,
    flatten,
    infer_type,
    is_null,
    path,
    pop_type,
)
from humanloop_evals.records.version_lists import VersionLists
from humanloop_evals.tables import DATASETS, FILES, PROMPT_COLUMNS, VERSIONS, Table

# Fields of a version that change by themselves, while all else stays as it was.
DRIFTING = ("version_logs_count", "total_logs_count", "last_used_at", "updated_at")
# Some of them with their values.
Counters = Mapping[str, bytes]

# What an LLM evaluator has inside spec.prompt fills the same columns as a prompt's own.
_PROMPT_FIELDS = {column.source.partition(".")[0] for column in PROMPT_COLUMNS} | {
    "tools",
    "linked_tools",
}
_FILE_FIELDS = {column.source for column in FILES.columns}
# What the API promises of one type but not of all, so that no column can say it.
_SPEC_FIELDS = ("spec.arguments_type", "spec.return_type", "spec.evaluator_type")
_REQUIRED: dict[str, tuple[str, ...]] = {
    "prompt": ("version_logs_count", "total_logs_count", "inputs", "model"),
    "tool": ("version_logs_count", "total_logs_count", "inputs"),
    "flow": ("version_logs_count", "attributes"),
    "evaluator": ("version_logs_count", "total_logs_count", "inputs", *_SPEC_FIELDS),
    "agent": ("version_logs_count", "total_logs_count", "inputs", "model", "tools", "status"),
}


def version_rows(text: wire.Text, resolve: Resolve) -> Rows:
    """A file at a version, its lists, and the keys of what is nested in it.

    Raises:
        JsonError: A value that no reader could keep, such as 1e400.
        RecordUnusable: A record without its key.
    """
    wire.check_values(text)
    rows = Rows(is_checked=True)
    fields = wire.read_object(text)
    declared = pop_type(fields)
    kind = declared or infer_type(fields)
    table = DATASETS if kind == "dataset" else VERSIONS
    drop_null(fields, "datapoints")
    if table is VERSIONS:
        _flatten_version(fields)
    missing = [name for name in _REQUIRED.get(kind, ()) if is_null(fields.get(path(name)))]
    lists = VersionLists(fields, kind)
    given: dict[str, object] = {
        "created_by_id": pop_user(fields, "created_by", resolve),
        "committed_by_id": pop_user(fields, "committed_by", resolve),
    }
    if table is VERSIONS:
        given["type"] = kind
    version_id = str(rows.add(table, fields, **given)[0])
    lists.add_rows(rows, version_id, resolve)
    rows.notes += [Note(NoteKind.MISSING, table.name, name, version_id) for name in missing]
    if declared is None:
        rows.notes.append(Note(NoteKind.TYPE_INFERRED, table.name, "type", version_id))
    return rows


def drifting_fields(rows: Rows) -> list[str]:
    """Those of `DRIFTING` that have a value in the row of a version or dataset."""
    table, _, row = _version_row(rows)
    fields = PLANS[table.name].fields
    return [name for name in DRIFTING if name in fields and row[fields[name][0]] is not None]


def drifted_rows(rows: Rows, counters: Counters) -> Rows:
    """The rows of a copy that has other values of some `drifting_fields`, and nothing else."""
    table, key, row = _version_row(rows)
    changed = replaced(table, row, counters)
    return replace(rows, tables={**rows.tables, table.name: {key: changed}})


def _version_row(rows: Rows) -> tuple[Table, Key, Row]:
    """The one row of the version or dataset itself."""
    table = VERSIONS if VERSIONS.name in rows.tables else DATASETS
    ((key, row),) = rows.tables[table.name].items()
    return table, key, row


def file_rows(raw: msgspec.Raw, resolve: Resolve, rows: Rows) -> None:
    """A record of the file listing; the version that it shows is loaded as a version."""
    fields = wire.read_object(raw)
    own = {name: value for name, value in fields.items() if name in _FILE_FIELDS}
    rows.add(FILES, own, type=file_type(fields), listed_version_id=resolve.version(raw))


def _flatten_version(fields: wire.Fields) -> None:
    flatten(fields, "spec")
    flatten(fields, path("spec.number_limits"))
    flatten(fields, path("spec.prompt"), into=_PROMPT_FIELDS)
    flatten(fields, "response_format")
    effort = fields.get("reasoning_effort")
    if effort is not None and bytes(effort).removeprefix(b"-").isdigit():
        fields["reasoning_effort"] = msgspec.Raw(orjson.dumps(wire.raw_text(effort)))

"""What the logs of all five kinds have in common."""

import msgspec

from humanloop_evals import wire
from humanloop_evals.errors import RecordUnusable
from humanloop_evals.records.shape import is_object
from humanloop_evals.tables import Table

# No type key says which kind a log is: it has the version that made it under one of these.
KINDS = ("prompt", "tool", "evaluator", "flow", "agent")
# Named like this before SDK 0.8.29.
_OLD_STATUS = "trace_status"
_NULL = msgspec.Raw(b"null")


def pop_made_by(fields: wire.Fields) -> tuple[str | None, msgspec.Raw | None]:
    """Take out the version that made a log.

    Returns:
        The kind of log, and the version.
    """
    kind: str | None = None
    for name in KINDS:
        raw = fields.get(name)
        if raw is None:
            continue
        if raw == _NULL:
            del fields[name]
        elif kind is None and is_object(raw):
            kind = name
    if _OLD_STATUS in fields and "log_status" not in fields:
        fields["log_status"] = fields.pop(_OLD_STATUS)
    return kind, None if kind is None else fields.pop(kind)


def read_id(fields: wire.Fields) -> str | None:
    """The id of a log or datapoint, if it has a usable one."""
    try:
        return wire.read_string(fields["id"])
    except (KeyError, wire.JsonError):
        return None


def demand_id(fields: wire.Fields, table: Table, column: str) -> str:
    """The id of a log or datapoint.

    Raises:
        RecordUnusable: It has no usable one.
    """
    found = read_id(fields)
    if found is None:
        raise RecordUnusable(f"a record of {table.name} has no usable {column}")
    return found

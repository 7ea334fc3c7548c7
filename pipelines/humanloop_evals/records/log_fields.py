"""What the logs of all five kinds have in common."""

from humanloop_evals import wire
from humanloop_evals.records.resolve import Resolve, pop_version
from humanloop_evals.records.shape import drop_null, is_object

# No type key says which kind a log is: it has the version that made it under one of these.
KINDS = ("prompt", "tool", "evaluator", "flow", "agent")
# Named like this before SDK 0.8.29.
_OLD_STATUS = "trace_status"


def kind_of(fields: wire.Fields) -> str | None:
    """Which kind of log it is."""
    return next((kind for kind in KINDS if is_object(fields.get(kind))), None)


def pop_made_by(fields: wire.Fields, resolve: Resolve) -> tuple[str | None, str | None]:
    """Take out the version that made a log.

    Returns:
        The kind of log, and the version's key.
    """
    kind = kind_of(fields)
    drop_null(fields, *KINDS)
    if _OLD_STATUS in fields and "log_status" not in fields:
        fields["log_status"] = fields.pop(_OLD_STATUS)
    return kind, None if kind is None else pop_version(fields, kind, resolve)

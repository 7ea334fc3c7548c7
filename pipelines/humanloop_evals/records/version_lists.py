"""The lists inside a version as rows of their own tables."""

from humanloop_evals import wire
from humanloop_evals.records.resolve import Resolve, pop_environment, pop_version
from humanloop_evals.records.rows import Rows
from humanloop_evals.records.shape import (
    drop_null,
    flatten,
    is_list,
    is_object,
    path,
    pop_objects,
    pop_raw_objects,
    pop_strings,
    pop_type,
)
from humanloop_evals.tables import (
    EVALUATOR_OPTIONS,
    VERSION_ENVIRONMENTS,
    VERSION_EVALUATOR_AGGREGATES,
    VERSION_INPUTS,
    VERSION_LINKED_TOOLS,
    VERSION_MONITORING_EVALUATORS,
    VERSION_TAGS,
    VERSION_TEMPLATE_MESSAGES,
    VERSION_TOOLS,
    Table,
)

# A function inline fills the same columns as a prompt's own.
_FUNCTION_FIELDS = frozenset({"name", "description", "strict", "parameters"})
# What a monitoring evaluator can refer to.
_REFERENCES = (
    "version_reference.file",
    "version_reference.version",
    "version_reference.environment",
)


class VersionLists:
    """The lists of one version, taken out of its fields before the rest becomes a row.

    Args:
        fields: The version; lists of the documented shape are taken out, others stay.
        kind: Its type. Datasets have tags and environments only.
    """

    def __init__(self, fields: wire.Fields, kind: str) -> None:
        self._tags = pop_strings(fields, "tags")
        self._environments = pop_raw_objects(fields, "environments")
        self._is_dataset = kind == "dataset"
        if self._is_dataset:
            return
        self._inputs = pop_objects(fields, "inputs")
        self._monitors = pop_objects(fields, "evaluators")
        self._aggregates = pop_objects(fields, "evaluator_aggregates")
        self._options = pop_objects(fields, path("spec.options"))
        self._tools = pop_objects(fields, "tools") + _pop_function(fields)
        self._linked_tools = pop_objects(fields, "linked_tools")
        self._linked_ids = pop_strings(fields, "linked_tools")
        is_messages = is_list(fields.get("template"))
        self._messages = pop_objects(fields, "template") if is_messages else []

    def add_rows(self, rows: Rows, version_id: str, resolve: Resolve) -> None:
        """Add the rows of every list."""
        for tag in dict.fromkeys(self._tags):
            rows.add(VERSION_TAGS, {}, version_id=version_id, tag=tag)
        for raw in self._environments:
            environment_id = resolve.environment(raw)
            rows.add(VERSION_ENVIRONMENTS, {}, version_id=version_id, environment_id=environment_id)
        if not self._is_dataset:
            self._add_version_rows(rows, version_id, resolve)

    def _add_version_rows(self, rows: Rows, version_id: str, resolve: Resolve) -> None:
        _add_positioned(rows, version_id, self._inputs, VERSION_INPUTS)
        _add_positioned(rows, version_id, self._options, EVALUATOR_OPTIONS)
        _add_positioned(rows, version_id, self._linked_tools, VERSION_LINKED_TOOLS)
        for aggregate in self._aggregates:
            rows.add(VERSION_EVALUATOR_AGGREGATES, aggregate, version_id=version_id)
        for position, tool_id in enumerate(self._linked_ids):
            given = {"version_id": version_id, "position": position, "linked_file_id": tool_id}
            rows.add(VERSION_LINKED_TOOLS, {}, **given)
        for position, message in enumerate(self._messages):
            _add_message(rows, version_id, position, message)
        for position, tool in enumerate(self._tools):
            _add_tool(rows, version_id, position, tool, resolve)
        for position, monitor in enumerate(self._monitors):
            _add_monitor(rows, version_id, position, monitor, resolve)


def _pop_function(fields: wire.Fields) -> list[wire.Fields]:
    """The one function of a tool, as a list like a prompt's tools."""
    drop_null(fields, "function")
    return [wire.read_object(fields.pop("function"))] if is_object(fields.get("function")) else []


def _add_positioned(rows: Rows, version_id: str, items: list[wire.Fields], table: Table) -> None:
    for position, item in enumerate(items):
        rows.add(table, item, version_id=version_id, position=position)


def _add_message(rows: Rows, version_id: str, position: int, message: wire.Fields) -> None:
    parts = message.pop("content") if is_list(message.get("content")) else None
    rows.add(
        VERSION_TEMPLATE_MESSAGES,
        message,
        version_id=version_id,
        position=position,
        content_parts=None if parts is None else wire.raw_text(parts),
    )


def _add_tool(
    rows: Rows, version_id: str, position: int, tool: wire.Fields, resolve: Resolve
) -> None:
    """A function, or one of an agent's tools: a function inline, or a link to a file."""
    kind = pop_type(tool)
    if kind is None:
        kind = "file" if "link" in tool else "inline" if "json_schema" in tool else "function"
    flatten(tool, "json_schema", into=_FUNCTION_FIELDS)
    flatten(tool, "link")
    file_version_id = pop_version(tool, "file", resolve)
    rows.add(
        VERSION_TOOLS,
        tool,
        version_id=version_id,
        position=position,
        kind=kind,
        file_version_id=file_version_id,
    )


def _add_monitor(
    rows: Rows, version_id: str, position: int, monitor: wire.Fields, resolve: Resolve
) -> None:
    """A monitoring evaluator; what it refers to may be whole files, which become versions."""
    flatten(monitor, "version_reference")
    file, version, environment = map(path, _REFERENCES)
    # One or the other, by the reference's type; a second one stays in `extra`.
    reference = pop_version(monitor, file, resolve) or pop_version(monitor, version, resolve)
    rows.add(
        VERSION_MONITORING_EVALUATORS,
        monitor,
        version_id=version_id,
        position=position,
        evaluator_version_id=pop_version(monitor, "version", resolve),
        reference_version_id=reference,
        reference_environment_id=pop_environment(monitor, environment, resolve),
    )

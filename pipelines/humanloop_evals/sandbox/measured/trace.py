"""The steps inside the logs of flows and agents: a tool, then a prompt."""

from collections.abc import Mapping
from typing import Any

from humanloop_evals.sandbox.catalogue import PREFIXES
from humanloop_evals.sandbox.chance import Chance
from humanloop_evals.sandbox.measured.attempt import Attempt
from humanloop_evals.sandbox.measured.log import blank_log, model_fields
from humanloop_evals.sandbox.story import reference
from humanloop_evals.sandbox.story.remarks import TRACES

Json = dict[str, Any]


def children_of(attempt: Attempt, log: Json, versions: Mapping[str, Json]) -> list[Json]:
    """Return the logs of the steps inside a log.

    Args:
        attempt: What happened.
        log: The flow's or agent's log.
        versions: Every version the account still has, by id.
    """
    names = TRACES.get(attempt.logged.origin.key, ())
    children = []
    for kind, name in zip(("tool", "prompt"), names, strict=False):
        version = versions.get(_version_id(attempt.logged.chance, kind, name))
        if version is not None:
            children.append(_child(attempt, log, version, kind))
    return children


def _version_id(chance: Chance, kind: str, name: str) -> str:
    key, number = reference(name)
    return chance.id(PREFIXES[kind][1], key, number)


def _child(attempt: Attempt, log: Json, version: Json, kind: str) -> Json:
    inputs = attempt.example.datapoint["inputs"]
    shared = ("start_time", "end_time", "created_at", "source", "batches", "user", "environment")
    child = {
        **blank_log(version),
        **{name: log[name] for name in shared},
        "id": attempt.logged.chance.log_id(log["id"], kind),
        "inputs": inputs,
        "trace_parent_id": log["id"],
        "trace_flow_id": log["id"],
        "trace_id": log["id"],
        "trace_children": [],
    }
    if kind == "tool":
        child["output"] = f"{len(inputs)} passages"
    else:
        child["output"] = attempt.output
        child["error"] = attempt.error
        child.update(model_fields(attempt, version, attempt.output))
    return child

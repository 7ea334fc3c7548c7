"""Valid API objects as small as the contract allows, each with overrides."""

from typing import Any

import msgspec

Json = dict[str, Any]

CREATED = "2024-07-08T22:40:35.656915"
UPDATED = "2024-07-09T08:00:00Z"
USED = "2024-07-10T08:00:00Z"

_TIMES = {"created_at": CREATED, "updated_at": UPDATED, "last_used_at": USED}
_COUNTS = {"version_logs_count": 3, "total_logs_count": 4}


def verbatim(text: str) -> msgspec.Raw:
    """JSON text that goes into an object as it is: duplicate keys, 1e-400 and the like."""
    return msgspec.Raw(text.encode())


def to_text(value: Any) -> bytes:
    """An object as the API sends it: compact UTF-8."""
    return msgspec.json.encode(value)


def words(text: str) -> frozenset[str]:
    """The words of a text, as a short way to write a set of names."""
    return frozenset(text.split())


def without(value: Json, *names: str) -> Json:
    """The object without some of its fields."""
    return {name: field for name, field in value.items() if name not in names}


def user(user_id: str = "usr_1", **fields: Any) -> Json:
    """A user."""
    return {"id": user_id, "email_address": "ada@example.com", **fields}


def environment(environment_id: str = "env_1", **fields: Any) -> Json:
    """An environment."""
    return {
        "id": environment_id,
        "created_at": CREATED,
        "name": "production",
        "tag": "default",
        **fields,
    }


def prompt(version_id: str = "prv_1", **fields: Any) -> Json:
    """A prompt at a version."""
    own = {"inputs": [], "model": "gpt-4o", **_COUNTS}
    return _file("prompt", "pr_1", version_id) | own | fields


def tool(version_id: str = "tv_1", **fields: Any) -> Json:
    """A tool at a version."""
    return _file("tool", "tl_1", version_id) | {"inputs": [], **_COUNTS} | fields


def flow(version_id: str = "flv_1", **fields: Any) -> Json:
    """A flow at a version."""
    own = {"attributes": {}, "version_logs_count": 3}
    return _file("flow", "fl_1", version_id) | own | fields


def evaluator(version_id: str = "evv_1", **fields: Any) -> Json:
    """An evaluator at a version."""
    spec = {
        "arguments_type": "target_free",
        "return_type": "boolean",
        "evaluator_type": "external",
    }
    own = {"inputs": [], "spec": spec, **_COUNTS}
    return _file("evaluator", "ev_1", version_id) | own | fields


def agent(version_id: str = "agv_1", **fields: Any) -> Json:
    """An agent at a version."""
    own = {"inputs": [], "model": "gpt-4o", "tools": [], "status": "committed", **_COUNTS}
    return _file("agent", "ag_1", version_id) | own | fields


def dataset(version_id: str = "dsv_1", **fields: Any) -> Json:
    """A dataset at a version."""
    return _file("dataset", "ds_1", version_id) | {"datapoints_count": 5} | fields


def monitor(version: Json, /, **fields: Any) -> Json:
    """A monitoring evaluator that refers to a version."""
    return {
        "version_reference": {"type": "version", "version": version},
        "state": "active",
        "created_at": CREATED,
        "updated_at": UPDATED,
        **fields,
    }


def run(run_id: str = "rn_1", **fields: Any) -> Json:
    """A run without dataset, version and author."""
    return {
        "id": run_id,
        "orchestrated": True,
        "added_at": UPDATED,
        "created_at": CREATED,
        "status": "completed",
        "control": False,
        **fields,
    }


def evaluation(evaluation_id: str = "evr_1", runs_count: int = 0, **fields: Any) -> Json:
    """An evaluation of file pr_1 without evaluators."""
    return {
        "id": evaluation_id,
        "runs_count": runs_count,
        "evaluators": [],
        "name": "Tone",
        "file_id": "pr_1",
        "created_at": CREATED,
        "updated_at": UPDATED,
        **fields,
    }


def evaluation_evaluator(version: Json, /, **fields: Any) -> Json:
    """An evaluator within an evaluation."""
    return {"version": version, "orchestrated": True, "added_at": UPDATED, **fields}


def _file(kind: str, file_id: str, version_id: str) -> Json:
    return {
        "path": f"Support/{kind}",
        "id": file_id,
        "name": kind,
        "version_id": version_id,
        "type": kind,
        **_TIMES,
    }

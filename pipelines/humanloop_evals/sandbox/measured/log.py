"""Logs as the API answers them; optional fields are explicit nulls."""

from datetime import timedelta
from functools import lru_cache
from typing import Any

from humanloop_evals.sandbox.chance import Chance, stamp
from humanloop_evals.sandbox.measured.attempt import Attempt
from humanloop_evals.sandbox.measured.consumption import consumption_of, latency_of

Json = dict[str, Any]

_FIELDS = (
    "id",
    "start_time",
    "end_time",
    "created_at",
    "output",
    "output_message",
    "error",
    "stdout",
    "provider_latency",
    "provider_request",
    "provider_response",
    "inputs",
    "source",
    "metadata",
    "source_datapoint_id",
    "trace_parent_id",
    "trace_flow_id",
    "trace_id",
    "trace_children",
    "batches",
    "user",
    "environment",
    "save",
    "log_id",
    "log_status",
    "evaluator_logs",
)
_OF_A_MODEL = (
    "prompt_tokens",
    "reasoning_tokens",
    "output_tokens",
    "prompt_cost",
    "output_cost",
    "finish_reason",
    "messages",
    "tool_choice",
)
# What each kind of log has beyond the common fields.
_FIELDS_OF: dict[str, tuple[str, ...]] = {
    "prompt": _OF_A_MODEL,
    "agent": _OF_A_MODEL,
    "flow": ("messages",),
    "evaluator": ("parent_id", "parent", "marked_completed", "judgment"),
    "tool": (),
}
_BLANK: dict[str, Json] = {
    kind: {**dict.fromkeys((*_FIELDS, *own)), "save": True} for kind, own in _FIELDS_OF.items()
}
_TRACED = ("flow", "agent")
_FIRST = timedelta(seconds=2)
_PAUSE = timedelta(seconds=1.5)
_WRITING = timedelta(milliseconds=40)
_BATCH_LETTERS = 10


def kind_of(version: Json) -> str:
    """Return the key a version stands under in its logs."""
    kind = version.get("type")
    return kind if kind in _FIELDS_OF else "prompt"


def blank_log(version: Json) -> Json:
    """Return a log of a version in which nothing is known yet."""
    kind = kind_of(version)
    log = _BLANK[kind].copy()
    log[kind] = version
    log["evaluator_logs"] = []
    log["batches"] = []
    return log


def log_id_of(attempt: Attempt) -> str:
    """Return the id of a log: the same in every evaluation the run is in."""
    return attempt.logged.chance.log_id(attempt.logged.run["id"], attempt.subject)


@lru_cache(maxsize=10_000)
def batch_id_of(seed: int, run_id: str) -> str:
    """Return the id of the batch a run's logs were made in."""
    return f"{Chance(seed).bits('batch', run_id):032x}"[:_BATCH_LETTERS]


def log_of(attempt: Attempt) -> Json:
    """Return the log of an attempt, as yet without judgments and children."""
    logged = attempt.logged
    kind = kind_of(logged.version)
    log = blank_log(logged.version)
    log["id"] = log_id_of(attempt)
    log.update(times_of(attempt), **_circumstances(attempt))
    log["output"] = attempt.output
    log["error"] = attempt.error
    if kind in ("prompt", "agent"):
        log.update(model_fields(attempt, logged.version, attempt.output))
    if kind == "evaluator":
        log["judgment"] = attempt.judgment
    if kind == "flow":
        log["log_status"] = "incomplete" if attempt.error else "complete"
        log["messages"] = attempt.example.datapoint["messages"]
    if kind in _TRACED:
        log["trace_id"] = log["id"]
        log["trace_children"] = []
    if kind == "tool":
        log["stdout"] = f"called with {len(log['inputs'])} arguments\n"
    return log


def times_of(attempt: Attempt) -> Json:
    """Return when a log began, ended and was written."""
    jitter = _PAUSE * attempt.throw[3]
    start = attempt.logged.created + _FIRST + attempt.index * _PAUSE + jitter
    latency = latency_of(attempt)
    end = start + timedelta(seconds=latency)
    return {
        "start_time": stamp(start),
        "end_time": stamp(end),
        "created_at": stamp(end + _WRITING),
        "provider_latency": latency,
    }


def model_fields(attempt: Attempt, version: Json, output: str | None) -> Json:
    """Return what only logs of models have."""
    used = consumption_of(attempt, version, output or "")
    is_cut = output is not None and len(output) // 4 >= (version.get("max_tokens") or -1) > 0
    finished = "length" if is_cut else "stop"
    tools = version.get("tools")
    return {
        "prompt_tokens": used.prompt_tokens,
        "reasoning_tokens": used.reasoning_tokens,
        "output_tokens": None if output is None else used.output_tokens,
        "prompt_cost": used.prompt_cost,
        "output_cost": None if output is None else used.output_cost,
        "finish_reason": None if output is None else finished,
        "messages": _messages(attempt) if version.get("endpoint") == "chat" else None,
        "tool_choice": "auto" if tools else None,
        "output_message": None if output is None else message("assistant", output),
        "provider_request": _request(version),
        "provider_response": None
        if output is None
        else {
            "model": version["model"],
            "usage": {"total": used.prompt_tokens + used.output_tokens},
        },
    }


def message(role: str, content: str) -> Json:
    """Return a chat message."""
    return {
        "content": content,
        "name": None,
        "tool_call_id": None,
        "role": role,
        "tool_calls": None,
        "thinking": None,
    }


def _messages(attempt: Attempt) -> list[Json]:
    datapoint = attempt.example.datapoint
    if datapoint["messages"]:
        return list(datapoint["messages"])
    asked = [text for name, text in datapoint["inputs"].items() if name not in _NOT_ASKED]
    return [message("user", asked[0] if asked else "")]


_NOT_ASKED = ("segment", "shop_name")


def _request(version: Json) -> Json:
    names = ("model", "temperature", "max_tokens", "top_p", "seed")
    return {name: version[name] for name in names if version.get(name) is not None}


def _circumstances(attempt: Attempt) -> Json:
    run = attempt.logged.run
    datapoint = attempt.example.datapoint
    is_ours = run["orchestrated"]
    return {
        "inputs": datapoint["inputs"],
        "source": None if is_ours else "sdk",
        "metadata": {"segment": attempt.segment, "position": attempt.index},
        "source_datapoint_id": datapoint["id"] if run.get("dataset") else None,
        "batches": [batch_id_of(attempt.logged.chance.seed, run["id"])],
        "user": None if is_ours else "nightly-job",
        "environment": None if is_ours else "staging",
    }

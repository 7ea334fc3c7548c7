"""Stats, logs and judgments as the API sends them: with every field, and as small as can be."""

from typing import Any

from api_full_objects import full_evaluator, full_prompt
from api_objects import Json, evaluator, prompt, verbatim


def full_stats() -> Json:
    """The body of GET stats with an evaluator of every kind."""
    return {
        "run_stats": [
            {
                "run_id": "rn_1",
                "version_id": "prv_1",
                "batch_id": "0a1b2c3d4e",
                "num_logs": 7,
                "evaluator_stats": [
                    number_stats(),
                    boolean_stats(),
                    select_stats(),
                    text_stats(),
                ],
                "status": "completed",
            }
        ],
        "progress": "1 of 1\nlogs 7 of 7",
        "report": "run  score\nrn_1  0.5",
        "status": "completed",
    }


def _counts(version_id: str, judgments: int) -> Json:
    return {
        "evaluator_version_id": version_id,
        "total_logs": judgments + 3,
        "num_judgments": judgments,
        "num_nulls": 2,
        "num_errors": 1,
    }


def number_stats() -> Json:
    """An evaluator whose judgments are numbers."""
    figures = {"mean": 2.5, "sum": 10, "std": 0.25, "percentiles": {"0": 1, "99.9": 4.5}}
    return _counts("evv_number", 4) | figures


def boolean_stats() -> Json:
    """An evaluator whose judgments are true or false."""
    return _counts("evv_boolean", 4) | {"num_true": 3, "num_false": 1}


def select_stats() -> Json:
    """An evaluator that chooses options."""
    return _counts("evv_select", 4) | {"num_judgments_per_option": {"good": 4, "bad": 0}}


def text_stats() -> Json:
    """An evaluator that says something in words."""
    return _counts("evv_text", 4)


def full_call() -> Json:
    """What the logs of all kinds have in common."""
    return {
        "start_time": "2024-06-01T10:00:00",
        "end_time": "2024-06-01T10:00:01.5",
        "created_at": "2024-06-01T10:00:02",
        "inputs": verbatim('{"question": "Why?"}'),
        "messages": verbatim('[{"role": "user", "content": "Why?"}]'),
        "output": "Because.",
        "output_message": verbatim('{"role": "assistant", "content": "Because."}'),
        "error": "cut short",
        "stdout": "printed",
        "provider_latency": 1.25,
        "provider_request": verbatim('{"n": 1}'),
        "provider_response": verbatim('{"id": "x"}'),
        "source": "sdk",
        "metadata": verbatim('{"ticket": 7}'),
        "user": "someone",
        "environment": "production",
        "source_datapoint_id": "dp_1",
        "trace_parent_id": "log_parent",
        "trace_flow_id": "log_flow",
        "trace_id": "tr_1",
        "log_id": "chosen",
        "batches": verbatim('["b1"]'),
        "save": True,
        "log_status": "complete",
        "prompt_tokens": 11,
        "reasoning_tokens": 3,
        "output_tokens": 5,
        "prompt_cost": 0.001,
        "output_cost": 0.002,
    }


def full_log() -> Json:
    """A log of a prompt with the fields of every kind."""
    return full_call() | {
        "id": "log_full",
        "prompt": full_prompt(),
        "finish_reason": "stop",
        "tool_choice": verbatim('{"type": "function", "function": {"name": "search"}}'),
        "judgment": verbatim("[0.50]"),
        "marked_completed": False,
        "parent_id": "log_judged",
        "evaluator_logs": [],
        "trace_children": [],
        "parent": None,
    }


def full_evaluator_log() -> Json:
    """What an evaluator said."""
    return full_call() | {
        "id": "log_judgment",
        "evaluator": full_evaluator() | {"version_id": "evv_full"},
        "parent_id": "log_full",
        "parent": None,
        "marked_completed": True,
        "judgment": "good",
        "evaluator_logs": [],
        "trace_children": [],
    }


def full_datapoint() -> Json:
    """A datapoint."""
    return {
        "id": "dp_full",
        "inputs": verbatim('{"question": "Why?"}'),
        "messages": verbatim('[{"role": "user", "content": "Why?"}]'),
        "target": verbatim('{"answer": "Because.", "score": 1.0}'),
    }


def full_record() -> Json:
    """A record of GET logs."""
    return {
        "run_id": "rn_1",
        "datapoint": full_datapoint(),
        "log": full_log(),
        "evaluator_logs": [full_evaluator_log()],
    }


def log(log_id: str = "log_1", **fields: Any) -> Json:
    """A log of a prompt without anything."""
    return {"id": log_id, "prompt": prompt(), **fields}


def judgment(judgment_id: str, value: Any, **fields: Any) -> Json:
    """What a boolean evaluator said; give `evaluator` for another one."""
    return {"id": judgment_id, "evaluator": evaluator(), "judgment": value, **fields}


def record(log_id: str, *judgments: Json, run_id: str = "rn_1", **fields: Any) -> Json:
    """A record of GET logs without a datapoint."""
    return {
        "run_id": run_id,
        "datapoint": None,
        "log": log(log_id),
        "evaluator_logs": list(judgments),
        **fields,
    }


def stats(*runs: Json, **fields: Any) -> Json:
    """The body of GET stats."""
    return {"run_stats": list(runs), "status": "completed", **fields}


def run_stats(run_id: str, num_logs: int, *evaluators: Json, **fields: Any) -> Json:
    """The stats of one run."""
    return {
        "run_id": run_id,
        "num_logs": num_logs,
        "evaluator_stats": list(evaluators),
        "status": "completed",
        **fields,
    }


def counted(version_id: str, judged: int, nulls: int = 0, errors: int = 0, **fields: Any) -> Json:
    """What the platform counts of an evaluator."""
    return {
        "evaluator_version_id": version_id,
        "total_logs": judged + nulls + errors,
        "num_judgments": judged,
        "num_nulls": nulls,
        "num_errors": errors,
        **fields,
    }

"""A record of logs with every field, and the whole rows that it becomes."""

from datetime import UTC, datetime

import api_measured_objects as measured
import record_rows
from api_objects import Json
from humanloop_evals.tables import (
    DATAPOINTS,
    EVALUATION_LOGS,
    JUDGMENT_OPTIONS,
    JUDGMENTS,
    LOGS,
    NESTED_LOGS,
)

CALL: Json = {
    "started_at": datetime(2024, 6, 1, 10, tzinfo=UTC),
    "ended_at": datetime(2024, 6, 1, 10, 0, 1, 500_000, tzinfo=UTC),
    "created_at": datetime(2024, 6, 1, 10, 0, 2, tzinfo=UTC),
    "inputs": '{"question": "Why?"}',
    "messages": '[{"role": "user", "content": "Why?"}]',
    "output": "Because.",
    "output_message": '{"role": "assistant", "content": "Because."}',
    "error": "cut short",
    "stdout": "printed",
    "provider_latency_seconds": 1.25,
    "provider_request": '{"n": 1}',
    "provider_response": '{"id": "x"}',
    "source": "sdk",
    "metadata": '{"ticket": 7}',
    "user_ref": "someone",
    "environment": "production",
    "source_datapoint_id": "dp_1",
    "trace_parent_id": "log_parent",
    "trace_flow_id": "log_flow",
    "trace_id": "tr_1",
    "given_log_id": "chosen",
    "batches": '["b1"]',
    "is_saved": True,
    "log_status": "complete",
    "prompt_tokens": 11,
    "reasoning_tokens": 3,
    "output_tokens": 5,
    "prompt_cost_usd": 0.001,
    "output_cost_usd": 0.002,
}


def test_logs_full_row() -> None:
    """A log."""
    expected = CALL | {
        "log_id": "log_full",
        "type": "prompt",
        "version_id": "prv_full",
        "duration_seconds": 1.5,
        "finish_reason": "stop",
        "tool_choice": '{"type": "function", "function": {"name": "search"}}',
        "judgment": "[0.50]",
        "marked_completed": False,
        "parent_id": "log_judged",
        "extra": None,
    }

    rows = record_rows.logs(measured.full_record())

    assert [expected] == record_rows.in_table(rows, LOGS)
    assert rows.notes == []


def test_evaluation_logs_full_row() -> None:
    """Which run has the log."""
    expected = {
        "evaluation_id": "evr_1",
        "run_id": "rn_1",
        "log_id": "log_full",
        "datapoint_id": "dp_full",
        "extra": None,
    }

    rows = record_rows.logs(measured.full_record())

    assert [expected] == record_rows.in_table(rows, EVALUATION_LOGS)


def test_nested_logs_full_row() -> None:
    """A step of a trace, two levels below the log that was listed."""
    step = measured.log("log_step", trace_children=[measured.log("log_deeper")])
    log = measured.log("log_1", trace_children=[step])
    expected = {
        "root_log_id": "log_1",
        "log_id": "log_deeper",
        "parent_log_id": "log_step",
        "relation": "step",
        "extra": None,
    }

    rows = record_rows.logs(measured.record("log_1", log=log))

    assert record_rows.in_table(rows, NESTED_LOGS)[1:] == [expected]


def test_datapoints_full_row() -> None:
    """A datapoint, its maps as their own text."""
    expected = {
        "datapoint_id": "dp_full",
        "inputs": '{"question": "Why?"}',
        "messages": '[{"role": "user", "content": "Why?"}]',
        "target": '{"answer": "Because.", "score": 1.0}',
        "extra": None,
    }

    rows = record_rows.logs(measured.full_record())

    assert [expected] == record_rows.in_table(rows, DATAPOINTS)


def test_judgments_full_row() -> None:
    """What an evaluator said."""
    expected = CALL | {
        "evaluation_id": "evr_1",
        "run_id": "rn_1",
        "judgment_log_id": "log_judgment",
        "log_id": "log_full",
        "evaluator_version_id": "evv_full",
        "outcome": "judged",
        "judgment_type": "select",
        "judgment_boolean": None,
        "judgment_number": None,
        "judgment_text": "good",
        "judgment": '"good"',
        "parent_id": "log_full",
        "marked_completed": True,
        "extra": None,
    }

    rows = record_rows.logs(measured.full_record())

    assert [expected] == record_rows.in_table(rows, JUDGMENTS)


def test_judgment_options_full_row() -> None:
    """The option that it chose."""
    expected = {
        "evaluation_id": "evr_1",
        "run_id": "rn_1",
        "judgment_log_id": "log_judgment",
        "option_name": "good",
        "extra": None,
    }

    rows = record_rows.logs(measured.full_record())

    assert [expected] == record_rows.in_table(rows, JUDGMENT_OPTIONS)

"""A version with every list, and the whole rows that the items of each become."""

from datetime import UTC, datetime
from typing import Any

import api_full_objects as full
import record_rows
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
)

FUNCTION: dict[str, Any] = {
    "name": "search",
    "description": "Searches",
    "strict": True,
    "parameters": '{"type": "object", "b": 1, "a": 2}',
}
NO_LINK = dict.fromkeys(
    ["on_agent_call", "link_file_id", "link_environment_id", "link_version_id", "file_version_id"]
)


def test_version_inputs_full_row() -> None:
    """The inputs, in order."""
    row = {"version_id": "prv_full", "extra": None}
    expected = [
        row | {"position": 0, "name": "question"},
        row | {"position": 1, "name": "tone"},
    ]

    rows = record_rows.version(full.full_prompt())

    assert expected == record_rows.in_table(rows, VERSION_INPUTS)


def test_version_environments_full_row() -> None:
    """The environments, of a dataset as of any other version."""
    row = {"version_id": "dsv_full", "extra": None}
    expected = [row | {"environment_id": "env_a"}, row | {"environment_id": "env_b"}]

    rows = record_rows.version(full.full_dataset())

    assert expected == record_rows.in_table(rows, VERSION_ENVIRONMENTS)


def test_version_tags_full_row() -> None:
    """The tags."""
    row = {"version_id": "prv_full", "extra": None}
    expected = [row | {"tag": "calm"}, row | {"tag": "short"}]

    rows = record_rows.version(full.full_prompt())

    assert expected == record_rows.in_table(rows, VERSION_TAGS)


def test_version_tools_full_row_of_a_function() -> None:
    """A prompt's function."""
    expected = {
        "version_id": "prv_full",
        "position": 0,
        "kind": "function",
        **FUNCTION,
        **NO_LINK,
        "extra": None,
    }

    rows = record_rows.version(full.full_prompt())

    assert [expected] == record_rows.in_table(rows, VERSION_TOOLS)


def test_version_tools_full_rows_of_an_agent() -> None:
    """An agent's own function, and a file that it may call."""
    row = {"version_id": "prv_full", "extra": None}
    inline = row | {"position": 0, "kind": "inline"} | FUNCTION | NO_LINK
    file = row | {
        "position": 1,
        "kind": "file",
        **dict.fromkeys(FUNCTION),
        "on_agent_call": "stop",
        "link_file_id": "pr_link",
        "link_environment_id": "env_link",
        "link_version_id": "prv_link",
        "file_version_id": "prv_called",
    }

    rows = record_rows.version(full.full_agent())

    expected = [inline | {"on_agent_call": "continue"}, file]
    assert expected == record_rows.in_table(rows, VERSION_TOOLS)


def test_version_linked_tools_full_row() -> None:
    """A tool that a prompt links to."""
    expected = {
        "version_id": "prv_full",
        "position": 0,
        "linked_file_id": "tl_linked",
        "linked_version_id": "tv_linked",
        **FUNCTION,
        "extra": None,
    }

    rows = record_rows.version(full.full_prompt())

    assert [expected] == record_rows.in_table(rows, VERSION_LINKED_TOOLS)


def test_version_linked_tools_row_of_an_evaluator_is_an_id() -> None:
    """The prompt of an LLM evaluator names the tools that it links to."""
    expected = {"version_id": "prv_full", "position": 0, "linked_file_id": "tl_linked"}

    rows = record_rows.version(full.full_evaluator())

    assert expected == record_rows.only(rows, VERSION_LINKED_TOOLS)


def test_version_monitoring_evaluators_full_row() -> None:
    """A monitoring evaluator that refers to what is deployed to an environment."""
    expected = {
        "version_id": "prv_full",
        "position": 0,
        "state": "inactive",
        "created_at": datetime(2024, 2, 1, tzinfo=UTC),
        "updated_at": datetime(2024, 2, 2, tzinfo=UTC),
        "evaluator_version_id": "evv_watching",
        "reference_type": "environment",
        "reference_version_id": "prv_deployed",
        "reference_environment_id": "env_watched",
        "extra": None,
    }

    rows = record_rows.version(full.full_prompt())

    assert [expected] == record_rows.in_table(rows, VERSION_MONITORING_EVALUATORS)


def test_version_evaluator_aggregates_full_row() -> None:
    """An average over the logs of a version."""
    expected = {
        "version_id": "prv_full",
        "evaluator_version_id": "evv_mean",
        "evaluator_file_id": "ev_mean",
        "value": 0.75,
        "created_at": datetime(2024, 3, 1, tzinfo=UTC),
        "updated_at": datetime(2024, 3, 2, tzinfo=UTC),
        "extra": None,
    }

    rows = record_rows.version(full.full_prompt())

    assert [expected] == record_rows.in_table(rows, VERSION_EVALUATOR_AGGREGATES)


def test_version_template_messages_full_row() -> None:
    """A message of a template; its content is either a text or parts."""
    message = {
        "version_id": "prv_full",
        "position": 0,
        "role": "assistant",
        "content": None,
        "content_parts": '[{"type": "text", "text": "Look"}]',
        "name": "Ada",
        "tool_call_id": "call_0",
        "tool_calls": '[{"id": "call_1", "type": "function"}]',
        "thinking": '[{"type": "redacted_thinking", "data": "x"}]',
        "extra": None,
    }
    plain = full.full_message() | {"content": "Look"}
    expected = [message, message | {"position": 1, "content": "Look", "content_parts": None}]

    rows = record_rows.version(full.full_prompt() | {"template": [full.full_message(), plain]})

    assert expected == record_rows.in_table(rows, VERSION_TEMPLATE_MESSAGES)


def test_evaluator_options_full_row() -> None:
    """The options of an evaluator, in order."""
    row = {"version_id": "prv_full", "extra": None}
    expected = [
        row | {"position": 0, "name": "good", "valence": "positive"},
        row | {"position": 1, "name": "bad", "valence": None},
    ]

    rows = record_rows.version(full.full_evaluator())

    assert expected == record_rows.in_table(rows, EVALUATOR_OPTIONS)

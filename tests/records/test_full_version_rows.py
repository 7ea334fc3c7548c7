"""A version and a dataset with every field, and the whole row that each becomes."""

from datetime import UTC, datetime
from typing import Any

import api_full_objects as full
import record_rows
from humanloop_evals.tables import DATASETS, VERSIONS

FILE_COLUMNS: dict[str, Any] = {
    "path": "Support/Answers",
    "name": "Answers",
    "directory_id": "dir_1",
    "description": "Answers to customers",
    "readme": "# Answers",
    "version_name": "v2",
    "version_description": "Shorter",
    "created_at": datetime(2024, 1, 2, tzinfo=UTC),
    "updated_at": datetime(2024, 1, 3, tzinfo=UTC),
    "last_used_at": datetime(2024, 1, 4, tzinfo=UTC),
    "created_by_id": "usr_maker",
    "committed_by_id": "usr_committer",
    "committed_at": datetime(2024, 1, 5, tzinfo=UTC),
    "commit_message": "Shorten",
    "status": "committed",
    "attributes": '{"team":"support"}',
    "schema": '{"type":"object"}',
}
PARAMETER_COLUMNS: dict[str, Any] = {
    "model": "gpt-4o",
    "endpoint": "chat",
    "provider": "openai",
    "template": "Answer {{question}}",
    "template_language": "jinja",
    "max_tokens": -1,
    "temperature": 0.7,
    "top_p": 0.9,
    "stop": '["END","STOP"]',
    "presence_penalty": 0.1,
    "frequency_penalty": 0.2,
    "other": '{"logit_bias":{}}',
    "seed": 42,
    "response_format_type": "json_schema",
    "response_format_json_schema": '{"name":"answer"}',
    "reasoning_effort": "high",
}
SPEC_COLUMNS: dict[str, Any] = {
    "evaluator_type": "llm",
    "arguments_type": "target_required",
    "return_type": "select",
    "spec_attributes": '{"strictness":2}',
    "prompt_attributes": '{"judge":true}',
    "number_min": 0.0,
    "number_max": 10.0,
    "number_step": 0.5,
    "number_valence": "positive",
    "code": "return True",
    "instructions": "Read carefully",
}


def test_versions_full_row() -> None:
    """A version with the fields of all types: no column is empty."""
    expected = {
        "version_id": "prv_full",
        "type": "prompt",
        "file_id": "pr_full",
        **FILE_COLUMNS,
        "version_logs_count": 11,
        "total_logs_count": 22,
        **PARAMETER_COLUMNS,
        "raw_file_content": "model: gpt-4o",
        "source_code": "def find(): ...",
        "signature": "find()",
        "setup_values": '{"index":"main"}',
        "tool_type": "python",
        **SPEC_COLUMNS,
        "max_iterations": 8,
        "extra": None,
    }

    rows = record_rows.version(full.every_version_field())

    assert [expected] == record_rows.in_table(rows, VERSIONS)


def test_versions_row_of_an_evaluator_has_the_parameters_of_its_prompt() -> None:
    """What an LLM evaluator has inside spec.prompt fills the columns of a prompt."""
    expected = PARAMETER_COLUMNS | SPEC_COLUMNS | {"template": None}

    rows = record_rows.version(full.full_evaluator())

    (row,) = record_rows.in_table(rows, VERSIONS)
    assert expected == {name: row[name] for name in expected}


def test_datasets_full_row() -> None:
    """A dataset."""
    expected = {
        "dataset_version_id": "dsv_full",
        "file_id": "ds_full",
        **FILE_COLUMNS,
        "datapoints_count": 5,
        "extra": None,
    }

    rows = record_rows.version(full.full_dataset())

    assert [expected] == record_rows.in_table(rows, DATASETS)

"""Every field of the wire contract has a column or a table: nothing known ends in `extra`."""

from datetime import UTC, datetime

import pytest

import api_full_objects as full
from api_objects import Json, user, words
from fake_reader import FakeReader
from humanloop_evals.extract import Extraction
from humanloop_evals.records import Note
from humanloop_evals.settings import Selection

# The fields of the contract, object by object, and those that older releases sent.
FILE = words(
    "path id name version_id directory_id type created_at updated_at last_used_at created_by "
    "version_name version_description description readme tags environments attributes schema "
    "status commit_message committed_by committed_at"
)
VERSION = FILE | words("version_logs_count total_logs_count inputs evaluators evaluator_aggregates")
PARAMETERS = words(
    "model endpoint provider template template_language max_tokens seed temperature top_p "
    "presence_penalty frequency_penalty stop other response_format reasoning_effort"
)
FIELDS = {
    "user": words("id email_address full_name platform_access"),
    "environment": words("id created_at name tag"),
    "dataset": FILE | {"datapoints_count", "datapoints"},
    "prompt": VERSION | PARAMETERS | {"tools", "linked_tools", "raw_file_content"},
    "tool": VERSION | words("function source_code signature setup_values tool_type"),
    "flow": VERSION,
    "evaluator": VERSION | {"spec"},
    "agent": VERSION | PARAMETERS | {"tools", "max_iterations", "raw_file_content"},
    "spec": words(
        "arguments_type return_type attributes options number_limits number_valence "
        "evaluator_type prompt code instructions"
    ),
    "spec_prompt": PARAMETERS | {"tools", "linked_tools", "attributes"},
    "number_limits": words("min max step"),
    "option": words("name valence"),
    "response_format": words("type json_schema"),
    "monitor": words("version_reference version state created_at updated_at"),
    "aggregate": words("value evaluator_id evaluator_version_id created_at updated_at"),
    "function": words("name description strict parameters"),
    "linked_tool": words("name description strict parameters id version_id"),
    "inline_tool": words("type json_schema on_agent_call"),
    "file_tool": words("type link on_agent_call file"),
    "link": words("file_id environment_id version_id"),
    "message": words("role content name tool_call_id tool_calls thinking"),
    "run": words("id dataset version orchestrated added_at created_at created_by status control"),
    "evaluation": words(
        "id runs_count evaluators name file_id created_at created_by updated_at url"
    ),
    "evaluation_evaluator": words("version orchestrated added_at"),
}
OBJECTS: dict[str, Json] = {
    "user": full.full_user(),
    "environment": full.full_environment(),
    "dataset": full.full_dataset(),
    "prompt": full.full_prompt(),
    "tool": full.full_tool(),
    "flow": full.full_flow(),
    "evaluator": full.full_evaluator(),
    "agent": full.full_agent(),
    "spec": full.full_spec(),
    "spec_prompt": full.full_spec()["prompt"],
    "number_limits": full.full_spec()["number_limits"],
    "option": full.full_spec()["options"][0],
    "response_format": full.full_prompt()["response_format"],
    "monitor": full.full_monitor(),
    "aggregate": full.full_aggregate(),
    "function": full.full_function(),
    "linked_tool": full.full_linked_tool(),
    "inline_tool": full.full_inline_tool(),
    "file_tool": full.full_file_tool(),
    "link": full.full_file_tool()["link"],
    "message": full.full_message(),
    "run": full.full_run(),
    "evaluation": full.full_evaluation(),
    "evaluation_evaluator": full.full_evaluation()["evaluators"][0],
}
VARIANTS = ("prompt", "tool", "flow", "evaluator", "agent", "dataset")


@pytest.mark.parametrize("name", FIELDS)
def test_full_object_has_every_field_of_the_contract(name: str) -> None:
    """What the next test feeds is complete."""
    assert FIELDS[name] == set(OBJECTS[name])


def load(version: Json, files: list[Json]) -> tuple[list[Json], list[Note]]:
    """Rows with something in `extra`, and notes, of a run of a version and everything full."""
    run = full.full_run() | {"version": version}
    evaluation = full.full_evaluation() | {"created_by": full.full_user()}
    reader = FakeReader([(evaluation, [run])], files=files)
    extraction = Extraction(
        reader,
        Selection(all_evaluations=True),
        synced_at=datetime(2024, 6, 1, tzinfo=UTC),
        in_flight=1,
    )
    rows = [row for batch in extraction.batches() for t in batch.values() for row in t.to_pylist()]
    return [row for row in rows if row["extra"] is not None], list(extraction.report.notes)


@pytest.mark.parametrize("kind", VARIANTS)
def test_every_field_of_a_version_is_read(kind: str) -> None:
    """A run with all that the contract knows leaves nothing for `extra` and nothing to note."""
    listed = full.full_prompt() | {"environments": [full.full_environment()]}

    found = load(OBJECTS[kind] | {"id": "pr_full", "version_id": f"of_{kind}"}, [listed])

    assert found == ([], [])


def test_unknown_field_of_a_user_is_not_read() -> None:
    """The test above can fail: what the contract does not know is in `extra`."""
    stranger = user("usr_x", team_id="tm_1")

    rows, notes = load(full.full_prompt() | {"created_by": stranger}, [full.full_prompt()])

    assert [row["extra"] for row in rows] == ['{"team_id":"tm_1"}']
    assert [tuple(map(str, note)) for note in notes] == [("unknown_field", "users", "team_id")]

"""Which type a file is: what it says, else the prefix of its id, else its shape."""

from collections.abc import Callable

import pytest

import api_objects as api
import record_rows
from api_objects import Json, without
from humanloop_evals.tables import DATASETS, VERSIONS

BUILDERS: dict[str, Callable[..., Json]] = {
    "prompt": api.prompt,
    "tool": api.tool,
    "flow": api.flow,
    "evaluator": api.evaluator,
    "agent": api.agent,
    "dataset": api.dataset,
}
INFERRED = "type_inferred"


def types(value: Json) -> list[str]:
    """The types of the rows that a version becomes."""
    rows = record_rows.version(value)
    datasets = ["dataset" for _ in record_rows.in_table(rows, DATASETS)]
    return datasets + [row["type"] for row in record_rows.in_table(rows, VERSIONS)]


@pytest.mark.parametrize("kind", BUILDERS)
def test_type_is_what_the_file_says(kind: str) -> None:
    """Neither the id nor the shape is asked where there is a type."""
    value = BUILDERS[kind](id="pr_other", spec={}, max_iterations=1, model="m")

    assert [kind] == types(value)


@pytest.mark.parametrize("kind", BUILDERS)
def test_type_without_name_is_that_of_the_id(kind: str) -> None:
    """The published example has no type; the prefix of the id tells."""
    value = without(BUILDERS[kind](), "type")

    assert [kind] == types(value)


@pytest.mark.parametrize("kind", [name for name in BUILDERS if name != "agent"])
def test_type_without_name_and_prefix_is_that_of_the_shape(kind: str) -> None:
    """Fields that only one type has."""
    value = without(BUILDERS[kind](id="chosen-by-the-sender"), "type")

    assert [kind] == types(value)


def test_type_of_an_agent_shows_in_its_iterations() -> None:
    """An agent differs from a prompt by one field."""
    agent = without(api.agent(id="x", max_iterations=None), "type")
    looks_like_a_prompt = without(api.agent(id="x"), "type")

    assert [*types(agent), *types(looks_like_a_prompt)] == ["agent", "prompt"]


@pytest.mark.parametrize("declared", [None, "", 7, ["prompt"], {"name": "prompt"}])
def test_type_that_is_no_name_is_inferred(declared: object) -> None:
    """Null or of another shape: the id decides, and that it did is noted."""
    rows = record_rows.version(api.prompt(type=declared))

    kept = [("misfit", "versions", "type")] if declared is not None else []
    assert {(INFERRED, "versions", "type"), *kept} == record_rows.notes(rows)
    assert record_rows.only(rows, VERSIONS)["type"] == "prompt"


def test_type_that_nobody_knows_is_loaded() -> None:
    """A type of tomorrow is a version like any other, its unknown fields in `extra`."""
    rows = record_rows.version(api.prompt(type="workflow", steps=[1, 2]))

    row = record_rows.only(rows, VERSIONS)
    assert (row["type"], row["model"], row["extra"]) == ("workflow", "gpt-4o", '{"steps":[1,2]}')


def test_type_that_is_inferred_is_noted() -> None:
    """It was a guess, and the ledger says so."""
    rows = record_rows.version(without(api.dataset(), "type"))

    assert {(INFERRED, "datasets", "type")} == record_rows.notes(rows)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("prompt", {"version_logs_count", "total_logs_count", "inputs", "model"}),
        ("tool", {"version_logs_count", "total_logs_count", "inputs"}),
        ("flow", {"version_logs_count", "attributes"}),
        ("evaluator", {"version_logs_count", "total_logs_count", "inputs"}),
        ("agent", {"version_logs_count", "total_logs_count", "inputs", "model", "tools", "status"}),
    ],
)
def test_fields_that_only_one_type_promises_are_missed(kind: str, fields: set[str]) -> None:
    """Absent or null, they are NULL and noted."""
    absent = record_rows.version(without(BUILDERS[kind](), *fields))
    null = record_rows.version(BUILDERS[kind](**dict.fromkeys(fields)))

    expected = {("missing", "versions", field) for field in fields}
    assert (expected, expected) == (record_rows.notes(absent), record_rows.notes(null))


def test_spec_that_is_missing_is_noted_by_its_fields() -> None:
    """An evaluator without spec promises three things that are not there."""
    rows = record_rows.version(without(api.evaluator(), "spec"))

    names = ("spec.arguments_type", "spec.return_type", "spec.evaluator_type")
    assert {("missing", "versions", name) for name in names} == record_rows.notes(rows)

"""What does not fit its column: NULL there, exact in `extra`, and noted."""

from datetime import datetime
from typing import Any

import pytest

import api_objects as api
import record_rows
from api_objects import verbatim, without
from humanloop_evals.tables import RUNS, VERSIONS

FORTY_ZEROS = "1" + "0" * 40
# A field of each type of column, and the JSON that does not fit it.
MISFITS = [
    ("name", "7"),
    ("name", "true"),
    ("name", '{"en": "Tone"}'),
    ("name", '["Tone"]'),
    ("max_tokens", '"100"'),
    ("max_tokens", "1.5"),
    ("max_tokens", "1e3"),
    ("max_tokens", "true"),
    ("max_tokens", "9223372036854775808"),
    ("max_tokens", "-9223372036854775809"),
    ("max_tokens", FORTY_ZEROS),
    ("temperature", '"0.7"'),
    ("temperature", "false"),
    ("temperature", "9007199254740993"),
    ("temperature", FORTY_ZEROS),
    ("temperature", "1e-400"),
    ("temperature", "-1e-400"),
    ("committed_at", '"yesterday"'),
    ("committed_at", '"2024-02-30T00:00:00Z"'),
    ("committed_at", '"2024-07-08"'),
    ("committed_at", '"2024-07-08T22:40:35.1234567"'),
    ("committed_at", '"0001-01-01T00:00:00+10:00"'),
    ("committed_at", "1720478435"),
    ("committed_at", '""'),
    ("reasoning_effort", "0.5"),
    ("reasoning_effort", '{"level": "high"}'),
]


@pytest.mark.parametrize(("field", "text"), MISFITS)
def test_version_value_that_does_not_fit_is_kept(field: str, text: str) -> None:
    """The column is NULL, the value stands in `extra` as it was sent."""
    rows = record_rows.version(api.prompt(**{field: verbatim(text)}))

    row = record_rows.only(rows, VERSIONS)
    assert (field not in row, f'{{"{field}":{text}}}') == (True, row["extra"])
    assert {("misfit", "versions", field)} == record_rows.notes(rows)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("max_tokens", "-1", -1),
        ("max_tokens", "9223372036854775807", 2**63 - 1),
        ("max_tokens", "-9223372036854775808", -(2**63)),
        ("temperature", "0", 0.0),
        ("temperature", "0.7", 0.7),
        ("temperature", "0e5", 0.0),
        ("temperature", "9007199254740992", 2.0**53),
        ("temperature", "1e308", 1e308),
        ("temperature", "5e-324", 5e-324),
        ("reasoning_effort", '"high"', "high"),
        ("reasoning_effort", "2048", "2048"),
        ("reasoning_effort", "-1", "-1"),
        ("stop", '"END"', '"END"'),
        ("stop", '["END", 1]', '["END", 1]'),
        ("template", '"Hello"', "Hello"),
        ("attributes", "[1]", "[1]"),
        ("committed_at", '"2024-07-08T22:40:35.656915"', "2024-07-08T22:40:35.656915+00:00"),
        ("committed_at", '"2024-07-08T22:40:35Z"', "2024-07-08T22:40:35+00:00"),
        ("committed_at", '"2024-07-08 22:40:35.5+02:00"', "2024-07-08T20:40:35.500000+00:00"),
        ("committed_at", '"2024-07-08T22:40-0130"', "2024-07-09T00:10:00+00:00"),
        ("committed_at", '"1969-12-31T23:59:59.999999Z"', "1969-12-31T23:59:59.999999+00:00"),
    ],
)
def test_version_value_that_fits_is_read(field: str, text: str, value: Any) -> None:
    """At the edges of what a column holds."""
    rows = record_rows.version(api.prompt(**{field: verbatim(text)}))

    found = record_rows.only(rows, VERSIONS)[field]
    assert value == (found.isoformat() if isinstance(found, datetime) else found)
    assert set() == record_rows.notes(rows)


def test_number_keeps_the_sign_of_zero() -> None:
    """A double knows it, and so does the column."""
    rows = record_rows.version(api.prompt(temperature=verbatim("-0.0")))

    assert repr(record_rows.only(rows, VERSIONS)["temperature"]) == "-0.0"


def test_null_is_like_absent() -> None:
    """Captured answers send nulls where documentation leaves the key out."""
    names = ("description", "seed", "stop", "tools", "tags", "environments", "response_format")
    null = record_rows.version(api.prompt(**dict.fromkeys(names), created_by=None, template=None))

    assert record_rows.version(api.prompt()) == null


def test_unknown_field_is_kept_and_noted() -> None:
    """Fields of tomorrow, null or not, stand in `extra` in the order sent."""
    rows = record_rows.run(api.run(team=verbatim('{"b": 1, "a": 1.0}'), zone=None))

    assert record_rows.only(rows, RUNS)["extra"] == '{"team":{"b": 1, "a": 1.0},"zone":null}'
    unknown = {("unknown_field", "runs", name) for name in ("team", "zone")}
    assert unknown == record_rows.notes(rows)


def test_required_field_that_is_absent_is_null_and_noted() -> None:
    """What is no key may be missing."""
    rows = record_rows.run(without(api.run(), "created_at", "control"))

    missing = {("missing", "runs", "created_at"), ("missing", "evaluation_runs", "control")}
    assert missing == record_rows.notes(rows)


def test_evaluation_without_evaluators_is_noted() -> None:
    """The list is promised; an empty one would be fine."""
    rows = record_rows.evaluation(without(api.evaluation(), "evaluators"))

    assert {("missing", "evaluations", "evaluators")} == record_rows.notes(rows)


@pytest.mark.parametrize("created_by", ['"usr_1"', "7", '["usr_1"]'])
def test_author_who_is_no_object_is_kept(created_by: str) -> None:
    """The SDK types users as anything."""
    rows = record_rows.run(api.run(created_by=verbatim(created_by)))

    row = record_rows.only(rows, RUNS)
    assert ("created_by_id" in row, row["extra"]) == (False, f'{{"created_by":{created_by}}}')


@pytest.mark.parametrize("created_by", ['{"name": "Ada"}', '{"id": null}', '{"id": 7}', "{}"])
def test_author_without_id_is_kept(created_by: str) -> None:
    """Somebody who can't be told from others has no row, but is not lost."""
    tables = record_rows.everything(api.prompt(created_by=verbatim(created_by)))

    (row,) = tables["versions"]
    assert ("users" in tables, row["extra"]) == (False, f'{{"created_by":{created_by}}}')


@pytest.mark.parametrize("field", ["dataset", "version"])
@pytest.mark.parametrize("text", ['"prv_1"', "7", "[]", "false"])
def test_run_of_something_that_is_no_object_is_kept(field: str, text: str) -> None:
    """An id where a whole version was: no reference, but nothing lost."""
    rows = record_rows.run(api.run(**{field: verbatim(text)}))

    assert f'{{"{field}":{text}}}' == record_rows.only(rows, RUNS)["extra"]
    assert {("misfit", "runs", field)} == record_rows.notes(rows)


def test_explicit_nulls_of_an_evaluator_give_way_to_its_prompt() -> None:
    """A sender that names every column's field as null still has its prompt read."""
    spec = {"arguments_type": "a", "return_type": "b", "evaluator_type": "llm"}
    spec |= {"prompt": {"model": "gpt-4o", "temperature": 0.5}}

    rows = record_rows.version(api.evaluator(spec=spec, model=None, temperature=None))

    row = record_rows.only(rows, VERSIONS)
    assert (row["model"], row["temperature"], "extra" in row) == ("gpt-4o", 0.5, False)


def test_parameter_that_stands_twice_is_kept_twice() -> None:
    """An evaluator's own field wins over that of its prompt, which stays in `extra`."""
    spec = {"arguments_type": "a", "return_type": "b", "evaluator_type": "llm"}
    spec |= {"prompt": {"model": "inner", "topic": 1}}

    rows = record_rows.version(api.evaluator(spec=spec, model="outer"))

    row = record_rows.only(rows, VERSIONS)
    extra = '{"spec.prompt.model":"inner","spec.prompt.topic":1}'
    assert ("outer", extra) == (row["model"], row["extra"])

"""Lists inside versions and evaluations, of the documented shape and of others."""

import pytest

import api_objects as api
import record_rows
from api_objects import verbatim
from humanloop_evals.tables import (
    EVALUATIONS,
    VERSION_LINKED_TOOLS,
    VERSION_MONITORING_EVALUATORS,
    VERSION_TAGS,
    VERSION_TEMPLATE_MESSAGES,
    VERSION_TOOLS,
    VERSIONS,
)

LISTS = (
    "tags",
    "environments",
    "inputs",
    "evaluators",
    "evaluator_aggregates",
    "tools",
    "linked_tools",
    "template",
)
OF_OBJECTS = [name for name in LISTS if name not in {"tags", "linked_tools"}]


@pytest.mark.parametrize("field", LISTS)
@pytest.mark.parametrize("text", ["7", "true", '{"a": [1, 1.0]}', "[1, {}]", '[["x"]]', "[null]"])
def test_list_of_another_shape_is_kept(field: str, text: str) -> None:
    """The whole list stands in `extra`; the version has a row all the same."""
    rows = record_rows.version(api.prompt(**{field: verbatim(text)}))

    assert f'{{"{field}":{text}}}' == record_rows.only(rows, VERSIONS)["extra"]
    assert {("misfit", "versions", field)} == record_rows.notes(rows)
    assert {"versions"} == set(rows.tables)


@pytest.mark.parametrize("field", OF_OBJECTS)
def test_list_with_one_item_of_another_shape_is_kept_whole(field: str) -> None:
    """Half a list in a table would look like the whole."""
    text = '[{"id": "x", "name": "a"}, "a"]'

    rows = record_rows.version(api.prompt(**{field: verbatim(text)}))

    assert f'{{"{field}":{text}}}' == record_rows.only(rows, VERSIONS)["extra"]


def test_tags_with_one_that_is_no_text_are_kept_whole() -> None:
    """The same for texts."""
    rows = record_rows.version(api.prompt(tags=["calm", 1]))

    assert record_rows.only(rows, VERSIONS)["extra"] == '{"tags":["calm",1]}'


@pytest.mark.parametrize("field", LISTS)
def test_empty_list_has_no_rows(field: str) -> None:
    """Nothing is in it, so nothing is kept."""
    rows = record_rows.version(api.prompt(**{field: []}))

    assert record_rows.version(api.prompt()).tables == rows.tables


def test_tag_that_stands_twice_is_one_row() -> None:
    """Tags are a set."""
    rows = record_rows.version(api.prompt(tags=["b", "a", "b"]))

    found = [row["tag"] for row in record_rows.in_table(rows, VERSION_TAGS)]
    assert (["b", "a"], set()) == (found, record_rows.notes(rows))


def test_environment_that_stands_twice_is_noted() -> None:
    """One row, and a note that there were two records."""
    twice = [api.environment(), api.environment(name="again")]

    rows = record_rows.version(api.prompt(environments=twice))

    assert {("duplicate", "version_environments", "")} == record_rows.notes(rows)


def test_item_with_unknown_fields_keeps_them_in_its_own_row() -> None:
    """An item's `extra` is the item's."""
    rows = record_rows.version(api.tool(function={"name": "f", "kind": 1, "strict": "yes"}))

    row = record_rows.only(rows, VERSION_TOOLS)
    assert (row["name"], row["extra"]) == ("f", '{"kind":1,"strict":"yes"}')


def test_inline_tool_keeps_what_its_function_says_twice() -> None:
    """A field that stands outside and inside the function: neither is lost."""
    schema = {"name": "inner", "type": "function", "on_agent_call": "stop"}
    tool = {"type": "inline", "name": "outer", "json_schema": schema}

    rows = record_rows.version(api.agent(tools=[tool]))

    row = record_rows.only(rows, VERSION_TOOLS)
    extra = '{"json_schema.name":"inner","json_schema.type":"function",'
    extra += '"json_schema.on_agent_call":"stop"}'
    assert ("inline", "outer", extra) == (row["kind"], row["name"], row["extra"])


@pytest.mark.parametrize(
    ("tool", "kind"),
    [
        ({"name": "f"}, "function"),
        ({"json_schema": {"name": "f"}}, "inline"),
        ({"link": {"file_id": "pr_1"}}, "file"),
        ({"type": "remote"}, "remote"),
    ],
)
def test_tool_without_type_is_told_by_its_shape(tool: api.Json, kind: str) -> None:
    """A type of tomorrow is taken as it is."""
    rows = record_rows.version(api.agent(tools=[tool]))

    assert kind == record_rows.only(rows, VERSION_TOOLS)["kind"]


def test_linked_tools_may_be_ids() -> None:
    """As in the prompt of an LLM evaluator."""
    rows = record_rows.version(api.prompt(linked_tools=["tl_1", "tl_2"]))

    found = [row["linked_file_id"] for row in record_rows.in_table(rows, VERSION_LINKED_TOOLS)]
    assert found == ["tl_1", "tl_2"]


def test_message_content_of_another_shape_is_kept() -> None:
    """Neither a text nor a list of parts."""
    rows = record_rows.version(api.prompt(template=[{"role": "user", "content": {"text": "x"}}]))

    row = record_rows.only(rows, VERSION_TEMPLATE_MESSAGES)
    assert ("content" in row, row["extra"]) == (False, '{"content":{"text":"x"}}')


def test_monitor_that_refers_twice_keeps_the_second() -> None:
    """A reference is to an environment's file or to a version; both at once are not documented."""
    both = {"type": "version", "file": api.prompt("prv_f"), "version": api.prompt("prv_v")}

    rows = record_rows.version(api.prompt(evaluators=[api.monitor({}, version_reference=both)]))

    row = record_rows.only(rows, VERSION_MONITORING_EVALUATORS)
    assert row["reference_version_id"] == "prv_f"
    assert '{"version_reference.version":{' in row["extra"]


@pytest.mark.parametrize("reference", ['"prv_1"', "[]", "7"])
def test_monitor_with_a_reference_of_another_shape_is_kept(reference: str) -> None:
    """The monitor has its row, the reference stands in `extra`."""
    monitor = api.monitor({}, version_reference=verbatim(reference))

    rows = record_rows.version(api.prompt(evaluators=[monitor]))

    row = record_rows.only(rows, VERSION_MONITORING_EVALUATORS)
    assert ("active", f'{{"version_reference":{reference}}}') == (row["state"], row["extra"])


@pytest.mark.parametrize("text", ["{}", '"x"', "[1]"])
def test_evaluators_of_another_shape_are_kept(text: str) -> None:
    """An evaluation without rows for its evaluators, but with what was sent."""
    rows = record_rows.evaluation(api.evaluation(evaluators=verbatim(text)))

    assert f'{{"evaluators":{text}}}' == record_rows.only(rows, EVALUATIONS)["extra"]
    assert {"evaluations"} == set(rows.tables)


@pytest.mark.parametrize("spec", ['"llm"', "[]", "7"])
def test_spec_of_another_shape_is_kept(spec: str) -> None:
    """An evaluator whose spec can't be read is still a version."""
    rows = record_rows.version(api.evaluator(spec=verbatim(spec)))

    assert f'{{"spec":{spec}}}' == record_rows.only(rows, VERSIONS)["extra"]


def test_parts_of_a_spec_of_another_shape_are_kept() -> None:
    """Each under the name of where it stood."""
    spec = {"number_limits": [0, 1], "options": "x", "prompt": 7}

    rows = record_rows.version(api.evaluator(spec=spec))

    extra = '{"spec.number_limits":[0,1],"spec.options":"x","spec.prompt":7}'
    assert extra == record_rows.only(rows, VERSIONS)["extra"]


@pytest.mark.parametrize(("field", "item"), [("tags", '"a"'), ("inputs", '{"name":"a"}')])
def test_list_that_is_too_long_is_kept_as_text(field: str, item: str) -> None:
    """Nothing of the API is that long, and rows for it could fill the memory."""
    text = f"[{','.join([item] * 100_001)}]"

    rows = record_rows.version(api.prompt(**{field: verbatim(text)}))

    assert f'{{"{field}":{text}}}' == record_rows.only(rows, VERSIONS)["extra"]
    assert {"versions"} == set(rows.tables)

"""The generated account against the wire contract: fields, forms, enumerations, every variant."""

import json
import re
from dataclasses import asdict
from typing import Any

import pytest

from humanloop_evals.sandbox import Account
from humanloop_evals.sandbox.fields import FIELDS
from humanloop_evals.sandbox.story import FILES
from sandbox.account_objects import all_runs, objects, served, versions

Json = dict[str, Any]

KINDS = ("prompt", "tool", "flow", "evaluator", "agent", "dataset")
PREFIXES = {
    "prompt": ("pr", "prv"),
    "tool": ("tl", "tv"),
    "flow": ("fl", "flv"),
    "evaluator": ("ev", "evv"),
    "agent": ("ag", "agv"),
    "dataset": ("ds", "dsv"),
}
EVERY_VERSION = ("path", "id", "name", "version_id", "created_at", "updated_at", "last_used_at")
REQUIRED = {
    "prompt": (*EVERY_VERSION, "version_logs_count", "total_logs_count", "inputs", "model"),
    "tool": (*EVERY_VERSION, "version_logs_count", "total_logs_count", "inputs"),
    "flow": (*EVERY_VERSION, "version_logs_count", "attributes"),
    "evaluator": (*EVERY_VERSION, "version_logs_count", "total_logs_count", "inputs", "spec"),
    "agent": (
        *EVERY_VERSION,
        "version_logs_count",
        "total_logs_count",
        "inputs",
        "model",
        "tools",
        "status",
    ),
    "dataset": (*EVERY_VERSION, "datapoints_count"),
}
RUN = ("id", "orchestrated", "added_at", "created_at", "status", "control")
EVALUATION = ("id", "runs_count", "evaluators", "created_at", "updated_at")
EVALUATION_EVALUATOR = ("version", "orchestrated", "added_at")
DIRECTORY = ("id", "name", "path", "tags", "created_at", "updated_at")
USER = ("id", "email_address")
ENVIRONMENT = ("id", "created_at", "name", "tag")
MONITOR = ("version_reference", "state", "created_at", "updated_at")
AGGREGATE = ("value", "evaluator_id", "evaluator_version_id", "created_at", "updated_at")
FUNCTION = ("name", "description")
SPEC = ("arguments_type", "return_type", "evaluator_type")

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}")
IDENTIFIER = re.compile(r"[a-z]+_[0-9A-Za-z]{21}")


def within(account: Account, key: str) -> list[Json]:
    """Return the objects that stand, alone or in a list, under a key."""
    found: list[Json] = []
    for thing in objects([*served(account), *account.versions.values()]):
        inner = thing.get(key) if isinstance(thing.get(key), list) else [thing.get(key)]
        found += [part for part in inner or [] if isinstance(part, dict)]
    return found


def lacking(things: list[Json], required: tuple[str, ...]) -> set[str]:
    """Return the required fields some of the things lack; a list without things is a mistake."""
    assert things
    return {name for thing in things for name in required if thing.get(name) is None}


def test_story_names_only_fields_of_the_kind() -> None:
    """No field of the story is dropped because its kind does not have it."""
    unknown = {
        (story.key, name)
        for story in FILES
        for content in (story.base, *(step.changes for step in story.steps))
        for name in content
        if name not in FIELDS[story.kind]
    }

    assert unknown == set()


@pytest.mark.parametrize("kind", KINDS)
def test_version_has_every_required_field(account: Account, kind: str) -> None:
    """Versions of every kind have what the contract requires, and say which kind they are."""
    chosen = [version for version in versions(account) if version["type"] == kind]

    assert lacking(chosen, (*REQUIRED[kind], "type")) == set()


def test_run_and_evaluation_have_every_required_field(account: Account) -> None:
    """Runs, evaluations and their evaluators have what the contract requires."""
    evaluators = [each for record in account.evaluations for each in record["evaluators"]]

    assert lacking(all_runs(account), RUN) == set()
    assert lacking(account.evaluations, EVALUATION) == set()
    assert lacking(evaluators, EVALUATION_EVALUATOR) == set()
    assert lacking(account.directories, DIRECTORY) == set()


@pytest.mark.parametrize(
    ("key", "required"),
    [
        ("created_by", USER),
        ("environments", ENVIRONMENT),
        ("environment", ENVIRONMENT),
        ("evaluator_aggregates", AGGREGATE),
        ("json_schema", ()),
        ("function", ("name",)),
        ("linked_tools", (*FUNCTION, "id", "version_id")),
        ("inputs", ("name",)),
        ("options", ("name",)),
        ("spec", SPEC),
        ("response_format", ("type",)),
        ("link", ("file_id",)),
    ],
)
def test_nested_object_has_every_required_field(
    account: Account, key: str, required: tuple[str, ...]
) -> None:
    """What is nested in versions has what the contract requires."""
    assert lacking(within(account, key), required) == set()


def test_monitoring_evaluator_has_every_required_field(account: Account) -> None:
    """Monitoring evaluators refer to a deployment or to a version, with the whole file inside."""
    monitors = [thing for thing in objects(served(account)) if "version_reference" in thing]
    references = [monitor["version_reference"] for monitor in monitors]
    inside = {
        (place["type"], (place.get("file") or place.get("version"))["type"]) for place in references
    }

    assert lacking(monitors, MONITOR) == set()
    assert inside == {("environment", "evaluator"), ("version", "evaluator")}
    assert {monitor["state"] for monitor in monitors} == {"active", "inactive"}


def test_tool_function_has_every_required_field(account: Account) -> None:
    """Functions of tools, of prompts and inside agents have a name and a description."""
    known = versions(account)
    functions = [version["function"] for version in known if version.get("function")]
    functions += [
        tool for version in known if version["type"] == "prompt" for tool in version["tools"] or []
    ]
    functions += [
        tool["json_schema"]
        for version in known
        if version["type"] == "agent"
        for tool in version["tools"]
        if tool["type"] == "inline"
    ]

    assert lacking(functions, FUNCTION) == set()


def test_spec_has_what_its_evaluator_type_adds(account: Account) -> None:
    """Code has code, people have instructions, a model has a prompt with a model."""
    specs = [version["spec"] for version in versions(account) if version["type"] == "evaluator"]
    added = {(spec["evaluator_type"], *sorted(spec.keys() - _common_spec())) for spec in specs}
    prompts = [spec["prompt"] for spec in specs if spec.get("prompt")]

    assert added == {
        ("llm", "prompt"),
        ("python", "code"),
        ("human", "instructions"),
        ("external",),
    }
    assert lacking(prompts, ("model",)) == set()
    assert lacking([spec for spec in specs if "code" in spec], ("code",)) == set()


def _common_spec() -> set[str]:
    return {*SPEC, "attributes", "options", "number_limits", "number_valence"}


def test_id_has_the_captured_form(account: Account) -> None:
    """Ids are a prefix and 21 base-62 characters; the prefix belongs to the kind."""
    wrong = [
        version
        for version in versions(account)
        if (version["id"].split("_")[0], version["version_id"].split("_")[0])
        != PREFIXES[version["type"]]
    ]
    # The id of a tool call belongs to the model provider.
    ids = [
        thing[name]
        for thing in objects(served(account))
        for name in ("id", "version_id")
        if thing.get(name) and not thing[name].startswith("call_")
    ]

    assert wrong == []
    assert [text for text in ids if not IDENTIFIER.fullmatch(text)] == []
    assert {run["id"].split("_")[0] for run in all_runs(account)} == {"rn"}
    assert {record["id"].split("_")[0] for record in account.evaluations} == {"evr"}


def test_time_has_the_captured_form(account: Account) -> None:
    """Every time is naive with six decimals."""
    times = [
        text
        for thing in objects(served(account))
        for name, text in thing.items()
        if name.endswith("_at") and text is not None
    ]

    assert [text for text in times if not TIME.fullmatch(text)] == []


def test_optional_field_is_an_explicit_null(account: Account) -> None:
    """Versions of a kind all have the same keys, in the same order."""
    shapes = {kind: {tuple(v) for v in versions(account) if v["type"] == kind} for kind in KINDS}

    assert {kind: len(shape) for kind, shape in shapes.items()} == dict.fromkeys(KINDS, 1)


def test_user_carries_the_captured_extra_key_sometimes(account: Account) -> None:
    """Some users have platform_access, one has no name; all addresses are reserved for examples."""
    users = {user["id"]: user for user in within(account, "created_by")}.values()

    assert {user.get("platform_access") for user in users} == {None, "user", "superadmin"}
    assert None in {user["full_name"] for user in users}
    assert {user["email_address"].split("@")[1] for user in users} == {"example.com", "example.org"}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("endpoint", {"complete", "chat", "edit", None}),
        ("template_language", {"default", "jinja", None}),
        ("tool_type", {"pinecone_search", "google", "mock", "snippet", "json_schema",
                       "get_api_call", "python"}),
        ("status", {"committed", "uncommitted", "deleted"}),
        ("provider", {"anthropic", "bedrock", "cohere", "deepseek", "google", "groq", "mock",
                      "openai", "openai_azure", "replicate", None}),
    ],
)  # fmt: skip
def test_version_shows_every_value_of_an_enumeration(
    account: Account, field: str, expected: set[str | None]
) -> None:
    """Each enumeration of the contract appears with all its values."""
    assert {version[field] for version in versions(account) if field in version} == expected


def test_evaluator_shows_every_type_and_valence(account: Account) -> None:
    """All four evaluator types, five return types, argument types and valences appear."""
    specs = [version["spec"] for version in versions(account) if version["type"] == "evaluator"]
    options = [option["valence"] for spec in specs for option in spec["options"] or []]

    assert {spec["evaluator_type"] for spec in specs} == {"llm", "python", "human", "external"}
    assert {spec["return_type"] for spec in specs} == {
        "boolean", "number", "select", "multi_select", "text"
    }  # fmt: skip
    assert {spec["arguments_type"] for spec in specs} == {"target_free", "target_required"}
    assert {*options} == {"positive", "negative", "neutral", None}
    assert {spec["number_valence"] for spec in specs} == {"positive", "negative", "neutral", None}


def test_template_shows_every_shape(account: Account) -> None:
    """Templates are text, a list of messages or null; message content is text, parts or null."""
    templates = [v["template"] for v in versions(account) if v["type"] in ("prompt", "agent")]
    messages = [message for found in templates if isinstance(found, list) for message in found]
    thoughts = [part["type"] for message in messages for part in message.get("thinking") or []]
    parts = [
        part
        for message in messages
        if isinstance(message["content"], list)
        for part in message["content"]
    ]

    assert {type(template) for template in templates} == {str, list, type(None)}
    assert {type(message["content"]) for message in messages} == {str, list, type(None)}
    assert {message["role"] for message in messages} == {
        "system", "user", "assistant", "tool", "developer"
    }  # fmt: skip
    assert {part["type"] for part in parts} == {"text", "image_url"}
    assert thoughts == ["thinking", "redacted_thinking"]
    assert any(message.get("tool_calls") for message in messages)


def test_stop_and_reasoning_effort_show_both_types(account: Account) -> None:
    """Stop is text or a list, reasoning effort a word or a number."""
    known = [v for v in versions(account) if v["type"] in ("prompt", "agent")]

    assert {type(version["stop"]) for version in known} == {str, list, type(None)}
    for kind in ("prompt", "agent"):
        efforts = {type(v["reasoning_effort"]) for v in known if v["type"] == kind}
        assert efforts == {str, int, type(None)}


def test_agent_tool_shows_every_kind(account: Account) -> None:
    """Agents have inline tools and linked files, with and without the file in the answer."""
    tools = [t for v in versions(account) if v["type"] == "agent" for t in v["tools"]]
    linked = [tool for tool in tools if tool["type"] == "file"]

    assert {tool["type"] for tool in tools} == {"inline", "file"}
    assert {tool["on_agent_call"] for tool in tools} == {"stop", "continue", None}
    assert {tool["file"] and tool["file"]["type"] for tool in linked} == {
        "tool", "prompt", "agent", None
    }  # fmt: skip
    assert {(bool(t["link"]["environment_id"]), bool(t["link"]["version_id"])) for t in linked} == {
        (False, False), (True, False), (False, True)
    }  # fmt: skip


def test_json_value_is_plain(account: Account) -> None:
    """The account is JSON already: reading back what was written changes nothing."""
    assert json.loads(json.dumps(asdict(account))) == asdict(account)

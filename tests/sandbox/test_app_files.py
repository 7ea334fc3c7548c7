"""GET /files of the fake API: every filter, the order, and the text form of prompts and agents."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from humanloop_evals.sandbox import Account


def get(client: FlaskClient, route: str, **query: Any) -> Any:
    """Return the body of a good answer."""
    response = client.get(f"/v5{route}", query_string=query)
    assert response.status_code == 200, response.text
    return response.json


def names(client: FlaskClient, **query: Any) -> list[str]:
    """Return the names of all files that pass the filters, in the order of the answer."""
    return [record["name"] for record in get(client, "/files", size=1000, **query)["records"]]


def test_files_name_ignores_case(client: FlaskClient) -> None:
    """The name filter finds parts of names in any case."""
    assert sorted(names(client, name="sUpPoRt")) == [
        "Support agent",
        "Support answer",
        "Support questions",
        "Support with retrieval",
    ]


def test_files_path_takes_a_directory_and_all_below(client: FlaskClient) -> None:
    """The path filter includes subdirectories, but no directory that merely begins alike."""
    below = get(client, "/files", path="support", size=100)["records"]
    deeper = get(client, "/files", path="/support/agents/", size=100)["records"]

    assert {record["path"] for record in below} > {record["path"] for record in deeper}
    assert [record["path"].startswith("support/") for record in below] == [True] * len(below)
    assert names(client, path="supp") == []
    assert len(names(client, path="")) == 55


def test_files_template_keeps_templates(client: FlaskClient) -> None:
    """With template=true only starting points are left; false changes nothing."""
    assert names(client, template="true") == ["Few-shot classifier"]
    assert len(names(client, template="false")) == 55


@pytest.mark.parametrize("kind", ["prompt", "tool", "dataset", "evaluator", "flow", "agent"])
def test_files_type_keeps_one_type(client: FlaskClient, kind: str) -> None:
    """One type leaves files of that type."""
    records = get(client, "/files", type=kind, size=100)["records"]

    assert {record["type"] for record in records} == {kind}


def test_files_type_may_be_repeated(client: FlaskClient) -> None:
    """Repeated types are joined."""
    records = get(client, "/files", type=["flow", "agent"], size=100)["records"]

    assert {record["type"] for record in records} == {"flow", "agent"}


def test_files_environment_finds_deployments_of_older_versions(
    client: FlaskClient, account: Account
) -> None:
    """A file is found if any of its versions is deployed there, whatever its newest one is."""
    expected = {
        file["name"]
        for file in account.files
        for version in account.versions[file["id"]]
        if "eu-production" in [place["name"] for place in version["environments"]]
    }

    assert set(names(client, environment="eu-production")) == expected
    assert "Support answer" in expected


def test_files_environment_respects_case(client: FlaskClient) -> None:
    """The name of an environment must be exact."""
    assert names(client, environment="Production") == []


def test_files_filters_add_up(client: FlaskClient) -> None:
    """A file must pass all filters."""
    found = names(client, type="prompt", path="support", environment="production", name="re")

    assert found == ["Reply rewriter"]


@pytest.mark.parametrize("field", ["created_at", "updated_at", "name"])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_files_sort_by_field(client: FlaskClient, field: str, order: str) -> None:
    """Files are sorted by each field in both directions; names without regard to case."""
    records = get(client, "/files", sort_by=field, order=order, size=100)["records"]
    values = [record[field].casefold() for record in records]

    assert values == sorted(values, reverse=order == "desc")


def test_files_raw_content_comes_when_asked_for(client: FlaskClient) -> None:
    """Prompts and agents have a text form, the other types do not even have the field."""
    records = get(client, "/files", include_raw_file_content="true", size=100)["records"]
    shown = {record["type"] for record in records if record.get("raw_file_content")}
    triage = next(record for record in records if record["name"] == "Query rewriter")

    assert shown == {"prompt", "agent"}
    assert triage["raw_file_content"] == (
        '---\nmodel: "mock-echo"\ntemperature: 0\nmax_tokens: 30\ntop_p: 1\npresence_penalty: 0\n'
        'frequency_penalty: 0\nother: {}\nprovider: "mock"\nendpoint: "chat"\n'
        'template_language: "default"\n---\n\n<system>\nCorrect spelling, add at most two '
        "synonyms, answer with words only.\n</system>\n\n<user>\n{{words}}\n</user>\n"
    )


def test_files_raw_content_is_null_by_default(client: FlaskClient) -> None:
    """Without asking the field is null."""
    records = get(client, "/files", type="prompt", size=100)["records"]

    assert {record["raw_file_content"] for record in records} == {None}

"""GET /{type}s/{id}/versions of the fake API: the history of every file."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from humanloop_evals.sandbox import Account

Json = dict[str, Any]


def versions(client: FlaskClient, file: Json, **query: Any) -> list[Json]:
    """Return the versions of a file."""
    response = client.get(f"/v5/{file['type']}s/{file['id']}/versions", query_string=query)
    assert response.status_code == 200, response.text
    body: Json = response.get_json()
    assert list(body) == ["records"]
    records: list[Json] = body["records"]
    return records


def dataset(account: Account) -> Json:
    """Return a dataset with several versions."""
    return next(f for f in account.files if f["name"] == "Support questions")


def test_versions_are_the_whole_history(client: FlaskClient, account: Account) -> None:
    """Every version of every file comes, newest first, with everything it has."""
    found = {file["id"]: versions(client, file) for file in account.files}

    assert found == account.versions


def test_versions_hold_datapoints_when_asked_for(client: FlaskClient, account: Account) -> None:
    """Only the newest version of a dataset then has its datapoints."""
    file = dataset(account)
    newest, *older = versions(client, file, include_datapoints="latest_saved")

    assert len(newest["datapoints"]) == newest["datapoints_count"]
    assert [newest | {"datapoints": None}, *older] == account.versions[file["id"]]


@pytest.mark.parametrize("query", [{"evaluator_aggregates": "maybe"}, {"include_datapoints": "x"}])
def test_versions_bad_parameter_is_refused(
    client: FlaskClient, account: Account, query: Json
) -> None:
    """Parameters are checked like everywhere."""
    route = f"/v5/datasets/{dataset(account)['id']}/versions"

    assert client.get(route, query_string=query).status_code == 422


def test_versions_of_another_type_are_not_found(client: FlaskClient, account: Account) -> None:
    """A dataset is no prompt, and nobody is anything."""
    for wanted in (dataset(account)["id"], "nobody"):
        response = client.get(f"/v5/prompts/{wanted}/versions")

        assert response.status_code == 404
        assert response.get_json()["detail"]["msg"] == "Prompt not found"

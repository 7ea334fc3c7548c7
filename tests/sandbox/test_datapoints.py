"""GET /datasets/{id}/datapoints of the fake API: versions, paging, forms and contents."""

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from humanloop_evals.sandbox import Account

Json = dict[str, Any]

SUPPORT = "Support questions"


def dataset(account: Account, name: str) -> Json:
    """Return the newest version of a dataset."""
    return next(file for file in account.files if file["name"] == name)


def fetch(client: FlaskClient, account: Account, name: str, **query: Any) -> list[Json]:
    """Return the datapoints of a dataset."""
    route = f"/v5/datasets/{dataset(account, name)['id']}/datapoints"
    response = client.get(route, query_string={"size": 1000, **query})
    assert response.status_code == 200, response.text
    records: list[Json] = response.get_json()["records"]
    return records


def every_version(account: Account) -> list[Json]:
    """Return all versions of all datasets."""
    found = [version for versions in account.versions.values() for version in versions]
    return [version for version in found if version["type"] == "dataset"]


def everything(client: FlaskClient, account: Account) -> list[Json]:
    """Return the datapoints of all versions of all datasets."""
    return [
        datapoint
        for version in every_version(account)
        for datapoint in fetch(client, account, version["name"], version_id=version["version_id"])
    ]


def test_datapoints_are_as_many_as_the_version_says(client: FlaskClient, account: Account) -> None:
    """Every dataset version has exactly datapoints_count datapoints, each once."""
    counts = {
        version["version_id"]: version["datapoints_count"] for version in every_version(account)
    }
    found = {
        version["version_id"]: len(
            {
                d["id"]
                for d in fetch(client, account, version["name"], version_id=version["version_id"])
            }
        )
        for version in every_version(account)
    }

    assert found == counts


def test_datapoints_come_in_pages_of_fifty(client: FlaskClient, account: Account) -> None:
    """The envelope is that of all lists; without a size fifty come, from the first on."""
    version = dataset(account, SUPPORT)
    route = f"/v5/datasets/{version['id']}/datapoints?version_id={version['version_id']}"

    first, second = client.get(route).get_json(), client.get(f"{route}&page=2").get_json()

    assert list(first) == ["records", "page", "size", "total"]
    assert (first["page"], first["size"], first["total"]) == (1, 50, 70)
    assert [len(first["records"]), len(second["records"])] == [50, 20]


def test_datapoints_default_to_the_default_environment(
    client: FlaskClient, account: Account
) -> None:
    """Without a wish the version in production is shown, else the newest."""
    versions = account.versions[dataset(account, "Catalogue items")["id"]]

    assert len(fetch(client, account, SUPPORT)) == 44
    assert len(fetch(client, account, SUPPORT, environment="staging")) == 60
    assert len(fetch(client, account, "Catalogue items")) == versions[0]["datapoints_count"]


@pytest.mark.parametrize("query", ["version_id=nobody", "environment=nobody"])
def test_datapoints_of_an_unknown_version_are_not_found(
    client: FlaskClient, account: Account, query: str
) -> None:
    """A version or environment the dataset does not have is a 404."""
    route = f"/v5/datasets/{dataset(account, SUPPORT)['id']}/datapoints"

    assert client.get(f"{route}?{query}").status_code == 404


def test_datapoints_of_a_prompt_are_not_found(client: FlaskClient, account: Account) -> None:
    """Only datasets have datapoints."""
    prompt = dataset(account, "Support answer")

    for wanted in (prompt["id"], "nobody"):
        assert client.get(f"/v5/datasets/{wanted}/datapoints").status_code == 404


def test_datapoint_is_the_same_in_every_version(client: FlaskClient, account: Account) -> None:
    """Versions of a dataset share datapoints; one id always comes with one content."""
    seen: dict[str, str] = {}
    found = everything(client, account)
    different = [
        each["id"]
        for each in found
        if seen.setdefault(each["id"], json.dumps(each)) != json.dumps(each)
    ]

    assert different == []
    assert len(seen) < len(found)


def test_datapoint_has_every_field_and_form(client: FlaskClient, account: Account) -> None:
    """Ids have the usual form, inputs are texts, the segment among them; nothing is left open."""
    found = everything(client, account)
    inputs = [each["inputs"] for each in found]

    assert {tuple(each) for each in found} == {("id", "inputs", "messages", "target")}
    assert all(re.fullmatch(r"dp_[0-9A-Za-z]{21}", each["id"]) for each in found)
    assert {type(value) for each in inputs for value in each.values()} == {str}
    assert all(each["segment"] for each in inputs)
    assert "{" not in "".join(value for each in inputs for value in each.values())


def test_datapoint_target_shows_every_type(client: FlaskClient, account: Account) -> None:
    """Targets hold texts, numbers, lists, objects and booleans; photos had none at first."""
    found = everything(client, account)
    photos = account.versions[dataset(account, "Damage photos")["id"]][-1]
    types = {type(value) for each in found for value in (each["target"] or {}).values()}
    first = fetch(client, account, "Damage photos", version_id=photos["version_id"])

    assert types == {str, int, float, bool, list, dict}
    assert {each["target"] for each in first} == {None}


def test_datapoint_messages_are_there_for_some(client: FlaskClient, account: Account) -> None:
    """Agents' tasks are text messages, photos messages of parts, the rest has none."""
    found = everything(client, account)
    contents = {type(message["content"]) for each in found for message in each["messages"] or ()}

    assert contents == {str, list}
    assert any(each["messages"] is None for each in found)


def test_datapoint_texts_are_not_plain(client: FlaskClient, account: Account) -> None:
    """Umlauts, quotes, line breaks and an emoji appear."""
    text = "".join(v for each in everything(client, account) for v in each["inputs"].values())

    assert all(character in text for character in ("ü", '"', "\n", "🙂"))

"""An export answers what the API answered that it was made from, byte for byte."""

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from export.trees import tree
from humanloop_evals.export import Job, export
from humanloop_evals.extract import Scope
from humanloop_evals.sandbox import Account
from humanloop_evals.sync import sync
from replay.conftest import Serve, client_of, everything
from sync.accounts import make_job
from sync.contents import contents

PAGES = ("", "?page=2", "?size=0", "?size=7&page=3", "?size=1000", "?page=99")
FILTERS = (
    "type=prompt&type=flow",
    "name=sUpPoRt",
    "path=support",
    "path=/support/agents/",
    "environment=production",
    "environment=eu-production",
    "environment=Production",
    "sort_by=name&order=asc",
    "sort_by=updated_at",
    "sort_by=created_at&order=asc&size=5&page=2",
)


def same(replayed: FlaskClient, original: FlaskClient, *routes: str) -> list[str]:
    """The routes that are answered alike, which have to be all of them."""
    different = []
    for route in routes:
        found, expected = replayed.get(f"/v5{route}"), original.get(f"/v5{route}")
        assert expected.status_code == 200, (route, expected.text)
        if (found.status_code, found.data) != (200, expected.data):
            different.append((route, found.status_code, found.data[:300], expected.data[:300]))
    assert different == []
    return list(routes)


def with_logs(account: Account) -> dict[str, Any]:
    """The evaluation with the most runs."""
    return max(account.evaluations, key=lambda one: len(account.runs[one["id"]]))


@pytest.mark.parametrize("kind", ["folder", "zip", "tar.gz"])
def test_evaluations_are_the_same(
    archives: dict[str, Path], serve: Serve, original: FlaskClient, account: Account, kind: str
) -> None:
    """Each with its runs, stats and logs, whatever the export lies in."""
    routes = [f"/evaluations?file_id={file['id']}&size=100" for file in account.files]
    for evaluation in account.evaluations:
        one = f"/evaluations/{evaluation['id']}"
        routes += [one, f"{one}/runs", f"{one}/stats", f"{one}/logs?size=5000"]

    same(serve(archives[kind]), original, *routes)


def test_pages_of_logs_are_the_same(
    replayed: FlaskClient, original: FlaskClient, account: Account
) -> None:
    """Any page of any size, in any order, of any runs."""
    key = with_logs(account)["id"]
    runs = [run["id"] for run in account.runs[key]]
    chosen = "&".join(f"run_id={run_id}" for run_id in runs[2:5])
    routes = [f"/evaluations/{key}/logs{query}" for query in (*PAGES, *reversed(PAGES))]
    routes += [f"/evaluations/{key}/logs?run_id={run_id}&size=500" for run_id in runs]
    routes += [f"/evaluations/{key}/logs?{chosen}&size=30&page={page}" for page in (1, 2, 9)]

    same(replayed, original, *routes, f"/evaluations/{key}/logs?run_id=rn_nobody")


def test_files_are_the_same(replayed: FlaskClient, original: FlaskClient) -> None:
    """Under every filter and order, and page by page."""
    same(replayed, original, *(f"/files{query}" for query in PAGES))
    same(replayed, original, *(f"/files?{query}" for query in FILTERS))


def test_versions_are_the_same(
    replayed: FlaskClient, original: FlaskClient, account: Account
) -> None:
    """The whole history of every file."""
    same(
        replayed,
        original,
        *(f"/{file['type']}s/{file['id']}/versions" for file in account.files),
    )


def test_datapoints_are_the_same(
    replayed: FlaskClient, original: FlaskClient, account: Account
) -> None:
    """Of every version, chosen by id or by environment, and with the version itself."""
    routes = []
    for file in account.files:
        if file["type"] == "dataset":
            one = f"/datasets/{file['id']}"
            routes += [f"{one}/datapoints{query}" for query in PAGES]
            routes += [f"{one}/versions?include_datapoints=latest_saved"]
            routes += [
                f"{one}/datapoints?size=500&version_id={version['version_id']}"
                for version in account.versions[file["id"]]
            ]
            deployed = [e["name"] for v in account.versions[file["id"]] for e in v["environments"]]
            routes += [f"{one}/datapoints?environment={name}" for name in deployed]

    same(replayed, original, *routes)


@pytest.mark.parametrize("steps", ["", "&include_trace_children=true"])
def test_file_logs_are_the_same(
    replayed: FlaskClient, original: FlaskClient, account: Account, steps: str
) -> None:
    """With the steps inside them or without, and under every filter."""
    routes = [f"/logs?file_id={file['id']}&size=5000{steps}" for file in account.files]
    prompt = with_logs(account)["file_id"]
    log = original.get(f"/v5/logs?file_id={prompt}&size=50").get_json()["records"][-1]
    filters = (
        f"version_id={log['prompt']['version_id']}",
        f"id={log['id'][4:11]}&id={log['id'][:9]}",
        "search=order",
        'metadata_search="position": 3}',
        f"start_date={log['created_at']}",
        f"end_date={log['created_at']}",
        "in_trace_filter=true",
        "sample=12",
        "sample=5&search=the&page=2&size=3",
    )
    routes += [f"/logs?file_id={prompt}{steps}&{query}" for query in filters]

    same(replayed, original, *routes)


@pytest.mark.parametrize(
    "route",
    [
        "/files?page=0",
        "/files?type=session",
        "/evaluations",
        "/evaluations?file_id=nobody",
        "/evaluations/nobody",
        "/evaluations/nobody/runs",
        "/evaluations/nobody/stats",
        "/evaluations/nobody/logs",
        "/prompts/nobody/versions",
        "/datasets/nobody/versions",
        "/datasets/nobody/datapoints",
        "/datasets/{dataset}/datapoints?version_id=nobody",
        "/datasets/{dataset}/datapoints?environment=nobody",
        "/datasets/{dataset}/versions?include_datapoints=x",
        "/logs",
        "/logs?file_id=nobody",
        "/logs?file_id={dataset}&size=-1",
        "/logs?file_id={dataset}&start_date=soon",
        "/logs?file_id={dataset}&sample=x",
    ],
)
def test_refusals_are_the_same(
    replayed: FlaskClient, original: FlaskClient, account: Account, route: str
) -> None:
    """With the API's status and detail."""
    dataset = next(file["id"] for file in account.files if file["type"] == "dataset")
    whole = f"/v5{route.format(dataset=dataset)}"
    found, expected = replayed.get(whole), original.get(whole)

    assert expected.status_code in {404, 422}
    assert (found.status_code, found.json) == (expected.status_code, expected.json)


@pytest.mark.slow
def test_export_of_a_replay_is_the_export(
    replayed: FlaskClient, account: Account, exported: Path, tmp_path: Path
) -> None:
    """Nothing is lost on the way there and back."""
    reader = client_of(replayed.application)
    outcome = export(Job(reader, everything(account), "replay", tmp_path / "again", in_flight=4))

    assert outcome.failures == {}
    assert tree(tmp_path / "again") == tree(exported)


@pytest.mark.slow
def test_sync_from_a_replay_is_the_sync(
    replayed: FlaskClient, original: FlaskClient, account: Account, tmp_path: Path
) -> None:
    """Every row of every table."""
    found = []
    for name, client in (("one", replayed), ("other", original)):
        reader, database = client_of(client.application), tmp_path / f"{name}.duckdb"
        sync(make_job(reader, database, selection=everything(account), scope=Scope()))
        found.append(contents(database))

    assert found[0] == found[1]

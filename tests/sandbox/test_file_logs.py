"""GET /logs of the fake API: the logs of a file, each once, under every filter."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from humanloop_evals.sandbox import Account
from sandbox.asking import client_of
from sandbox.asking import fetch as fetch_of_evaluation

Json = dict[str, Any]
WITH_STEPS = {"include_trace_children": "true"}


def fetch(client: FlaskClient, **query: Any) -> Json:
    """Return a page of the logs of a file."""
    response = client.get("/v5/logs", query_string={"size": 5000, **query})
    assert response.status_code == 200, response.text
    body: Json = response.get_json()
    return body


@pytest.fixture
def asked(small: Account) -> FlaskClient:
    """Return a client of the small account."""
    return client_of(small)


@pytest.fixture
def prompt_id(small: Account) -> str:
    """Return the file that most runs are of."""
    ids = [run["version"]["id"] for runs in small.runs.values() for run in runs if run["version"]]
    return str(max(ids, key=ids.count))


def of_runs(client: FlaskClient, account: Account) -> dict[str, dict[str, Json]]:
    """Return by file the logs as the evaluations show them, without their judgments."""
    found: dict[str, dict[str, Json]] = {file["id"]: {} for file in account.files}
    for evaluation in account.evaluations:
        for record in fetch_of_evaluation(client, evaluation["id"])["records"]:
            log = record["log"] | {"evaluator_logs": []}
            made_by = next(log[kind] for kind in KINDS if kind in log)
            found[made_by["id"]][log["id"]] = log
    return found


KINDS = ("prompt", "tool", "evaluator", "flow", "agent")


def test_logs_of_files_are_those_of_their_runs(asked: FlaskClient, small: Account) -> None:
    """Every log of every evaluation is listed under its file, once, with the same content."""
    totals = {}
    expected = of_runs(asked, small)
    for file in small.files:
        body = fetch(asked, file_id=file["id"], **WITH_STEPS)
        totals[file["type"]] = totals.get(file["type"], 0) + body["total"]

        assert {log["id"]: log for log in body["records"]} == expected[file["id"]]
        assert len(body["records"]) == body["total"]

    assert all(totals[kind] > 0 for kind in KINDS)


def test_logs_of_a_file_come_in_pages(asked: FlaskClient, prompt_id: str) -> None:
    """Without parameters the first ten come; pages make up the list."""
    first = asked.get("/v5/logs", query_string={"file_id": prompt_id}).get_json()
    everything = fetch(asked, file_id=prompt_id)["records"]
    second = fetch(asked, file_id=prompt_id, page=2, size=10)["records"]

    assert list(first) == ["records", "page", "size", "total"]
    assert (first["page"], first["size"], first["total"]) == (1, 10, len(everything))
    assert [*first["records"], *second] == everything[:20]


def test_logs_of_a_file_show_steps_when_asked_for(asked: FlaskClient, small: Account) -> None:
    """A flow's log has its steps only on demand."""
    flow = next(f for f in small.files if f["name"] == "Support with retrieval")
    without = fetch(asked, file_id=flow["id"])["records"]
    with_steps = fetch(asked, file_id=flow["id"], **WITH_STEPS)["records"]

    assert {len(log["trace_children"]) for log in without} == {0}
    assert {len(log["trace_children"]) for log in with_steps} == {2}
    assert [log | {"trace_children": []} for log in with_steps] == without


def test_logs_filters_leave_what_passes(asked: FlaskClient, prompt_id: str) -> None:
    """Each filter means what its name says."""
    logs = fetch(asked, file_id=prompt_id)["records"]
    middle = logs[len(logs) // 2]
    version_id, written = middle["prompt"]["version_id"], middle["created_at"]
    word = middle["output"].split()[0].upper()
    expected = {
        ("version_id", version_id): [v for v in logs if v["prompt"]["version_id"] == version_id],
        ("id", middle["id"][4:12]): [middle],
        ("search", word): [v for v in logs if word.lower() in str(v).lower()],
        ("metadata_search", '"position": 3}'): [v for v in logs if v["metadata"]["position"] == 3],
        ("start_date", written): [v for v in logs if v["created_at"] >= written],
        ("end_date", f"{written}Z"): [v for v in logs if v["created_at"] <= written],
        ("in_trace_filter", "true"): [],
        ("in_trace_filter", "false"): logs,
    }
    found = {
        (name, value): fetch(asked, file_id=prompt_id, **{name: value})["records"]
        for name, value in expected
        if name != "search"
    }
    searched = fetch(asked, file_id=prompt_id, search=word)["records"]

    assert found == {key: value for key, value in expected.items() if key[0] != "search"}
    assert middle in searched
    assert [log for log in searched if log not in expected["search", word]] == []


def test_logs_sample_is_the_same_each_time(asked: FlaskClient, prompt_id: str) -> None:
    """So many logs, drawn from all of them, in their order."""
    logs = fetch(asked, file_id=prompt_id)["records"]
    drawn = fetch(asked, file_id=prompt_id, sample=7)

    assert (drawn["total"], drawn) == (7, fetch(asked, file_id=prompt_id, sample=7))
    assert [log for log in logs if log in drawn["records"]] == drawn["records"]
    assert drawn["records"] != logs[:7]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 422),
        ("file_id=nobody", 404),
        ("file_id={}&page=0", 422),
        ("file_id={}&start_date=soon", 422),
        ("file_id={}&in_trace_filter=maybe", 422),
        ("file_id={}&sample=-1", 422),
        ("file_id={}&include_trace_children=2", 422),
    ],
)
def test_logs_bad_parameter_is_refused(
    asked: FlaskClient, prompt_id: str, query: str, status: int
) -> None:
    """Parameters are checked like everywhere."""
    assert asked.get(f"/v5/logs?{query.format(prompt_id)}").status_code == status

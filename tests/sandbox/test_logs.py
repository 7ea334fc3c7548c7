"""GET /evaluations/{id}/logs of the fake API: paging, filter, and an account that changes."""

from collections import Counter
from typing import Any

import pytest
from flask.testing import FlaskClient

from humanloop_evals.sandbox import Account, generate
from humanloop_evals.sandbox.chance import Chance
from humanloop_evals.sandbox.usage import run_logs_count
from sandbox.asking import FIRST, client_of, fetch, named

Json = dict[str, Any]


def test_logs_of_a_run_are_as_many_as_it_has(account: Account, measured: list[Json]) -> None:
    """Every run has one record per log that its versions count."""
    chance = Chance(account.seed)
    expected = {
        (key, run["id"]): run_logs_count(run, chance)
        for key, runs in account.runs.items()
        for run in runs
        if run_logs_count(run, chance)
    }
    found = Counter(
        (each["evaluation"]["id"], record["run_id"])
        for each in measured
        for record in each["records"]
    )

    assert found == expected


def test_logs_default_to_ten(client: FlaskClient, account: Account) -> None:
    """Without parameters the first ten records come in the usual envelope."""
    key = named(account, FIRST)

    body = client.get(f"/v5/evaluations/{key}/logs").get_json()

    assert list(body) == ["records", "page", "size", "total"]
    assert (body["page"], body["size"], body["total"], len(body["records"])) == (1, 10, 189, 10)


def test_logs_pages_make_up_the_list(client: FlaskClient, account: Account) -> None:
    """All pages one after the other hold what one large page holds; the next one is empty."""
    key = named(account, FIRST)
    pages = [fetch(client, key, page=page, size=60)["records"] for page in (1, 2, 3, 4, 5)]

    assert [len(page) for page in pages] == [60, 60, 60, 9, 0]
    assert [record for page in pages for record in page] == fetch(client, key)["records"]


def test_logs_run_id_may_be_repeated(client: FlaskClient, account: Account) -> None:
    """The filter leaves the logs of the runs that are named."""
    key = named(account, FIRST)
    wanted = [run["id"] for run in account.runs[key] if run["status"] == "completed"][:2]
    expected = [r for r in fetch(client, key)["records"] if r["run_id"] in wanted]

    assert fetch(client, key, run_id=wanted)["records"] == expected
    assert {record["run_id"] for record in expected} == {*wanted}


def test_logs_of_an_unknown_run_are_none(client: FlaskClient, account: Account) -> None:
    """A run the evaluation does not have leaves an empty page."""
    body = fetch(client, named(account, FIRST), run_id="rn_nobody")

    assert (body["records"], body["total"]) == ([], 0)


@pytest.mark.parametrize("part", ["logs", "stats"])
def test_measured_of_an_unknown_evaluation_is_not_found(client: FlaskClient, part: str) -> None:
    """An unknown evaluation is a 404."""
    assert client.get(f"/v5/evaluations/nobody/{part}").status_code == 404


@pytest.mark.parametrize("query", ["page=0", "size=-1", "page=x"])
def test_logs_bad_page_is_refused(client: FlaskClient, account: Account, query: str) -> None:
    """Paging is checked like everywhere."""
    assert client.get(f"/v5/evaluations/{named(account, FIRST)}/logs?{query}").status_code == 422


def test_logs_are_the_same_for_the_same_seed() -> None:
    """Two accounts of one seed give the same bytes, those of another seed do not."""
    texts = []
    for seed in (3, 3, 4):
        account = generate(seed, evaluations=1)
        client = client_of(account)
        route = f"/v5/evaluations/{account.evaluations[0]['id']}"
        texts.append((client.get(f"{route}/logs?size=300").data, client.get(f"{route}/stats").data))

    assert texts[0] == texts[1]
    assert texts[1] != texts[2]


def test_logs_of_other_runs_stay_when_one_is_removed(small: Account) -> None:
    """A run that is gone takes its logs and statistics along, and changes no others."""
    key, client = named(small, FIRST), client_of(small)
    before = fetch(client, key)["records"]
    gone = small.runs[key].pop(3)

    after = fetch(client, key)["records"]
    stats = client.get(f"/v5/evaluations/{key}/stats").get_json()

    assert after == [record for record in before if record["run_id"] != gone["id"]]
    assert [each["run_id"] for each in stats["run_stats"]] == [run["id"] for run in small.runs[key]]


@pytest.mark.parametrize(("status", "whole"), [("pending", False), ("completed", True)])
def test_logs_follow_the_status_of_the_run(small: Account, status: str, whole: bool) -> None:  # noqa: FBT001
    """A pending run has no logs, a completed one all of them, in logs and stats alike."""
    key, client = named(small, FIRST), client_of(small)
    place = next(i for i, run in enumerate(small.runs[key]) if run["status"] == "cancelled")
    run = {**small.runs[key][place], "status": status}
    small.runs[key][place] = run
    expected = run["dataset"]["datapoints_count"] if whole else 0

    stats = client.get(f"/v5/evaluations/{key}/stats").get_json()["run_stats"][place]

    assert stats["num_logs"] == fetch(client, key, run_id=run["id"])["total"] == expected


def test_logs_of_an_added_evaluation_are_served(small: Account) -> None:
    """An evaluation that was copied into the account has the logs of its runs."""
    source = next(each for each in small.evaluations if each["name"] == FIRST)
    small.evaluations.append({**source, "id": "evr_added"})
    small.runs["evr_added"] = small.runs[source["id"]][:2]
    client = client_of(small)

    stats = client.get("/v5/evaluations/evr_added/stats").get_json()

    assert fetch(client, "evr_added")["total"] == sum(e["num_logs"] for e in stats["run_stats"])


def test_measured_of_a_bare_account_is_served() -> None:
    """Versions and runs that hold only what is required have logs and statistics too."""
    made = {"created_at": "2025-01-01T08:00:00.000000", "added_at": "2025-01-01T08:00:01.000000"}
    spec = {"arguments_type": "target_free", "return_type": "boolean", "evaluator_type": "python"}
    judge = {"id": "ev_1", "version_id": "evv_1", "type": "evaluator", "name": "J", "spec": spec}
    prompt = {"id": "pr_1", "version_id": "prv_1", "name": "P", "model": "m"}
    run = {"id": "rn_1", "status": "completed", "control": False, "orchestrated": True, **made}
    evaluation = {"id": "evr_1", "evaluators": [{"version": judge, **made}]}
    account = Account([], [], [evaluation], {"evr_1": [{**run, "version": prompt}]})
    client = client_of(account)

    stats = client.get("/v5/evaluations/evr_1/stats").get_json()["run_stats"][0]

    assert stats["num_logs"] == fetch(client, "evr_1")["total"] > 0

"""What an export lacks, or can't be read, is said and never left out."""

import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from export_files import file_of, jsonl, logged, write
from exporter import Exporter
from humanloop_evals.export_tree import open_tree
from humanloop_evals.replay import Archive
from humanloop_evals.sandbox import Account
from replay.conftest import Serve

EVALUATION = "pr_1/evaluations/evr_1"


def whole(**more: Any) -> dict[str, Any]:
    """An export of one prompt with one evaluation; other contents by path, None: left out."""
    files = file_of("pr_1", name="Prompt", path="a/Prompt") | {
        f"{EVALUATION}/evaluation.json": {"id": "evr_1", "runs_count": 1},
        f"{EVALUATION}/stats.json": {"run_stats": [{"run_id": "rn_1", "num_logs": 3}]},
        f"{EVALUATION}/runs/rn_1": {"id": "rn_1"},
        f"{EVALUATION}/logs/1.jsonl": jsonl(logged("rn_1", "a", "b", "c")),
        "pr_1/logs/1.jsonl": jsonl([{"id": "a"}, {"id": "b"}]),
    }
    return {path: value for path, value in (files | more).items() if value is not None}


def detail(client: FlaskClient, route: str, status: int) -> Any:
    """What a refusal says."""
    response = client.get(f"/v5{route}")
    assert response.status_code == status, response.text
    return response.get_json()["detail"]


def ids(client: FlaskClient, route: str) -> list[str]:
    """The ids of the logs on a page."""
    records = client.get(f"/v5{route}").get_json()["records"]
    return [record.get("log", record)["id"] for record in records]


def test_missing_stats_are_not_found(serve: Serve, tmp_path: Path) -> None:
    """The exporter stopped before it had them; runs are there."""
    client = serve(write(tmp_path, whole(**{f"{EVALUATION}/stats.json": None})))

    assert detail(client, "/evaluations/evr_1/stats", 404) == (
        f"{tmp_path} has no stats of evaluation evr_1."
    )
    assert client.get("/v5/evaluations/evr_1/runs").get_json() == {"runs": [{"id": "rn_1"}]}


def test_logs_that_were_not_exported_are_not_found(serve: Serve, tmp_path: Path) -> None:
    """An empty page would say that there were none."""
    lacking = {f"{EVALUATION}/logs/1.jsonl": None, "pr_1/logs/1.jsonl": None}
    client = serve(write(tmp_path, whole(**lacking)))

    assert detail(client, "/evaluations/evr_1/logs", 404) == (
        f"{tmp_path} was made without logs of evaluation evr_1."
    )
    assert detail(client, "/logs?file_id=pr_1", 404) == (
        f"{tmp_path} was made without logs of file pr_1."
    )


def test_line_that_is_no_record_is_named(serve: Serve, tmp_path: Path) -> None:
    """A copy that was cut short; everything else is answered."""
    cut = jsonl(logged("rn_1", "a", "b")) + '{"run_id": "rn_1", "lo'
    client = serve(write(tmp_path, whole(**{f"{EVALUATION}/logs/1.jsonl": cut})))
    place = f"{tmp_path}/{EVALUATION}/logs/1.jsonl, line 3"

    assert detail(client, "/evaluations/evr_1/logs", 500) == (
        f"{place} is not a record; nothing of this listing is answered while it is there"
    )
    assert ids(client, "/logs?file_id=pr_1") == ["a", "b"]


def test_json_that_is_none_is_named(serve: Serve, tmp_path: Path) -> None:
    """With the place in it."""
    broken = {"pr_1/versions/prv_1": '{"version_id": "prv_1",}'}
    client = serve(write(tmp_path, whole(**broken)))

    assert detail(client, "/prompts/pr_1/versions", 500).startswith(
        f"{tmp_path}/pr_1/versions/prv_1: "
    )


def test_version_that_is_no_text_is_named(serve: Serve, tmp_path: Path) -> None:
    """The others would be a listing that lacks one."""
    write(tmp_path, whole(**{"pr_1/versions/prv_1": {"version_id": "prv_1"}}))
    (tmp_path / "pr_1" / "versions" / "prv_2").write_bytes(b'{"version_id": "\xff"}')

    assert "pr_1/versions/prv_2: " in detail(serve(tmp_path), "/prompts/pr_1/versions", 500)


def test_repeated_lines_are_answered_once(serve: Serve, tmp_path: Path) -> None:
    """Pages that moved while they were exported; numbers are not text: part 10 is the last."""
    parts = {
        f"{EVALUATION}/logs/1.jsonl": jsonl(logged("rn_1", *(f"l{n}" for n in range(1000)))),
        f"{EVALUATION}/logs/10.jsonl": jsonl(logged("rn_1", "last", "l5")),
        f"{EVALUATION}/logs/2.jsonl": jsonl(logged("rn_1", "l999", *(f"m{n}" for n in range(999)))),
    }
    client = serve(write(tmp_path, whole(**parts)))
    body = client.get("/v5/evaluations/evr_1/logs?size=3&page=667").get_json()

    assert body["total"] == 2000
    assert ids(client, "/evaluations/evr_1/logs?size=3&page=667") == ["m998", "last"]
    assert ids(client, "/evaluations/evr_1/logs?size=3&page=334") == ["l999", "m0", "m1"]


def test_cut_texts_are_answered_as_they_are(serve: Serve, tmp_path: Path) -> None:
    """Half of an emoji; filters look at the rest."""
    cut = r'{"id": "a", "output": "cut \ud83d", "trace_children": [{"id": "s"}], "n": 1.50}' + "\n"
    client = serve(write(tmp_path, whole(**{"pr_1/logs/1.jsonl": cut})))
    found = client.get("/v5/logs?file_id=pr_1&include_trace_children=true&search=CUT").data

    assert rb'"output": "cut \ud83d"' in found
    assert rb'"n": 1.50' in found
    assert ids(client, "/logs?file_id=pr_1&search=other") == []


def test_templates_are_not_known(serve: Serve, tmp_path: Path) -> None:
    """No record says so; without the question files are listed."""
    client = serve(write(tmp_path, whole()))

    assert detail(client, "/files?template=true", 404) == (
        "An export does not say which files are templates."
    )
    assert len(client.get("/v5/files?include_raw_file_content=true").get_json()["records"]) == 1


@pytest.mark.parametrize("route", ["/directories", "/prompts/pr_1", "/x", "/evaluations/evr_1/x"])
def test_what_no_export_has_is_not_found(serve: Serve, tmp_path: Path, route: str) -> None:
    """With a sentence."""
    client = serve(write(tmp_path, whole()))

    assert detail(client, route, 404).startswith(f"An export can't answer GET /v5{route}: it has ")


def test_replay_only_reads(serve: Serve, tmp_path: Path) -> None:
    """Whatever is sent to it."""
    client = serve(write(tmp_path, whole()))

    assert client.post("/v5/evaluations", json={}).status_code == 405
    assert client.delete("/v5/evaluations/evr_1").status_code == 405


def test_replay_asks_for_the_key(serve: Serve, tmp_path: Path) -> None:
    """As the API does."""
    client = serve(write(tmp_path, whole()))

    assert client.get("/v5/files", headers={"X-API-KEY": "wrong"}).status_code == 401


def test_unfinished_files_are_known(tmp_path: Path) -> None:
    """To be said when it is served."""
    files = whole(**{"pr_1/.done": None}) | file_of("pr_2")
    tree = open_tree(write(tmp_path, files), beside=tmp_path)

    assert Archive(tree).unfinished == ["pr_1"]


def test_file_without_record_is_not_listed(serve: Serve, tmp_path: Path) -> None:
    """Its evaluations are there all the same."""
    client = serve(write(tmp_path, whole(**{"pr_1/file.json": None}) | file_of("pr_2")))

    assert [one["id"] for one in client.get("/v5/files").get_json()["records"]] == ["pr_2"]
    assert client.get("/v5/evaluations?file_id=pr_1").get_json()["total"] == 1


def test_export_of_the_vendors_is_served_as_its_api(
    serve: Serve, original: FlaskClient, account: Account, tmp_path: Path
) -> None:
    """Its escapes, spaces and parts of 1,001 lines are not to be seen in answers."""
    client = serve(Exporter(account).export(tmp_path))
    routes = [f"/{file['type']}s/{file['id']}/versions" for file in account.files]
    for evaluation in account.evaluations:
        if evaluation["file_id"] is not None:
            one = f"/evaluations/{evaluation['id']}"
            routes += [one, f"{one}/runs", f"{one}/stats", f"{one}/logs?size=5000"]
    found = {route: client.get(f"/v5{route}").data for route in routes}

    assert found == {route: original.get(f"/v5{route}").data for route in routes}


def test_replay_keeps_no_logs_in_memory(serve: Serve, tmp_path: Path) -> None:
    """30 MB of them cost a fraction of that, whichever page is asked for."""
    lines = jsonl(logged("rn_1", *(f"log_{n}" for n in range(3_000)), text="x" * 10_000))
    client = serve(write(tmp_path, whole(**{f"{EVALUATION}/logs/1.jsonl": lines})))
    del lines
    tracemalloc.start()
    try:
        found = [
            ids(client, f"/evaluations/evr_1/logs?size=10&page={page}") for page in (300, 1, 150)
        ]
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert [page[0] for page in found] == ["log_2990", "log_0", "log_1490"]
    assert most < 8_000_000

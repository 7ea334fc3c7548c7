"""The fake API: evaluations, runs, paging, directories, errors and the key."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from humanloop_evals.sandbox import SANDBOX_KEY, Account, create_app, generate


def get(client: FlaskClient, route: str, **query: Any) -> Any:
    """Return the body of a good answer."""
    response = client.get(f"/v5{route}", query_string=query)
    assert response.status_code == 200, response.text
    return response.json


def busiest_file(account: Account) -> str:
    """Return the id of the file with the most evaluations."""
    ids = [record["file_id"] for record in account.evaluations if record["file_id"]]
    return max(ids, key=ids.count)


def test_evaluations_lists_those_of_one_file(client: FlaskClient, account: Account) -> None:
    """The list holds every evaluation of the file, as the account has it."""
    file_id = busiest_file(account)

    body = get(client, "/evaluations", file_id=file_id)

    assert body["records"] == [e for e in account.evaluations if e["file_id"] == file_id]


def test_evaluations_of_a_dataset_is_empty(client: FlaskClient, account: Account) -> None:
    """A file without evaluations has an empty first page."""
    dataset = next(file for file in account.files if file["type"] == "dataset")

    body = get(client, "/evaluations", file_id=dataset["id"])

    assert body == {"records": [], "page": 1, "size": 10, "total": 0}


def test_evaluation_without_file_is_reachable_by_id_only(
    client: FlaskClient, account: Account
) -> None:
    """The evaluation whose file_id is null is in no list."""
    orphan = next(record for record in account.evaluations if record["file_id"] is None)
    listed = [
        record["id"]
        for file in account.files
        for record in get(client, "/evaluations", file_id=file["id"], size=100)["records"]
    ]

    assert get(client, f"/evaluations/{orphan['id']}") == orphan
    assert sorted([*listed, orphan["id"]]) == sorted(e["id"] for e in account.evaluations)


def test_runs_come_all_at_once(client: FlaskClient, account: Account) -> None:
    """Runs are not paged and have no envelope but `runs`."""
    longest = max(account.runs, key=lambda key: len(account.runs[key]))

    body = get(client, f"/evaluations/{longest}/runs", page=2, size=1)

    assert body == {"runs": account.runs[longest]}


def test_runs_of_an_evaluation_without_runs_is_an_empty_list(
    client: FlaskClient, account: Account
) -> None:
    """An evaluation without runs is found all the same."""
    empty = next(key for key, runs in account.runs.items() if not runs)

    assert get(client, f"/evaluations/{empty}/runs") == {"runs": []}


@pytest.mark.parametrize(
    ("page", "size", "expected"),
    [
        (1, 55, slice(0, 55)),
        (1, 56, slice(0, 56)),
        (2, 54, slice(54, 108)),
        (2, 55, slice(0, 0)),
        (6, 10, slice(50, 60)),
        (7, 10, slice(0, 0)),
        (1, 0, slice(0, 0)),
        (9, 0, slice(0, 0)),
    ],
)
def test_paging_cuts_the_list(
    client: FlaskClient, account: Account, page: int, size: int, expected: slice
) -> None:
    """Pages are cut at the boundary; size 0 and pages past the end are empty but know the total."""
    body = get(client, "/files", page=page, size=size)

    assert list(body) == ["records", "page", "size", "total"]
    assert (body["page"], body["size"], body["total"]) == (page, size, 55)
    assert body["records"] == account.files[expected]


def test_paging_starts_with_ten_of_page_one(client: FlaskClient, account: Account) -> None:
    """Without parameters the first ten files come, newest first."""
    assert get(client, "/files")["records"] == account.files[:10]


def test_directories_is_a_bare_array(client: FlaskClient, account: Account) -> None:
    """The list of directories has no envelope."""
    assert get(client, "/directories") == account.directories


def test_directory_root_holds_the_top(client: FlaskClient, account: Account) -> None:
    """The literal id root leads to the root; a file without directory lies there too."""
    body = get(client, "/directories/root")
    top = [record for record in account.directories if record["parent_id"] == body["id"]]

    assert body == {
        **account.directories[0],
        "subdirectories": top,
        "files": [file for file in account.files if "/" not in file["path"]],
        "parents": [],
    }
    assert [file["name"] for file in body["files"]] == ["Scratch"]


def test_directory_shows_the_way_up(client: FlaskClient, account: Account) -> None:
    """Parents come from the root down; only files of the directory itself are listed."""
    paths = {record["path"]: record["id"] for record in account.directories}

    body = get(client, f"/directories/{paths['support/agents']}")

    assert [parent["path"] for parent in body["parents"]] == ["", "support"]
    assert {file["name"] for file in body["files"]} == {"Support agent", "Returns agent"}
    assert body["subdirectories"] == []


def test_directories_reach_every_file(client: FlaskClient, account: Account) -> None:
    """Walking down from the root meets each file once."""
    found: list[str] = []
    waiting = ["root"]
    while waiting:
        body = get(client, f"/directories/{waiting.pop()}")
        waiting += [record["id"] for record in body["subdirectories"]]
        found += [file["id"] for file in body["files"]]

    assert sorted(found) == sorted(file["id"] for file in account.files)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("page=0", ("page", "greater_than_equal")),
        ("page=-3", ("page", "greater_than_equal")),
        ("page=one", ("page", "int_parsing")),
        ("page=", ("page", "int_parsing")),
        ("page=-%2B1", ("page", "int_parsing")),
        ("size=-1", ("size", "greater_than_equal")),
        ("size=1.5", ("size", "int_parsing")),
        ("size=1_0", ("size", "int_parsing")),
        ("template=maybe", ("template", "bool_parsing")),
        ("include_raw_file_content=2", ("include_raw_file_content", "bool_parsing")),
        ("type=prompt&type=session", ("type", "enum")),
        ("sort_by=size", ("sort_by", "enum")),
        ("order=up", ("order", "enum")),
    ],
)
def test_bad_parameter_is_refused(
    client: FlaskClient, query: str, expected: tuple[str, str]
) -> None:
    """A bad value is a 422 whose detail is a list of loc, msg and type."""
    response = client.get(f"/v5/files?{query}")
    detail = response.get_json()["detail"]

    assert response.status_code == 422
    assert [set(each) for each in detail] == [{"loc", "msg", "type"}]
    assert (detail[0]["loc"], detail[0]["type"]) == (["query", expected[0]], expected[1])


def test_missing_file_id_is_refused(client: FlaskClient) -> None:
    """Evaluations cannot be listed without a file."""
    response = client.get("/v5/evaluations")

    assert response.status_code == 422
    assert response.json == {
        "detail": [{"loc": ["query", "file_id"], "msg": "Field required", "type": "missing"}]
    }


@pytest.mark.parametrize(
    ("path", "noun"),
    [
        ("/evaluations?file_id=nobody", "File"),
        ("/evaluations/nobody", "Evaluation"),
        ("/evaluations/nobody/runs", "Evaluation"),
        ("/directories/nobody", "Directory"),
    ],
)
def test_unknown_id_is_not_found(client: FlaskClient, path: str, noun: str) -> None:
    """An unknown id is a 404 whose detail is an object."""
    response = client.get(f"/v5{path}")

    assert response.status_code == 404
    assert response.json == {
        "detail": {
            "loc": [noun.lower(), "id"],
            "msg": f"{noun} not found",
            "description": f"There is no {noun} with the id nobody.",
            "type": "not_found",
        }
    }


@pytest.mark.parametrize("headers", [{}, {"X-API-KEY": "wrong"}, {"X-API-KEY": ""}])
def test_key_is_needed(account: Account, headers: dict[str, str]) -> None:
    """Without the right key nothing is answered."""
    response = create_app(account).test_client().get("/v5/files", headers=headers)

    assert response.status_code == 401
    assert list(response.get_json()) == ["detail"]


def test_key_can_be_chosen(account: Account) -> None:
    """Another key than the usual one can be required."""
    client = create_app(account, api_key="other").test_client()

    assert client.get("/v5/files", headers={"X-API-KEY": SANDBOX_KEY}).status_code == 401
    assert client.get("/v5/files", headers={"X-API-KEY": "other"}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/v5", "/v5/datasets/x/y", "/files", "/static/x"])
def test_unknown_route_is_a_json_404(client: FlaskClient, path: str) -> None:
    """A route that does not exist is answered in JSON too."""
    response = client.get(path)

    assert (response.status_code, response.json) == (404, {"detail": "Not Found"})


def test_wrong_method_is_a_json_405(client: FlaskClient) -> None:
    """The sandbox only reads."""
    response = client.post("/v5/files")

    assert (response.status_code, response.json) == (405, {"detail": "Method Not Allowed"})


def test_fault_of_the_app_is_a_json_500() -> None:
    """An account that cannot be served does not end in a page of HTML."""
    broken = Account(files=[{"id": "pr_x"}], directories=[], evaluations=[], runs={})
    app = create_app(broken)
    app.logger.disabled = True

    response = app.test_client().get("/v5/files", headers={"X-API-KEY": SANDBOX_KEY})

    assert (response.status_code, response.json) == (500, {"detail": "Internal Server Error"})


def test_body_is_compact_json_in_generated_order(client: FlaskClient, account: Account) -> None:
    """Bodies have no spare spaces, no escaped letters and the keys as generated."""
    body = {"records": account.files, "page": 1, "size": 100, "total": len(account.files)}

    response = client.get("/v5/files?size=100")

    assert response.content_type == "application/json"
    assert response.text == json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    assert "Démo" in response.text


def test_app_serves_the_account_as_it_is_now() -> None:
    """A change to the account is in the next answer."""
    account = generate(evaluations=2)
    client = create_app(account).test_client()
    client.environ_base["HTTP_X_API_KEY"] = SANDBOX_KEY
    gone = account.evaluations.pop()

    assert client.get(f"/v5/evaluations/{gone['id']}").status_code == 404

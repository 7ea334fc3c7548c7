"""Accounts and a client that many tests of the sandbox use."""

import gc
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from humanloop_evals.sandbox import SANDBOX_KEY, Account, create_app, generate

Json = dict[str, Any]

KINDS = ("prompt", "tool", "evaluator", "flow", "agent")


@pytest.fixture(scope="session")
def account() -> Account:
    """Return the account everybody gets who asks for nothing in particular."""
    return generate()


@pytest.fixture(scope="session", params=[7, 1, 2024])
def any_account(request: pytest.FixtureRequest) -> Account:
    """Return accounts of several seeds."""
    return generate(request.param, evaluations=40)


@pytest.fixture
def client(account: Account) -> FlaskClient:
    """Return a client that sends the right key to an app serving the account."""
    client = create_app(account).test_client()
    client.environ_base["HTTP_X_API_KEY"] = SANDBOX_KEY
    return client


@pytest.fixture(scope="session")
def measured(account: Account) -> list[Json]:
    """Return what the API says about every evaluation: its stats and its logs.

    Version objects are replaced by their ids: all of them together would fill the memory.
    """
    client = create_app(account).test_client()
    client.environ_base["HTTP_X_API_KEY"] = SANDBOX_KEY
    # Nothing here is circular; looking for circles would double the time.
    gc.disable()
    try:
        return [read_measured(client, evaluation) for evaluation in account.evaluations]
    finally:
        gc.freeze()
        gc.enable()


def read_measured(client: FlaskClient, evaluation: Json) -> Json:
    """Return an evaluation with its stats and, page by page, its logs."""
    route = f"/v5/evaluations/{evaluation['id']}"
    stats = orjson.loads(client.get(f"{route}/stats").data)
    records: list[Json] = []
    while True:
        query = {"page": len(records) // 100 + 1, "size": 100}
        body = orjson.loads(client.get(f"{route}/logs", query_string=query).data)
        records += [_slim(record) for record in body["records"]]
        if len(records) == body["total"]:
            return {"evaluation": evaluation, "stats": stats, "records": records}


def _slim(record: Json) -> Json:
    log = record["log"]
    kind = next(kind for kind in KINDS if kind in log)
    log["kind"], log["version_id"] = kind, log[kind]["version_id"]
    log["version_name"] = log[kind]["version_name"]
    del log[kind], log["trace_children"]
    log["evaluator_logs"] = [each["id"] for each in log["evaluator_logs"]]
    record["evaluator_logs"] = [
        {
            "evaluator": each["evaluator"]["name"],
            "evaluator_version_id": each["evaluator"]["version_id"],
            **{name: each[name] for name in ("id", "parent_id", "judgment", "error", "created_at")},
        }
        for each in record["evaluator_logs"]
    ]
    return record


@pytest.fixture
def small() -> Account:
    """Return an account that a test may change; its evaluations show every kind of log."""
    return generate(evaluations=2)

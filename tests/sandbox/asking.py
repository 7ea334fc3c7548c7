"""The fake API's logs, asked for over its app in this process."""

from typing import Any

from flask.testing import FlaskClient

from humanloop_evals.sandbox import SANDBOX_KEY, Account, create_app

Json = dict[str, Any]

FIRST = "Warm and brief against the first draft"


def client_of(account: Account) -> FlaskClient:
    """Return a client of an app that serves the account."""
    client = create_app(account).test_client()
    client.environ_base["HTTP_X_API_KEY"] = SANDBOX_KEY
    return client


def named(account: Account, name: str) -> str:
    """Return the id of an evaluation."""
    return next(str(each["id"]) for each in account.evaluations if each["name"] == name)


def fetch(client: FlaskClient, evaluation_id: str, **query: Any) -> Json:
    """Return a page of logs."""
    response = client.get(
        f"/v5/evaluations/{evaluation_id}/logs", query_string={"size": 5000, **query}
    )
    assert response.status_code == 200, response.text
    body: Json = response.get_json()
    return body

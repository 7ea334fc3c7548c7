"""Accounts and a client that many tests of the sandbox use."""

import pytest
from flask.testing import FlaskClient

from humanloop_evals.sandbox import SANDBOX_KEY, Account, create_app, generate


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

"""What every test shares: a private home, and inputs to read from."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import command
import postgres_server
from humanloop_evals.client import Client
from humanloop_evals.sandbox import SANDBOX_KEY, Account, create_app, generate
from humanloop_evals.settings import ClientSettings, Secret


@pytest.fixture
def account() -> Account:
    """A tiny account of the sandbox, to be changed at will."""
    return generate(evaluations=3)


def sandbox_client(account: Account) -> Client:
    """A client that reads an account in this process."""
    return Client(
        ClientSettings(base_url="http://localhost/v5", api_key=Secret(SANDBOX_KEY)),
        transport=httpx.WSGITransport(app=create_app(account)),
    )


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL cluster that lives as long as the tests."""
    programs = postgres_server.find_programs()
    if programs is None:
        pytest.skip("PostgreSQL's server (Debian package postgresql) is not installed")
    with postgres_server.serve(programs) as url:
        yield url


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `sync --sandbox` has run."""
    folder = tmp_path_factory.mktemp("loaded")
    done = command.run("sync", "--sandbox", "--progress", "off", folder=folder)
    assert (done.code, done.err) == (0, "")
    (folder / "printed").write_text(done.out, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def sandbox_url() -> Iterator[str]:
    """The base URL of `humanloop-evals sandbox`, running as long as the tests."""
    process = subprocess.Popen(
        [sys.executable, "-c", command.MAIN, "sandbox", "--port", "0"],
        env=command.environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[0]
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()

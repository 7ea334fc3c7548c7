"""A published file that tests copy instead of making one each."""

from pathlib import Path

import pytest

from humanloop_evals.sync import sync
from sync.accounts import make_job, small_account

NAME = "evals.duckdb"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A file of the small account."""
    database = tmp_path_factory.mktemp("published") / NAME
    sync(make_job(small_account(), database))
    return database.read_bytes()


@pytest.fixture
def database(tmp_path: Path, published: bytes) -> Path:
    """A copy of that file for one test, alone in its folder."""
    folder = tmp_path / "published"
    folder.mkdir()
    database = folder / NAME
    database.write_bytes(published)
    return database

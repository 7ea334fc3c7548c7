"""A sync of an account that has not changed."""

from dataclasses import dataclass
from pathlib import Path

import pytest

import command
from humanloop_evals.sync import sync
from sync.accounts import make_job, small_account
from sync.contents import contents, keys, query
from sync.served import serving


def test_second_sync_changes_no_row(tmp_path: Path) -> None:
    """The same data is the same rows, all written anew by the second load."""
    account, database = small_account(), tmp_path / "evals.duckdb"
    sync(make_job(account, database))
    before = contents(database)
    second = sync(make_job(account, database))
    loads = query(database, "select distinct _dlt_load_id from humanloop.version_tags")

    assert contents(database) == before
    assert loads == [(second.ledger_row["load_id"],)]


@dataclass(frozen=True)
class Ran:
    """What a command of its own did.

    Attributes:
        paths: What it asked of the server.
        requests: How often every sync of the file has asked.
    """

    done: command.Done
    paths: set[str]
    requests: list[tuple]


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A second sync in a new interpreter, with dlt's telemetry leading to our own server."""
    folder = tmp_path_factory.mktemp("second")
    account, database = small_account(), folder / "evals.duckdb"
    with serving(account) as served:
        sync(make_job(account, database, origin=served.url.removesuffix("/v5")))
        flags = (*served.flags, "--database", str(database))
        more = {
            "HUMANLOOP_API_KEY": served.key,
            "RUNTIME__DLTHUB_TELEMETRY_ENDPOINT": f"{served.url}/telemetry",
        }
        code = command.telling(
            "pandas._libs", "pyarrow._dataset", "numpy._core", "tornado.util", "rich"
        )
        done = command.run(*flags, folder=folder, code=code, **more)
    return Ran(done, served.paths, keys(database, "sync_runs", "requests_count"))


def test_second_sync_is_silent(second: Ran) -> None:
    """Cron would mail every line on stderr."""
    assert (second.done.code, second.done.err) == (0, "")


def test_second_sync_imports_nothing_in_vain(second: Ran) -> None:
    """What libraries import where it is installed, and a sync has no use for, would cost time."""
    assert second.done.out.endswith("imported: []\n")


def test_second_sync_asks_for_nothing_twice(second: Ran) -> None:
    """A listing and three evaluations, though the listing was asked for before anything else."""
    assert second.requests == [(4,), (4,)]


def test_second_sync_tells_nobody(second: Ran) -> None:
    """Dlt's telemetry is off: nothing is sent but the requests for the account."""
    assert second.paths == {
        "/v5/evaluations",
        "/v5/evaluations/evr_1/runs",
        "/v5/evaluations/evr_2/runs",
        "/v5/evaluations/evr_3/runs",
    }

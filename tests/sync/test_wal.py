"""A `.wal` beside the published file: DuckDB would replay it into whatever file has the name."""

from pathlib import Path

import pytest

from humanloop_evals.sandbox import Account
from humanloop_evals.sync import sync
from sync.accounts import make_job, set_runs, small_account
from sync.contents import contents, query
from sync.processes import Holder

pytestmark = pytest.mark.slow

STRAY = (
    "insert into humanloop.runs (run_id, _dlt_load_id) values ('stray', 'x'); "
    "create table main.notes as select 42 as answer"
)


def wal_of(database: Path) -> Path:
    """The file that DuckDB writes to first."""
    return database.with_name(f"{database.name}.wal")


def leave_wal(database: Path) -> bytes:
    """What a writer leaves that is killed before its checkpoint."""
    Holder(database, read_only=False, statement=STRAY).kill()
    return wal_of(database).read_bytes()


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple]]:
    """What a new file of the changed account holds."""
    database = tmp_path_factory.mktemp("expected") / "evals.duckdb"
    sync(make_job(changed_account(), database))
    return contents(database)


def changed_account() -> Account:
    """The small account with a run less."""
    account = small_account()
    set_runs(account, "evr_2", account.runs["evr_2"][:1])
    return account


def test_wal_of_a_killed_writer_is_not_replayed(database: Path, expected: dict) -> None:
    """Its table is kept, its row of ours is removed like any, and the `.wal` is gone."""
    leave_wal(database)
    sync(make_job(changed_account(), database))

    assert contents(database) == expected
    assert query(database, "select answer from main.notes") == [(42,)]
    assert not wal_of(database).exists()


def test_wal_without_its_file_is_not_replayed(database: Path, expected: dict) -> None:
    """The file was deleted and its `.wal` forgotten: the new file is only what was read."""
    leave_wal(database)
    database.unlink()
    sync(make_job(changed_account(), database))
    tables = query(database, "select table_name from duckdb_tables() where schema_name = 'main'")

    assert (contents(database), tables) == (expected, [])
    assert not wal_of(database).exists()


def test_wal_that_is_none_is_passed_over(database: Path, expected: dict) -> None:
    """DuckDB takes no notice of a file that does not begin like a `.wal`, nor do we."""
    wal_of(database).write_bytes(b"nothing of the kind\n" * 100)
    sync(make_job(changed_account(), database))

    assert contents(database) == expected
    assert not wal_of(database).exists()


def test_wal_that_cannot_be_read_is_put_aside(
    database: Path, expected: dict, caplog: pytest.LogCaptureFixture
) -> None:
    """It would keep everybody from opening the file; the night is not lost, nor is the `.wal`."""
    damaged = bytearray(leave_wal(database))
    damaged[len(damaged) // 2] ^= 0xFF
    wal_of(database).write_bytes(damaged)
    sync(make_job(changed_account(), database))
    kept = database.with_name(f"{database.name}.wal.unreadable")

    assert contents(database) == expected
    assert kept.read_bytes() == damaged
    assert not wal_of(database).exists()
    assert [f"it is {kept.name} now" in message for message in caplog.messages] == [True]

"""Files that something else has filled: refused, or taken over when told to."""

from pathlib import Path
from typing import Any

import pytest

from humanloop_evals.errors import ConfigurationError
from humanloop_evals.ledger import read_failures
from humanloop_evals.sync import SANDBOX, sync
from sync.accounts import ORIGIN, make_job, small_account
from sync.contents import contents, execute, keys, query

OTHER = "https://gateway.example.com"
FOREIGN = (
    "create schema notes",
    "create table notes.people (id int primary key, name varchar)",
    # A table before the one it refers to is what DuckDB's own copy stumbles over.
    "create table notes.a_list (person int references notes.people (id))",
    "insert into notes.people values (1, 'Ada')",
    "insert into notes.a_list values (1)",
    "create view notes.listed as select name from notes.people join notes.a_list on id = person",
)


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A DuckDB file that no sync has made."""
    path = tmp_path / "foreign.duckdb"
    execute(path, *FOREIGN)
    return path


def refusal(database: Path, **more: Any) -> str:
    """What a sync says that must refuse a file, which must be untouched."""
    before = database.read_bytes()
    with pytest.raises(ConfigurationError) as raised:
        sync(make_job(small_account(), database, **more))
    assert database.read_bytes() == before
    return str(raised.value)


def test_sync_refuses_a_file_of_others(foreign: Path) -> None:
    """It names the ways out, and leaves no trace but the lock."""
    assert refusal(foreign) == (
        f"{foreign} is a DuckDB file that no sync has made; it was not touched. Choose another "
        "--database, or --adopt to add the tables to it"
    )
    assert {path.name for path in foreign.parent.iterdir()} == {
        foreign.name,
        f"{foreign.name}.lock",
    }


def test_sync_adopts_a_file_with_all_it_holds(foreign: Path, published: bytes) -> None:
    """Our tables are added, tables with foreign keys and views of others stay."""
    sync(make_job(small_account(), foreign, adopt=True))
    fresh = foreign.with_name("fresh.duckdb")
    fresh.write_bytes(published)

    assert query(foreign, "select name from notes.listed") == [("Ada",)]
    assert query(foreign, "select person from notes.a_list") == [(1,)]
    assert contents(foreign) == contents(fresh)


def test_sync_adopts_no_file_whose_tables_it_would_drop(foreign: Path) -> None:
    """The schema of the views is replaced by every sync."""
    execute(foreign, "create schema marts", "create table marts.mine as select 1 as x")

    assert "tables of its own in schema marts" in refusal(foreign, adopt=True)


def test_sync_rebuilds_no_file_of_others(foreign: Path) -> None:
    """Adopting and rebuilding at once would drop everything that was there."""
    said = refusal(foreign, adopt=True, full_refresh=True)

    assert said.endswith("--full-refresh would drop all it holds")


def test_sync_refuses_another_origin(database: Path) -> None:
    """Two accounts in one file would look like one."""
    assert refusal(database, origin=OTHER) == (
        f"{database} was filled from {ORIGIN}, not from {OTHER}; choose another --database, or "
        "--adopt if both hold the same account"
    )


def test_sync_that_is_refused_is_recorded(database: Path) -> None:
    """A night that failed because of the configuration is one that `status` has to tell of."""
    said = refusal(database, origin=OTHER)
    (row,) = read_failures(database)

    assert (row["exit_code"], row["origin"], row["message"]) == (2, OTHER, said)


def test_sync_adopts_another_origin(database: Path) -> None:
    """The same account behind another address; from now on that is the file's origin."""
    sync(make_job(small_account(), database, origin=OTHER, adopt=True))

    assert [row[1] for row in keys(database, "sync_runs", "sync_id", "origin")] == [ORIGIN, OTHER]
    assert f"was filled from {OTHER}, not from {ORIGIN}" in refusal(database)


def test_sync_never_mixes_sandbox_data_into_real_data(database: Path) -> None:
    """Not even when told to adopt."""
    plainly = refusal(database, input=SANDBOX, origin=SANDBOX)
    adopting = refusal(database, input=SANDBOX, origin=SANDBOX, adopt=True)

    assert plainly == (
        f"{database} was filled from {ORIGIN}; sandbox data is never mixed with real data. "
        "Choose another --database"
    )
    assert adopting == plainly


def test_sync_never_mixes_real_data_into_sandbox_data(database: Path) -> None:
    """The other way round neither."""
    execute(database, "update humanloop.sync_runs set input = 'sandbox', origin = 'sandbox'")

    assert "was filled from sandbox; sandbox data is never mixed" in refusal(database, adopt=True)

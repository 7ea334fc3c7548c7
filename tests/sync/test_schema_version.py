"""Files of other versions of the tables."""

from pathlib import Path

import pytest

from humanloop_evals.database import literal
from humanloop_evals.errors import ConfigurationError
from humanloop_evals.sync import sync
from humanloop_evals.tables import LEDGER_TABLES, SCHEMA_VERSION
from sync.accounts import make_job, set_runs, small_account
from sync.contents import contents, execute, keys, query
from sync.test_shared_logs import flow_and_step, run

pytestmark = pytest.mark.slow

NEWER = f"update humanloop.sync_runs set schema_version = {SCHEMA_VERSION + 1}"
AS_BEFORE = (
    "update humanloop.sync_runs set schema_version = 0",
    "alter table humanloop.runs drop column status",
    "alter table humanloop.versions alter column max_tokens set data type varchar",
    "alter table humanloop.sync_issues drop column message",
    "drop table humanloop.users",
)


def test_sync_migrates_an_older_file(database: Path) -> None:
    """Missing tables and columns are added, types changed; the rows are those of a new file."""
    before = contents(database)
    execute(database, *AS_BEFORE)
    sync(make_job(small_account(), database))
    versions = keys(database, "sync_runs", "sync_id", "schema_version")
    types = query(
        database,
        "select column_name, data_type from duckdb_columns() where schema_name = 'humanloop' and "
        "(table_name, column_name) in (('versions', 'max_tokens'), ('sync_issues', 'message'))",
    )

    assert contents(database) == before
    assert [version for _, version in versions] == [0, SCHEMA_VERSION]
    assert dict(types) == {"max_tokens": "BIGINT", "message": "VARCHAR"}


@pytest.mark.parametrize("parent_id", [None, "log_top", "log_never_loaded"])
def test_sync_migrates_what_logs_were_inside_of(tmp_path: Path, parent_id: str | None) -> None:
    """Logs of unchanged evaluations are not read again, and their steps are theirs all the same."""
    reader, database = flow_and_step(), tmp_path / "evals.duckdb"
    run(reader, database)
    before = contents(database)
    execute(
        database,
        "alter table humanloop.logs add column root_log_id varchar",
        "update humanloop.logs set root_log_id = 'log_top'",
        "update humanloop.logs set trace_parent_id = "
        f"{literal(parent_id) if parent_id else 'null'} where log_id = 'log_step'",
        "drop table humanloop.nested_logs",
    )
    outcome = run(reader, database)
    after = contents(database)

    assert outcome.report.logs_read == {}
    assert after["nested_logs"] == before["nested_logs"]
    assert keys(database, "logs", "log_id", "trace_parent_id") == [
        ("log_step", parent_id),
        ("log_top", None),
    ]


def test_sync_refuses_an_older_file_that_does_not_fit(database: Path) -> None:
    """A value that the new type can't hold is not dropped in silence."""
    execute(
        database,
        "alter table humanloop.versions alter column max_tokens set data type varchar",
        "update humanloop.versions set max_tokens = 'many'",
    )
    before = database.read_bytes()

    with pytest.raises(ConfigurationError, match=r"versions.max_tokens .* --full-refresh"):
        sync(make_job(small_account(), database))
    assert database.read_bytes() == before


def test_sync_refuses_a_newer_file(database: Path) -> None:
    """An older tool does not know what it would break."""
    execute(database, NEWER)
    before = database.read_bytes()

    with pytest.raises(ConfigurationError) as raised:
        sync(make_job(small_account(), database))
    assert str(raised.value) == (
        f"{database} was written by a newer humanloop-evals (tables of version "
        f"{SCHEMA_VERSION + 1}, this one knows {SCHEMA_VERSION}); update, or rebuild it with "
        "--full-refresh"
    )
    assert database.read_bytes() == before


def test_full_refresh_keeps_the_ledger_and_nothing_else(database: Path) -> None:
    """Rows that only the old file had are gone, the syncs of before are not."""
    execute(
        database,
        NEWER,
        "insert into humanloop.versions (version_id, _dlt_load_id) values ('prv_old', 'x')",
        "create table humanloop.no_longer_known as select 1 as x",
        "alter table humanloop.versions add column no_longer_known int",
    )
    ledger = contents(database, LEDGER_TABLES)
    account = small_account()
    account.runs["evr_3"][0]["version"]["model"] = "another"
    set_runs(account, "evr_1", [])
    sync(make_job(account, database, full_refresh=True))
    fresh = database.with_name("fresh.duckdb")
    sync(make_job(account, fresh))
    after = contents(database, LEDGER_TABLES)

    assert contents(database) == contents(fresh)
    assert columns(database) == columns(fresh)
    assert set(ledger["sync_runs"]) < set(after["sync_runs"])
    assert len(after["sync_runs"]) == 2


def columns(database: Path) -> list[tuple]:
    """Every column of the schema."""
    sql = "select table_name, column_name, data_type from duckdb_columns() where schema_name = "
    return query(database, f"{sql} 'humanloop' order by all")

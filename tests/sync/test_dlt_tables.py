"""dlt's own tables in the published file may be damaged: a sync needs none of them."""

from pathlib import Path

import pytest

from humanloop_evals.sync import sync
from sync.accounts import make_job, small_account
from sync.contents import contents, execute, query

pytestmark = pytest.mark.slow

OWN = ("_dlt_version", "_dlt_loads")
# A pipeline other than that of a sync would have left this one, too.
ALL = (*OWN, "_dlt_pipeline_state")
DAMAGE = {
    "dropped": [f"drop table humanloop.{name}" for name in OWN],
    "of another shape": [f"create or replace table humanloop.{name} (x int)" for name in ALL],
    "full of nonsense": [
        "update humanloop._dlt_version set schema = 'nonsense', engine_version = 9999",
        "update humanloop._dlt_loads set status = 7, load_id = 'nonsense'",
    ],
    "left in the middle of a merge": [
        "create schema humanloop_staging",
        "create table humanloop_staging.runs as select 1 as x",
        "delete from humanloop._dlt_loads",
    ],
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_sync_needs_nothing_of_dlts_tables(database: Path, damage: list[str]) -> None:
    """The next sync succeeds without a hand; the tables are there again, the staging is not."""
    before = contents(database)
    execute(database, *damage)
    outcome = sync(make_job(small_account(), database))
    own = query(database, "select table_name from duckdb_tables() where table_name like '\\_dlt%' "
                          "escape '\\' order by all")  # fmt: skip
    loads = query(database, "select load_id from humanloop._dlt_loads where status = 0")
    staging = query(database, "from duckdb_schemas() where schema_name = 'humanloop_staging'")

    assert (outcome.exit_code, contents(database)) == (0, before)
    assert [name for (name,) in own] == sorted(OWN)
    assert (outcome.ledger_row["load_id"],) in loads
    assert staging == []


def test_sync_keeps_the_loads_that_dlt_has_recorded(database: Path) -> None:
    """`_dlt_load_id` of older rows leads to their load."""
    first = query(database, "select load_id from humanloop._dlt_loads")
    outcome = sync(make_job(small_account(), database))
    loads = query(database, "select load_id from humanloop._dlt_loads order by load_id")

    assert loads == [*first, (outcome.ledger_row["load_id"],)]

"""Views are made when they, or what they are made of, have changed, and else kept."""

from pathlib import Path

import duckdb
import pytest

from humanloop_evals.database import SideFile, connect
from humanloop_evals.marts import read_views
from humanloop_evals.sync import sync
from humanloop_evals.views import update_views
from sync.accounts import make_job, small_account
from sync.contents import execute, query

DIGEST = "select sql_digest from humanloop.sync_runs order by started_at desc limit 1"
RENAMED = "alter table humanloop.versions rename column tool_type to kind_of_tool"


def places(connection: duckdb.DuckDBPyConnection) -> list[tuple]:
    """What the catalogue calls the views; another number where one was made anew."""
    return connection.execute(
        "select view_name, view_oid from duckdb_views() where schema_name = 'marts' order by all"
    ).fetchall()


def test_views_stay_in_the_copy_that_a_sync_works_on(database: Path) -> None:
    """Nothing has changed, so that nothing is made."""
    held = query(database, DIGEST)[0][0]
    side = SideFile(database)
    side.prepare()
    side.copy()
    with connect(side.path) as connection:
        before = places(connection)
        digest = update_views(connection, held)

        assert (digest, places(connection)) == (held, before)
        assert len(before) == len(read_views())


@pytest.mark.parametrize(
    "change",
    [
        "drop view marts.control_runs",
        "create or replace view marts.control_runs as select 1 as controls_count",
        "comment on column marts.control_runs.controls_count is 'somewhen'",
        "create view marts.more as select 1 as one",
        RENAMED,
    ],
)
def test_views_are_made_anew_when_something_has_changed(database: Path, change: str) -> None:
    """By hand, by a migration, or by another version of this tool."""
    held = query(database, DIGEST)[0][0]
    with duckdb.connect(str(database)) as connection:
        connection.execute(change)
        before = places(connection)
        digest = update_views(connection, held)

        assert set(places(connection)).isdisjoint(before)
        assert (digest == held) is (change != RENAMED)


def test_sync_mends_a_view(database: Path) -> None:
    """Every sync leaves the views as they are declared."""
    before = query(database, "from marts.run_overview order by all")
    execute(database, "create or replace view marts.run_overview as select 1 as one")
    sync(make_job(small_account(), database))
    after = query(database, "from marts.run_overview order by all")

    assert [row[:-1] for row in after] == [row[:-1] for row in before]

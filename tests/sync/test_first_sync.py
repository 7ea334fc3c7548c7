"""The first sync of an account: what the new file is like."""

import stat
from pathlib import Path

import pytest

from humanloop_evals.errors import ExitCode
from humanloop_evals.marts import read_views
from humanloop_evals.sync import sync
from humanloop_evals.tables import TABLES, Table, Type
from sync.accounts import make_job, small_account
from sync.contents import query

TYPES = {
    Type.TEXT: "VARCHAR",
    Type.INTEGER: "BIGINT",
    Type.NUMBER: "DOUBLE",
    Type.BOOLEAN: "BOOLEAN",
    Type.TIMESTAMP: "TIMESTAMP WITH TIME ZONE",
    Type.JSON: "JSON",
}
LOAD_ID = "_dlt_load_id"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file after one sync."""
    database = tmp_path_factory.mktemp("first") / "evals.duckdb"
    assert sync(make_job(small_account(), database)).exit_code == ExitCode.COMPLETE
    return database


def columns_of(table: Table) -> set[tuple[str, str, str, bool]]:
    """Table, column, type and whether it may be NULL, as declared."""
    declared = {
        (table.name, column.name, TYPES[column.type], column.name not in table.key)
        for column in table.all_columns
    }
    return declared if table.is_ledger else declared | {(table.name, LOAD_ID, "VARCHAR", False)}


def test_first_sync_makes_every_table_and_column(database: Path) -> None:
    """With rows or without, with a value or without; and nothing of dlt's among them."""
    made = query(
        database,
        "select table_name, column_name, data_type, is_nullable from duckdb_columns() "
        "where schema_name = 'humanloop' and not starts_with(table_name, '_dlt_')",
    )

    assert set(made) == set().union(*map(columns_of, TABLES))


def test_first_sync_describes_every_table(database: Path) -> None:
    """Grain and description of a table are its comment."""
    comments = query(
        database,
        "select table_name, comment from duckdb_tables() "
        "where schema_name = 'humanloop' and not starts_with(table_name, '_dlt_')",
    )

    assert dict(comments) == {table.name: f"{table.grain} {table.description}" for table in TABLES}


def test_first_sync_describes_every_column(database: Path) -> None:
    """The description of a column is its comment."""
    comments = query(
        database,
        "select table_name, column_name, comment from duckdb_columns() where comment is not null "
        "and schema_name = 'humanloop'",
    )

    of_load_id = "The load that wrote the row; sync_runs says which sync that was."

    assert set(comments) == {
        (table.name, column.name, column.description)
        for table in TABLES
        for column in table.all_columns
    } | {(table.name, LOAD_ID, of_load_id) for table in TABLES if not table.is_ledger}


def test_first_sync_describes_every_view(database: Path) -> None:
    """The views of the marts are there, each with its grain, and its columns."""
    views = query(
        database, "select view_name, comment from duckdb_views() where schema_name = 'marts'"
    )

    columns = query(
        database,
        "select table_name, column_name, comment from duckdb_columns() "
        "where schema_name = 'marts' order by table_name, column_index",
    )

    assert dict(views) == {view.name: view.grain for view in read_views()}
    assert columns == [
        (view.name, name, description)
        for view in sorted(read_views(), key=lambda view: view.name)
        for name, description in view.columns.items()
    ]


def test_first_sync_leaves_no_other_schema(database: Path) -> None:
    """Dlt's staging is gone."""
    schemas = query(
        database,
        "select schema_name from duckdb_schemas() "
        "where database_name = current_database() and (not internal or schema_name = 'main')",
    )

    assert set(schemas) == {("humanloop",), ("marts",), ("main",)}


def test_first_sync_makes_a_private_file(database: Path) -> None:
    """Nobody else reads a new file until somebody says so."""
    assert stat.S_IMODE(database.stat().st_mode) == 0o600


def test_first_sync_leaves_nothing_else_behind(database: Path) -> None:
    """Only the lock stays beside the file."""
    assert {path.name for path in database.parent.iterdir()} == {
        "evals.duckdb",
        "evals.duckdb.lock",
    }

"""The published file stays as small as its content, night after night."""

from pathlib import Path

import duckdb
import pytest

from humanloop_evals.database import memory, side_file
from humanloop_evals.sync import sync
from sync.accounts import make_job, set_runs, small_account
from sync.contents import contents, execute, query

pytestmark = pytest.mark.slow

GROWN = "create table humanloop.mine as select range as n, md5(range::text) as t from range(200000)"


def block_size(database: Path) -> int:
    """Bytes of a block of the file."""
    ((size,),) = query(database, "select block_size from pragma_database_size()")
    return int(size)


def test_file_does_not_grow_by_syncs(database: Path) -> None:
    """Every sync writes every row anew; what the old ones leave free is used again."""
    account, sizes = small_account(), [database.stat().st_size]
    for night in range(4):
        set_runs(account, "evr_3", account.runs["evr_3"][: night % 2])
        sync(make_job(account, database))
        sizes.append(database.stat().st_size)

    assert max(sizes) <= 1.5 * sizes[0]


def test_file_with_much_free_space_is_compacted(database: Path) -> None:
    """An analyst's table that was dropped does not stay as a hole for ever."""
    before = contents(database)
    execute(database, GROWN)
    grown = database.stat().st_size
    execute(database, "drop table humanloop.mine", "checkpoint")
    sync(make_job(small_account(), database))

    assert contents(database) == before
    assert database.stat().st_size < grown / 2


def test_file_with_many_deleted_rows_is_compacted(database: Path) -> None:
    """They stay in blocks with others, which are not free: a third of all after thirty nights."""
    execute(database, GROWN, "delete from humanloop.mine where n % 4 = 0", "checkpoint")
    before, grown = contents(database), database.stat().st_size
    assert rows_with_deleted_ones(database) == 200_000
    sync(make_job(small_account(), database))

    assert contents(database) == before
    assert rows_with_deleted_ones(database) == 150_000
    assert database.stat().st_size < grown


def test_copy_that_does_not_fit_is_made_again(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB would take 2 GB to copy 800 MB; a limit that is too low gives way."""
    execute(database, GROWN, "delete from humanloop.mine where n % 4 = 0", "checkpoint")
    before, limits = contents(database), []
    raised = memory._set
    monkeypatch.setattr(memory, "_COMPARING", 2_000_000)
    monkeypatch.setattr(memory, "_COPIES", 0)
    monkeypatch.setattr(
        memory, "_set", lambda connection, limit: limits.append(limit) or raised(connection, limit)
    )
    sync(make_job(small_account(), database))

    assert limits[1] > limits[0] == 2_000_000
    assert contents(database) == before
    assert rows_with_deleted_ones(database) == 150_000


def rows_with_deleted_ones(database: Path) -> int:
    """What the blocks of the analyst's table hold."""
    sql = "select estimated_size from duckdb_tables() where table_name = 'mine'"
    ((size,),) = query(database, sql)
    return int(size)


def test_small_file_of_large_blocks_gets_small_ones(tmp_path: Path, database: Path) -> None:
    """A small file that DuckDB made with its own default takes many times the space."""
    before, other = contents(database), tmp_path / "other.duckdb"
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{database}' as published (read_only)")
        connection.execute(f"attach '{other}' as other (block_size 262144)")
        connection.execute("copy from database published to other")
    other.replace(database)
    sync(make_job(small_account(), database))

    assert block_size(database) == 16_384
    assert contents(database) == before


def test_large_file_gets_large_blocks(
    tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB keeps something in memory for each; between both sizes a file stays as it is."""
    before, found = contents(database), [block_size(database)]
    first = tmp_path / "first.duckdb"
    monkeypatch.setattr(side_file, "_LARGE", 1_000)
    for path in (first, database):
        sync(make_job(small_account(), path))
        found.append(block_size(path))
    monkeypatch.setattr(side_file, "_LARGE", int(1.5 * first.stat().st_size))
    sync(make_job(small_account(), first))
    found.append(block_size(first))

    assert found == [16_384, 262_144, 262_144, 262_144]
    assert contents(first) == contents(database) == before

"""The published file as a file: its mode, its links, its name, and what is no database."""

import os
import re
import sqlite3
import stat
from pathlib import Path

import pytest

from humanloop_evals.database import resolve_path
from humanloop_evals.errors import ConfigurationError
from humanloop_evals.sync import sync
from sync.accounts import make_job, small_account
from sync.contents import keys

OTHER_GROUP = 12345


def group_to_give() -> int:
    """A group that is not the process's first one, as far as there is any."""
    if os.geteuid() == 0:
        return OTHER_GROUP
    return next((group for group in os.getgroups() if group != os.getegid()), os.getegid())


def test_sync_replaces_the_target_of_a_link_with_its_mode(tmp_path: Path, database: Path) -> None:
    """The link stays a link, and who could read the file can read the new one."""
    link, group = tmp_path / "nightly.duckdb", group_to_give()
    link.symlink_to(database)
    os.chown(database, -1, group)
    database.chmod(0o640)
    inode = database.stat().st_ino
    sync(make_job(small_account(), link))
    status = database.stat()

    assert link.readlink() == database
    assert status.st_ino != inode
    assert (stat.S_IMODE(status.st_mode), status.st_gid) == (0o640, group)
    assert len(keys(database, "sync_runs", "sync_id")) == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_sync_by_root_leaves_the_owner(database: Path) -> None:
    """A job of root must not take an analyst's file away."""
    os.chown(database, 54321, -1)
    sync(make_job(small_account(), database))

    assert database.stat().st_uid == 54321


@pytest.mark.parametrize(
    "name", ["humanloop.duckdb", "Marts.duckdb", "humanloop_staging.db", "humanloop"]
)
def test_sync_refuses_a_file_named_like_a_schema(tmp_path: Path, name: str) -> None:
    """DuckDB would not know which is meant by `humanloop.runs`."""
    with pytest.raises(ConfigurationError, match="makes every table name ambiguous"):
        resolve_path(tmp_path / name)


def test_sync_refuses_a_link_named_like_a_schema(tmp_path: Path) -> None:
    """Readers would open the link, and its name is what DuckDB goes by."""
    link = tmp_path / "marts.duckdb"
    link.symlink_to(tmp_path / "evals.duckdb")

    with pytest.raises(ConfigurationError, match="makes every table name ambiguous"):
        resolve_path(link)


@pytest.mark.parametrize("sign", "%'?=")
def test_sync_refuses_a_path_that_is_misread(tmp_path: Path, sign: str) -> None:
    """Signs that mean something else to dlt or DuckDB, also in the name of a folder."""
    folder = tmp_path / f"half{sign} of it"
    folder.mkdir()

    with pytest.raises(ConfigurationError, match=f"misread a {re.escape(sign)} in a path"):
        resolve_path(folder / "evals.duckdb")


def test_sync_refuses_what_is_no_file(tmp_path: Path) -> None:
    """A folder, a pipe, and a folder that is not there."""
    pipe = tmp_path / "pipe.duckdb"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe, tmp_path / "nowhere" / "evals.duckdb"):
        with pytest.raises(ConfigurationError, match=r"not a file|does not exist"):
            resolve_path(path)


def test_sync_works_with_an_odd_name(tmp_path: Path) -> None:
    """Quotes, spaces, dots and glob characters are nothing special."""
    database = tmp_path / 'the "odd" [one] *.v1; ü.duckdb'
    sync(make_job(small_account(), database))
    sync(make_job(small_account(), database))

    assert len(keys(database, "sync_runs", "sync_id")) == 2


def sqlite_file(path: Path) -> bytes:
    """A database of another kind."""
    with sqlite3.connect(path) as connection:
        connection.execute("create table t (a)")
    connection.close()
    return path.read_bytes()


@pytest.mark.parametrize("kind", ["text", "empty", "sqlite", "parquet"])
def test_sync_leaves_alone_what_is_no_duckdb_file(tmp_path: Path, kind: str) -> None:
    """One sentence, not a byte changed, and no trace beside it but the lock."""
    path = tmp_path / "evals.duckdb"
    written = {
        "text": lambda: b"my notes\n" * 1000,
        "empty": lambda: b"",
        "sqlite": lambda: sqlite_file(tmp_path / "x"),
        "parquet": lambda: b"PAR1" + bytes(5000),
    }[kind]()
    path.write_bytes(written)
    (tmp_path / "x").unlink(missing_ok=True)

    with pytest.raises(ConfigurationError) as raised:
        sync(make_job(small_account(), path))
    assert str(raised.value) == (
        f"{path} is not a DuckDB file; it was not touched. Choose another --database"
    )
    assert path.read_bytes() == written
    assert {p.name for p in tmp_path.iterdir()} == {"evals.duckdb", "evals.duckdb.lock"}


@pytest.mark.parametrize("share", [0.0001, 0.5, 0.98])
def test_sync_leaves_alone_a_file_that_was_cut(database: Path, share: float) -> None:
    """A truncated DuckDB file is refused in one sentence, wherever the cut is."""
    whole = database.read_bytes()
    cut = whole[: int(len(whole) * share)]
    database.write_bytes(cut)

    with pytest.raises(ConfigurationError) as raised:
        sync(make_job(small_account(), database))
    assert str(raised.value).startswith(f"{database} can't be used: ")
    assert str(raised.value).endswith(
        ". If it is damaged, move it away, and a sync makes a new one"
    )
    assert "\n" not in str(raised.value)
    assert database.read_bytes() == cut

"""A failed sync is kept beside the file until the next publish takes it in."""

import fcntl
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from humanloop_evals import ledger
from humanloop_evals.errors import HumanloopError
from humanloop_evals.status import read_status
from humanloop_evals.sync import sync
from humanloop_evals.tables import SCHEMA_VERSION
from sync.accounts import ORIGIN, client_of, make_job, small_account
from sync.contents import keys

FAILING = {"/v5/evaluations": (500, {"detail": "out of order"})}
MESSAGE = (
    "GET /evaluations?file_id=pr_1&page=1&size=100: 500 (out of order). "
    "Without this listing nothing can be read"
)
# In their order: one that was killed, two that failed, and a line that makes little sense.
KILLED = {"sync_id": "20200101T000000.000000Z", "is_published": False, "message": "killed"}
CUT = b'{"sync_id": "2020", "mess'
ODD = b'\xff\xfe\n[]\n{}\n{"sync_id": "99991231", "started_at": "soon", "x": {}}\n'


@dataclass(frozen=True)
class TakenIn:
    """A file that two syncs have published after others failed.

    Attributes:
        failed: What was written about those that failed.
        rows: sync_runs after the first publish, and after the second, before which the failures
            lay beside the file again.
        between: What status said of failures then.
        left: What lay beside the file in the end.
    """

    failed: list[dict[str, Any]]
    rows: tuple[list[tuple], list[tuple]]
    between: list[dict[str, Any]]
    left: set[str]


def fail(database: Path) -> dict[str, Any]:
    """A sync that can't read anything; what was written about it."""
    with pytest.raises(HumanloopError):
        sync(make_job(client_of(small_account(), FAILING), database))
    return ledger.read_failures(database)[-1]


def sync_runs(database: Path) -> list[tuple]:
    """Some columns of every sync."""
    return keys(database, "sync_runs", "sync_id", "exit_code", "is_published", "message")


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory: pytest.TempPathFactory, published: bytes) -> TakenIn:
    """Four failures of all kinds, then two syncs that publish."""
    database = tmp_path_factory.mktemp("failed") / "evals.duckdb"
    database.write_bytes(published)
    folder = database.with_name(f"{database.name}.sync-4242")
    folder.mkdir()
    (folder / "note.json").write_text(json.dumps(KILLED))
    path = ledger.failures_path(database)
    path.write_bytes(CUT)
    failed = [fail(database), fail(database)]
    path.write_bytes(path.read_bytes() + ODD)
    beside = path.read_bytes()
    sync(make_job(small_account(), database))
    rows = sync_runs(database)
    path.write_bytes(beside.removesuffix(ODD))
    between = read_status(database).failures
    sync(make_job(small_account(), database))
    left = {path.name for path in database.parent.iterdir()}
    return TakenIn(failed, (rows, sync_runs(database)), between, left)


def test_failed_sync_is_kept_beside_the_file(database: Path) -> None:
    """The whole row but for what only a sync that publishes knows."""
    row = fail(database)
    started, finished = row.pop("started_at"), row.pop("finished_at")
    versions = [row.pop(f"{name}_version") for name in ("tool", "dlt", "duckdb", "python")]

    assert started < finished
    assert all(versions)
    assert row.pop("sync_id")
    assert row == {
        "is_published": False,
        "input": "api",
        "origin": ORIGIN,
        "selection": {"evaluation_ids": [], "file_ids": ["pr_1"], "all_evaluations": False},
        "redaction": ["provider_request", "provider_response"],
        "schema_version": SCHEMA_VERSION,
        "requests_count": 1,
        "retries_count": 0,
        "bytes_count": 0,
        "exit_code": 7,
        "message": MESSAGE,
    }


def test_failed_syncs_move_into_the_file(taken_in: TakenIn) -> None:
    """The next publish takes all of them in, and nothing stays beside the file."""
    failed = [(row["sync_id"], 7, False, MESSAGE) for row in taken_in.failed]

    assert [row for row in taken_in.rows[0] if row[1] == 7] == failed
    assert taken_in.left == {"evals.duckdb", "evals.duckdb.lock"}


def test_failed_syncs_are_taken_in_once(taken_in: TakenIn) -> None:
    """A crash between publishing and tidying up leaves them in both places for a while."""
    first, second = taken_in.rows

    assert [row for row in second if row in first] == first
    assert [row[1:3] for row in second if row not in first] == [(0, True)]


def test_failed_syncs_that_were_taken_in_are_no_news(taken_in: TakenIn) -> None:
    """`status` does not call the last sync failed because of what lies there still."""
    assert taken_in.between == []


def test_failed_syncs_survive_a_damaged_line(taken_in: TakenIn) -> None:
    """A line that was cut short, or is none of ours, costs neither the others nor the night."""
    published = [row for row in taken_in.rows[0] if row[2]]

    assert len(taken_in.rows[0]) == len(published) + len(taken_in.failed) + 2
    assert taken_in.rows[0][-1] == ("99991231", None, None, None)


def test_failed_sync_is_forgotten_only_when_taken_in(tmp_path: Path) -> None:
    """One that was added since the file was built stays for the next publish."""
    database = tmp_path / "evals.duckdb"
    early, late = ({"sync_id": name, "message": "é"} for name in ("early", "late"))
    for row in (early, late):
        ledger.remember_failure(database, ledger.to_line(row))
    ledger.forget_failures(database, [early])
    kept = ledger.read_failures(database)
    ledger.forget_failures(database, [late])

    assert kept == [late]
    assert list(tmp_path.iterdir()) == []


def test_failed_syncs_of_many_processes_are_all_kept(tmp_path: Path) -> None:
    """They write and forget at the same time, and none loses another's line."""
    database = tmp_path / "evals.duckdb"
    ids = [str(number) for number in range(200)]

    def add_and_forget_none(sync_id: str) -> None:
        ledger.remember_failure(database, ledger.to_line({"sync_id": sync_id}))
        ledger.forget_failures(database, [{"sync_id": "of nobody"}])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_and_forget_none, ids))

    assert sorted(row["sync_id"] for row in ledger.read_failures(database)) == sorted(ids)


def test_killed_sync_is_recorded_by_the_next(taken_in: TakenIn) -> None:
    """It could say nothing itself, but has left a note in the folder it worked in."""
    assert taken_in.rows[0][0] == (KILLED["sync_id"], None, False, "killed")


def test_sync_that_was_in_the_way_is_no_news_once_it_has_published(database: Path) -> None:
    """Another one found it at work; the file is the answer to that, unlike to a later failure."""
    late = datetime.fromtimestamp(database.stat().st_mtime, UTC)
    busy = {"sync_id": "2999", "exit_code": 5, "message": "at work"}
    before, after = (
        busy | {"finished_at": (late + timedelta(seconds=s)).isoformat()} for s in (-1, 1)
    )
    said = []
    for row in (before, after, before | {"exit_code": 7}):
        ledger.failures_path(database).write_text(ledger.to_line(row), encoding="utf-8")
        said.append(read_status(database).failures)

    assert said == [[], [after], [before | {"exit_code": 7}]]


def test_failed_sync_is_recorded_also_while_another_record_is_held(
    tmp_path: Path,
) -> None:
    """The handler runs in the thread that holds the lock, and must not wait for it."""
    database = tmp_path / "evals.duckdb"
    with ledger.failures_path(database).open("w", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        ledger.remember_failure(database, ledger.to_line({"sync_id": "1"}))

    assert ledger.read_failures(database) == [{"sync_id": "1"}]

"""What each sync has changed, row by row."""

import json
from pathlib import Path

import pytest

from humanloop_evals.extract import Redaction
from humanloop_evals.sandbox import Account
from humanloop_evals.sync import sync
from sync.accounts import make_job, set_runs, small_account, version_of
from sync.contents import contents, query

CHANGES = (
    "select change, table_name, record_key, changed_columns from humanloop.changes "
    "where sync_id = (select max(sync_id) from humanloop.sync_runs) order by table_name, change, "
    "cast(record_key as varchar)"
)


@pytest.fixture
def account() -> Account:
    """A small account."""
    return small_account()


def changes(database: Path) -> list[tuple]:
    """What the last sync has changed."""
    return [
        (change, table, key and json.loads(key), columns and json.loads(columns))
        for change, table, key, columns in query(database, CHANGES)
    ]


def test_first_load_is_one_row_a_table(database: Path) -> None:
    """Not one a row."""
    found = query(
        database, "select table_name, change, records_count from humanloop.changes order by all"
    )
    rows = {name: len(held) for name, held in contents(database).items()}

    assert found == sorted((name, "first_load", n) for name, n in rows.items() if n)


def test_unchanged_account_adds_nothing(account: Account, database: Path) -> None:
    """Counters and times of last use may move."""
    version_of(account, "prv_1")["last_used_at"] = "2031-01-01T00:00:00"
    version_of(account, "prv_1")["version_logs_count"] = 1_000
    sync(make_job(account, database))

    assert changes(database) == []


def test_changes_are_rows_with_old_and_new(account: Account, database: Path) -> None:
    """Added, removed and changed; of long texts only that they changed."""
    account.runs["evr_1"][0]["status"] = "cancelled"
    version_of(account, "prv_1")["template"] = "Goodbye {{name}}"
    version_of(account, "prv_1")["name"] = "renamed"
    set_runs(account, "evr_3", [])
    sync(make_job(account, database))

    assert changes(database) == [
        (
            "changed",
            "evaluation_runs",
            {"evaluation_id": "evr_1", "run_id": "rn_1"},
            {"status": {"old": "completed", "new": "cancelled"}},
        ),
        (
            "removed",
            "evaluation_runs",
            {"evaluation_id": "evr_3", "run_id": "rn_4"},
            {"control": {"old": False}, "status": {"old": "completed"}},
        ),
        (
            "changed",
            "evaluations",
            {"evaluation_id": "evr_3"},
            {"runs_count": {"old": 1, "new": 0}},
        ),
        ("removed", "runs", {"run_id": "rn_4"}, None),
        (
            "changed",
            "versions",
            {"version_id": "prv_1"},
            {"name": {"old": "prompt", "new": "renamed"}, "template": {}},
        ),
    ]


def test_history_survives_a_full_refresh(account: Account, database: Path) -> None:
    """So does the ledger; what is the same is no change."""
    before = query(database, "select * from humanloop.changes order by all")
    sync(make_job(account, database, full_refresh=True))

    assert query(database, "select * from humanloop.changes order by all") == before
    assert query(database, "select count(*) from humanloop.sync_runs") == [(2,)]


def test_status_history_tells_when_a_status_was_first_seen(
    account: Account, database: Path
) -> None:
    """The view follows from the changes."""
    for status in ("running", "completed"):
        account.runs["evr_3"][0]["status"] = status
        sync(make_job(account, database))
    set_runs(account, "evr_3", [])
    sync(make_job(account, database))
    found = query(
        database,
        "select run_status, seen_at is null from marts.run_status_history "
        "where run_id = 'rn_4' order by seen_at nulls first",
    )
    others = query(
        database,
        "select distinct run_status, seen_at from marts.run_status_history where run_id <> 'rn_4'",
    )

    assert found == [
        ("completed", True),
        ("running", False),
        ("completed", False),
        ("removed", False),
    ]
    assert others == [("completed", None)]


def test_control_history_tells_when_the_control_moved(account: Account, database: Path) -> None:
    """One run ceases to be it, another one becomes it."""
    account.runs["evr_1"][0]["control"] = False
    account.runs["evr_1"][1]["control"] = True
    sync(make_job(account, database))
    found = query(database, "select run_id, is_control from marts.control_history order by run_id")

    assert found == [("rn_1", False), ("rn_2", True)]


def test_history_tells_of_runs_that_come_and_go(account: Account, database: Path) -> None:
    """A control that is removed, another one that is added as such, and a run that comes back."""
    runs = account.runs["evr_1"]
    added = {**runs[1], "id": "rn_9", "control": True, "status": "running"}
    for now in ([added, runs[1]], [*runs, added]):
        set_runs(account, "evr_1", now)
        sync(make_job(account, database))
    controls = query(
        database, "select run_id, is_control from marts.control_history order by seen_at, run_id"
    )
    statuses = query(
        database,
        "select run_id, run_status from marts.run_status_history where run_id in ('rn_1', 'rn_9') "
        "and evaluation_id = 'evr_1' order by run_id, seen_at nulls first",
    )

    assert controls == [("rn_1", False), ("rn_9", True), ("rn_1", True)]
    assert statuses == [
        ("rn_1", "completed"),
        ("rn_1", "removed"),
        ("rn_1", "completed"),
        ("rn_9", "running"),
    ]


def test_redaction_forgets_the_values_of_old_changes(account: Account, database: Path) -> None:
    """They may be of what is hidden from now on."""
    account.runs["evr_1"][0]["status"] = "cancelled"
    sync(make_job(account, database))
    job = make_job(account, database, full_refresh=True)
    scope = type(job.scope)(stats=False, logs=False, redaction=Redaction(["full_name"]))
    sync(make_job(account, database, full_refresh=True, scope=scope))
    found = query(
        database,
        "select distinct changed_columns from humanloop.changes where change = 'changed' "
        "and table_name = 'evaluation_runs'",
    )

    assert found == [(None,)]

"""The checks of sql/checks in a sync: errors publish nothing, warnings are told."""

from pathlib import Path

import pytest

from humanloop_evals.errors import VerificationFailed
from humanloop_evals.sync import run, sync
from humanloop_evals.verify import Expected
from sync.accounts import make_job, set_runs, small_account
from sync.contents import execute, keys, query

LOG = "insert into humanloop.logs (log_id, _dlt_load_id) values ('l', 'x')"
ITS_RUN = """
insert into humanloop.evaluation_logs by name
select 'evr_1' as evaluation_id, 'rn_1' as run_id, 'l' as log_id, 'x' as _dlt_load_id
"""


def refuse_a_strange_log(database: Path, said: str) -> None:
    """A sync of a file with a log of a run that was never read, as a fault would leave it."""
    execute(database, LOG, ITS_RUN)
    before = database.read_bytes()
    account = small_account()
    set_runs(account, "evr_3", [])
    with pytest.raises(VerificationFailed, match=said):
        sync(make_job(account, database))

    assert database.read_bytes() == before


@pytest.fixture(params=[0, 20_000_000], ids=["large", "small"])
def _of_either_size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is verified before it is checked, and one of which both is done at once."""
    monkeypatch.setattr(run, "_MUCH", request.param)


@pytest.mark.usefixtures("_of_either_size")
def test_sync_says_first_what_was_not_loaded(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What follows from that would lead people astray."""
    adding = Expected.add
    monkeypatch.setattr(
        Expected, "add", lambda expected, batch: [adding(expected, batch) for _ in range(2)]
    )
    refuse_a_strange_log(database, "evaluations: 6 rows read, 3 loaded")


@pytest.mark.usefixtures("_of_either_size")
def test_sync_publishes_nothing_that_fails_a_check(database: Path) -> None:
    """The one of whoever looks for what stands alone."""
    refuse_a_strange_log(database, "orphans: 1 rows, such as evaluation_logs evr_1")


@pytest.mark.usefixtures("_of_either_size")
def test_sync_tells_warnings(database: Path) -> None:
    """In sync_issues and in what it returns; it is complete all the same."""
    account = small_account()
    account.runs["evr_1"][1] = {**account.runs["evr_1"][1], "control": True}
    outcome = sync(make_job(account, database))

    assert (outcome.exit_code, [warning.check.name for warning in outcome.warnings]) == (
        0,
        ["two_controls"],
    )
    assert query(
        database,
        "select kind, record_id, records_count, message from humanloop.sync_issues "
        f"where sync_id = '{outcome.ledger_row['sync_id']}'",
    ) == [
        (
            "check",
            "evr_1 2",
            1,
            "two_controls: evaluations with several control runs, where none can be compared with",
        )
    ]


def test_sync_checks_what_has_changed(database: Path) -> None:
    """The same rows have passed the same checks when they were published."""
    account = small_account()
    account.runs["evr_1"][1] = {**account.runs["evr_1"][1], "control": True}
    told = [len(sync(make_job(account, database)).warnings) for _ in range(2)]
    execute(database, "drop view marts.control_comparison")
    execute(database, "update humanloop.sync_runs set sql_digest = 'of another version'")
    told.append(len(sync(make_job(account, database)).warnings))

    assert told == [1, 0, 1]
    assert len(keys(database, "sync_issues", "sync_id")) == 2

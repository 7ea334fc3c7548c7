"""Logs and judgments of the sandbox in the published file."""

import copy
import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from humanloop_evals.errors import ConfigurationError, VerificationFailed
from humanloop_evals.extract import PROVIDER_PAYLOADS, Redaction, Scope
from humanloop_evals.reader import LogPage
from humanloop_evals.sandbox import Account, generate
from humanloop_evals.settings import Selection
from humanloop_evals.sync import Job, Outcome, sync
from humanloop_evals.tables import LOG_TABLES, STATS_TABLES
from sync.accounts import client_of, make_job
from sync.contents import contents, execute, keys, query

NAME = "evals.duckdb"


def job_of(source: Any, database: Path, **more: Any) -> Job:
    """A sync of everything, logs included."""
    ids = [e["id"] for e in source.evaluations] if isinstance(source, Account) else ()
    selection = Selection(evaluation_ids=tuple(ids))
    return make_job(source, database, **({"selection": selection, "scope": Scope()} | more))


@pytest.fixture(scope="module")
def account() -> Account:
    """Two evaluations with every kind of version; one run belongs to both."""
    account = generate(evaluations=2)
    # They have so few logs that to read two unfinished runs anew would be to read them all.
    for run in (run for runs in account.runs.values() for run in runs):
        run["status"] = "cancelled" if run["status"] == "pending" else run["status"]
    return account


@pytest.fixture(scope="module")
def first(account: Account, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """The account, synced once."""
    database = tmp_path_factory.mktemp("logs") / NAME
    return database, sync(job_of(account, database))


@pytest.fixture
def database(first: tuple[Path, Outcome], tmp_path: Path) -> Path:
    """A copy of the published file."""
    database = tmp_path / NAME
    database.write_bytes(first[0].read_bytes())
    return database


@pytest.fixture
def changed(account: Account) -> Account:
    """The account, to be changed."""
    return replace(
        account,
        evaluations=copy.deepcopy(account.evaluations),
        runs={key: [dict(run) for run in runs] for key, runs in account.runs.items()},
    )


def test_every_figure_of_the_stats_is_reproduced(first: tuple[Path, Outcome]) -> None:
    """From the judgments, by SQL; what differs would be named and alarm."""
    database, outcome = first
    found = keys(database, "sync_reconciliation", "distinct what", "status")

    assert (outcome.exit_code, outcome.differences) == (0, [])
    assert found == [
        (what, "equal")
        for what in sorted(
            [
                "datapoints_count",
                "logs_total",
                "mean",
                "num_errors",
                "num_false",
                "num_judgments",
                "num_judgments_per_option",
                "num_logs",
                "num_nulls",
                "num_true",
                "runs_count",
                "stats_of_run",
                "std",
                "sum",
                "total_logs",
            ]
        )
    ]


def test_judgments_have_the_grain_run_datapoint_evaluator(first: tuple[Path, Outcome]) -> None:
    """No evaluator judges a log of a run twice, and every judgment has its log and outcome."""
    database, _ = first
    twice = query(
        database,
        "select evaluation_id, run_id, log_id, evaluator_version_id from humanloop.judgments "
        "group by all having count(*) > 1",
    )
    outcomes = query(database, "select distinct outcome from humanloop.judgments order by all")

    assert twice == []
    assert outcomes == [("error",), ("judged",), ("null",)]


def test_run_of_two_evaluations_has_its_judgments_in_both(first: tuple[Path, Outcome]) -> None:
    """Its logs are there once."""
    database, _ = first
    found = query(
        database,
        "select count(distinct evaluation_id), count(*) > count(distinct log_id) "
        "from humanloop.evaluation_logs where run_id in (select run_id from "
        "humanloop.evaluation_runs group by run_id having count(*) > 1)",
    )

    assert found == [(2, True)]


def test_second_sync_reads_logs_of_unfinished_runs_only(account: Account, database: Path) -> None:
    """And changes not a row."""
    before = contents(database)
    outcome = sync(job_of(account, database))
    unfinished = query(
        database,
        "select evaluation_id, run_id from humanloop.evaluation_runs "
        "where status in ('running', 'pending')",
    )
    again = query(
        database,
        "select evaluation_id, run_id from humanloop.evaluation_log_reads "
        f"where _dlt_load_id = '{outcome.ledger_row['load_id']}'",
    )

    assert contents(database) == before
    assert sorted(again) == sorted(unfinished)


def test_removed_run_takes_its_logs_and_judgments_along(changed: Account, database: Path) -> None:
    """But for those that it has in another evaluation."""
    evaluation_id = next(key for key, runs in changed.runs.items() if len(runs) > 6)
    gone = next(run for run in changed.runs[evaluation_id] if run["status"] == "completed")
    changed.runs[evaluation_id].remove(gone)
    for evaluation in changed.evaluations:
        evaluation["runs_count"] = len(changed.runs[evaluation["id"]])
    outcome = sync(job_of(changed, database))

    assert outcome.exit_code == 0
    for table in ("evaluation_log_reads", "evaluation_logs", "judgments", "run_stats"):
        assert (evaluation_id, gone["id"]) not in keys(database, table, "evaluation_id", "run_id")
    assert (
        query(
            database,
            "select log_id from humanloop.logs where log_id not in "
            "(select log_id from humanloop.evaluation_logs "
            "union all select log_id from humanloop.nested_logs)",
        )
        == []
    )


def test_full_refresh_reads_everything_and_changes_nothing(
    account: Account, database: Path
) -> None:
    """The rows are the same as those that were kept."""
    before = contents(database)
    outcome = sync(job_of(account, database, full_refresh=True))

    assert contents(database) == before
    assert sum(map(len, outcome.report.logs_read.values())) == len(
        keys(database, "evaluation_runs", "run_id")
    )


def test_old_reading_is_repeated_and_replaces_its_rows(account: Account, database: Path) -> None:
    """Rows that are read again stand there once."""
    before = contents(database)
    scope = Scope(recheck_after=timedelta(microseconds=1))
    outcome = sync(job_of(account, database, scope=scope))

    assert contents(database) == before
    assert outcome.report.logs_skipped == 0


def test_sync_without_logs_keeps_them(account: Account, database: Path) -> None:
    """They are as of the sync that read them."""
    before = contents(database, LOG_TABLES)
    outcome = sync(job_of(account, database, scope=Scope(logs=False)))

    assert contents(database, LOG_TABLES) == before
    assert outcome.exit_code == 0


class Losing:
    """A client that loses the last record of a page of logs, without saying so."""

    def __init__(self, account: Account) -> None:
        self._client = client_of(account)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def logs(self, evaluation_id: str, run_id: str | None, page: int) -> LogPage:
        """See `Reader`."""
        found = self._client.logs(evaluation_id, run_id, page)
        return replace(found, records=found.records[:-1]) if page == 2 else found


@pytest.fixture
def selection(account: Account) -> Selection:
    """Everything of the account."""
    return Selection(evaluation_ids=tuple(e["id"] for e in account.evaluations))


def test_lost_page_keeps_the_old_rows(
    changed: Account, database: Path, selection: Selection
) -> None:
    """A listing that stays short of its own total is named, and exit 4."""
    before = contents(database)
    scope = Scope(recheck_after=timedelta(microseconds=1))
    job = job_of(Losing(changed), database, selection=selection, scope=scope)
    outcome = sync(job)

    assert outcome.exit_code == 4
    assert set(outcome.report.quarantined) == set(selection.evaluation_ids)
    for error in outcome.report.quarantined.values():
        assert "the listing is not complete after 4 readings" in str(error)
    assert contents(database) == before


def test_lost_page_with_strict_publishes_nothing(
    changed: Account, database: Path, selection: Selection
) -> None:
    """Exit 6; the file is as it was."""
    before = database.read_bytes()
    scope = Scope(recheck_after=timedelta(microseconds=1))
    job = job_of(Losing(changed), database, selection=selection, scope=scope, strict=True)
    with pytest.raises(VerificationFailed, match="--strict publishes all or nothing"):
        sync(job)

    assert database.read_bytes() == before


class Miscounting(Losing):
    """A client whose stats count a true judgment too many, of every boolean evaluator."""

    def stats(self, evaluation_id: str) -> Any:
        """See `Reader`."""
        found = self._client.stats(evaluation_id)
        text = re.sub(
            rb'"num_true":(\d+)',
            lambda counted: b'"num_true":%d' % (int(counted[1]) + 1),
            bytes(found.text),
        )
        return replace(found, text=text)

    def logs(self, evaluation_id: str, run_id: str | None, page: int) -> LogPage:
        """See `Reader`."""
        return self._client.logs(evaluation_id, run_id, page)


def test_platform_that_contradicts_itself_alarms_once(
    changed: Account, tmp_path: Path, selection: Selection
) -> None:
    """Loaded as served; the same difference in the next sync is no alarm."""
    database = tmp_path / NAME
    scope = Scope(recheck_after=timedelta(microseconds=1))
    outcomes = [
        sync(job_of(Miscounting(changed), database, selection=selection, scope=scope))
        for _ in range(2)
    ]
    (difference, *_), _ = (outcome.differences for outcome in outcomes)

    assert [outcome.exit_code for outcome in outcomes] == [4, 0]
    assert (difference.what, difference.expected - difference.loaded) == ("num_true", 1)
    assert outcomes[1].known_differences == len(outcomes[0].differences)
    assert "num_true says" in difference.describe()


class Forgetting(Miscounting):
    """A client whose stats leave out the last evaluator of each run.

    Attributes:
        is_gone: Whether the evaluation has it no more, either.
    """

    is_gone = False

    def stats(self, evaluation_id: str) -> Any:
        """See `Reader`."""
        found = self._client.stats(evaluation_id)
        body = json.loads(bytes(found.text))
        for run in body["run_stats"]:
            run["evaluator_stats"] = run["evaluator_stats"][:-1]
        return replace(found, text=json.dumps(body).encode())

    def evaluation(self, evaluation_id: str) -> Any:
        """See `Reader`."""
        found = self._client.evaluation(evaluation_id)
        body = json.loads(bytes(found.text))
        if self.is_gone:
            body["evaluators"] = body["evaluators"][:-1]
        return replace(found, text=json.dumps(body).encode())


@pytest.mark.parametrize(("is_gone", "status"), [(False, "differs"), (True, "explained")])
def test_evaluator_that_the_stats_leave_out_is_compared(
    changed: Account, tmp_path: Path, selection: Selection, *, is_gone: bool, status: str
) -> None:
    """One that the evaluation has should be there; one that was taken from it need not."""
    database = tmp_path / NAME
    reader = Forgetting(changed)
    reader.is_gone = is_gone
    outcome = sync(job_of(reader, database, selection=selection))
    found = query(
        database,
        "select distinct what, expected, status from humanloop.sync_reconciliation "
        "where expected = 0 and loaded > 0 and evaluator_version_id is not null "
        "and explanation is distinct from 'the run has not ended'",
    )

    assert found == [("total_logs", 0.0, status)]
    assert outcome.exit_code == (0 if is_gone else 4)


def test_redacted_text_is_in_no_file(
    account: Account, first: tuple[Path, Outcome], tmp_path: Path
) -> None:
    """Neither in a table, nor in `extra`, nor anywhere in the bytes."""
    (shown, _), database = first, tmp_path / NAME
    rules = ["inputs", "messages", "output", "output_message", "target", "email_address:hash"]
    hidden = Scope(redaction=Redaction([*rules, "full_name"], "salt of the test"))
    sync(job_of(account, database, scope=hidden))
    texts = [text for (text,) in query(shown, "select distinct email_address from humanloop.users")]
    (email,) = query(database, "select min(email_address) from humanloop.users")

    assert email[0].startswith("hash:")
    for text in texts:
        assert text.encode() in shown.read_bytes()
        assert text.encode() not in database.read_bytes()
    assert query(database, "select count(output), count(inputs) from humanloop.logs") == [(0, 0)]


def test_other_redaction_demands_a_full_refresh(account: Account, database: Path) -> None:
    """Rows that are there would go on showing what is to be hidden.

    Afterwards no old value is left, not in the changes either, where it would stand beside the new.
    """
    (email,) = query(database, "select min(email_address) from humanloop.users")[0]
    scope = Scope(redaction=Redaction(["output", "email_address"]))
    with pytest.raises(ConfigurationError, match="--full-refresh builds them anew"):
        sync(job_of(account, database, scope=scope))
    assert email.encode() in database.read_bytes()
    outcome = sync(job_of(account, database, scope=scope, full_refresh=True))

    assert outcome.exit_code == 0
    assert query(database, "select count(output) from humanloop.logs") == [(0,)]
    assert email.encode() not in database.read_bytes()


def test_other_salt_demands_a_full_refresh(account: Account, tmp_path: Path) -> None:
    """Equal values would have two hashes."""
    database = tmp_path / NAME
    rules = ["email_address:hash"]
    sync(job_of(account, database, scope=Scope(logs=False, redaction=Redaction(rules, "one"))))

    with pytest.raises(ConfigurationError, match="--full-refresh builds them anew"):
        sync(job_of(account, database, scope=Scope(logs=False, redaction=Redaction(rules, "two"))))


def test_file_made_before_anything_was_hidden_demands_a_full_refresh(
    account: Account, database: Path
) -> None:
    """Its rows show everything."""
    with duckdb.connect(str(database)) as connection:
        connection.execute("alter table humanloop.sync_runs drop column redaction")

    hidden = Redaction([*PROVIDER_PAYLOADS, "email_address"])
    with pytest.raises(ConfigurationError, match="--full-refresh builds them anew"):
        sync(job_of(account, database, scope=Scope(logs=False, redaction=hidden)))
    assert sync(job_of(account, database, scope=Scope(logs=False))).exit_code == 0


def test_sync_without_stats_keeps_them(account: Account, database: Path) -> None:
    """They are as of the sync that read them."""
    before = contents(database, STATS_TABLES)
    sync(job_of(account, database, scope=Scope(stats=False, logs=False)))

    assert contents(database, STATS_TABLES) == before


def test_logs_of_an_older_file_get_their_duration(account: Account, database: Path) -> None:
    """Where nothing about a run has changed, its logs are not read again."""
    before = keys(database, "logs", "log_id", "duration_seconds")
    execute(database, "alter table humanloop.logs drop column duration_seconds")
    sync(job_of(account, database))
    kept = query(
        database,
        "select count(*) > 0 from humanloop.logs where _dlt_load_id <> "
        "(select max(load_id) from humanloop.sync_runs)",
    )

    assert kept == [(True,)]
    assert keys(database, "logs", "log_id", "duration_seconds") == before
    assert all(seconds is not None and seconds > 0 for _, seconds in before)

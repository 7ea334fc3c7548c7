"""Once other fields are hidden, no byte of what was shown before is left."""

from pathlib import Path

import pytest

import api_measured_objects as measured
import api_objects as api
from fake_reader import FakeReader
from humanloop_evals.errors import HumanloopError, RequestFailed, SourceUnavailable
from humanloop_evals.extract import Redaction, Scope
from humanloop_evals.settings import Selection
from humanloop_evals.sync import Outcome, sync
from humanloop_evals.sync.forgetting import FORGOTTEN
from sync.accounts import make_job
from sync.contents import query

IDS = ("evr_1", "evr_2")
EMAILS = ("ada@example.org", "grace.b@elsewhere.com", "third@example.net")
QUESTIONS = ("Why is it blue?", "How far is the moon?", "Who asks?")
SAID = "422 (no user grace.b@elsewhere.com)"
HIDDEN = Scope(redaction=Redaction(["email_address", "messages"]))


@pytest.fixture
def reader() -> FakeReader:
    """Two evaluations of one run with one log each."""
    made = FakeReader([(api.evaluation(key, 1), [api.run(f"rn_{key}")]) for key in IDS])
    for key in IDS:
        made.logs_of[key] = [measured.record(f"log_{key}", run_id=f"rn_{key}")]
        made.measured[key] = measured.stats(measured.run_stats(f"rn_{key}", 1))
    return made


def run(reader: FakeReader, database: Path, **more: object) -> Outcome:
    """One sync of both, with their logs."""
    usual = {"scope": Scope(), "selection": Selection(evaluation_ids=IDS)}
    return sync(make_job(reader, database, **(usual | more)))


def show(reader: FakeReader, place: int) -> None:
    """Let the first evaluation show another e-mail and another question."""
    created_by = api.user(email_address=EMAILS[place])
    reader._runs["evr_1"][0]["created_by"] = created_by
    messages = [{"role": "user", "content": QUESTIONS[place]}]
    log = measured.log("log_evr_1", messages=messages)
    reader.logs_of["evr_1"] = [measured.record("log_evr_1", run_id="rn_evr_1", log=log)]
    stats = measured.run_stats("rn_evr_1", 1, batch_id=str(place))
    reader.measured["evr_1"] = measured.stats(stats)


def found_in(folder: Path, *texts: str) -> list[str]:
    """Those of the texts that are in any byte of any file."""
    written = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return [text for text in texts if any(text.encode() in one for one in written)]


def test_forgetting_leaves_no_byte_of_what_was_shown(reader: FakeReader, tmp_path: Path) -> None:
    """Neither of what is in the tables, nor of what is in `changes` only, nor in free blocks."""
    database = tmp_path / "evals.duckdb"
    for place in (0, 1):
        show(reader, place)
        run(reader, database)
    before = found_in(tmp_path, *EMAILS, *QUESTIONS)
    show(reader, 2)
    run(reader, database, scope=HIDDEN, full_refresh=True)

    assert before == [*EMAILS[:2], QUESTIONS[1]]
    assert found_in(tmp_path, *EMAILS, *QUESTIONS) == []
    assert query(
        database,
        "select change, records_count, changed_columns from humanloop.changes "
        "where table_name = 'users' order by all",
    ) == [
        ("changed", 1, '{"email_address":{}}'),
        ("changed", 1, None),
        ("first_load", 1, None),
    ]


def fail(reader: FakeReader, database: Path, message: str, **more: object) -> None:
    """One sync that the source keeps from reading anything."""
    reader.errors["evaluation evr_1"] = SourceUnavailable(message)
    with pytest.raises(HumanloopError):
        run(reader, database, **more)
    del reader.errors["evaluation evr_1"]


def test_forgetting_takes_what_a_server_has_said(reader: FakeReader, tmp_path: Path) -> None:
    """It may quote what is hidden now; what quotes nothing, or was said since, stays."""
    database = tmp_path / "evals.duckdb"
    fail(reader, database, SAID)
    dataset = api.dataset("dsv_1", datapoints_count=2)
    reader._runs["evr_1"][0]["dataset"] = dataset
    reader.datapoints_of["dsv_1"] = [{"id": "dp_1"}, {"id": "dp_2"}]
    reader.errors["stats evr_2"] = RequestFailed(SAID)
    reader.errors[f"datapoints {dataset['id']} dsv_1"] = RequestFailed(SAID)
    run(reader, database)
    reader.errors.clear()
    fail(reader, database, SAID)
    with pytest.raises(HumanloopError):
        run(reader, database, scope=HIDDEN)
    fail(reader, database, "503", scope=HIDDEN, full_refresh=True)
    before = found_in(tmp_path, SAID)
    run(reader, database, scope=HIDDEN, full_refresh=True)
    runs = query(database, "select exit_code, message from humanloop.sync_runs order by sync_id")

    assert before == [SAID]
    assert found_in(tmp_path, SAID) == []
    assert [(code, message) for code, message in runs if code != 2] == [
        (7, FORGOTTEN),
        (4, "1 evaluations kept their old rows; 1 figures differ inside the source"),
        (7, FORGOTTEN),
        (7, "503"),
        (0, None),
    ]
    assert "--full-refresh builds them anew" in dict(runs)[2]
    assert query(
        database,
        "select distinct kind, message from humanloop.sync_issues "
        "where kind in ('quarantined', 'unread_dataset') order by all",
    ) == [("quarantined", FORGOTTEN), ("unread_dataset", FORGOTTEN)]
    assert query(
        database,
        "select distinct expected, loaded, status, explanation from humanloop.sync_reconciliation "
        "where dataset_version_id = 'dsv_1' order by all",
    ) == [(2.0, 0.0, "differs", FORGOTTEN), (2.0, 2.0, "equal", None)]


def test_forgetting_takes_what_was_said_while_less_was_hidden(
    reader: FakeReader, tmp_path: Path
) -> None:
    """A sync that hides nothing fails beside a file that does: no full refresh follows."""
    database = tmp_path / "evals.duckdb"
    run(reader, database, scope=HIDDEN)
    fail(reader, database, SAID, full_refresh=True)
    run(reader, database, scope=HIDDEN)

    assert found_in(tmp_path, SAID) == []
    assert query(database, "select exit_code, message from humanloop.sync_runs order by all") == [
        (0, None),
        (0, None),
        (7, FORGOTTEN),
    ]

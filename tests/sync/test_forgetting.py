"""Once other fields are hidden, no byte of what was shown before is left."""

from pathlib import Path

import pytest

import api_measured_objects as measured
import api_objects as api
from fake_reader import FakeReader
from humanloop_evals.extract import Redaction, Scope
from humanloop_evals.settings import Selection
from humanloop_evals.sync import Outcome, sync
from sync.accounts import make_job
from sync.contents import query

IDS = ("evr_1", "evr_2")
EMAILS = ("ada@example.org", "grace.b@elsewhere.com", "third@example.net")
QUESTIONS = ("Why is it blue?", "How far is the moon?", "Who asks?")
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

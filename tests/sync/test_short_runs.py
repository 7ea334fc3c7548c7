"""An evaluation that serves fewer runs than it says: what was not served may not be gone."""

from pathlib import Path

import pytest

from fake_reader import FakeReader
from humanloop_evals.errors import SourceUnavailable, VerificationFailed
from humanloop_evals.extract import Difference, Scope
from humanloop_evals.settings import Selection
from humanloop_evals.sync import Outcome, sync
from logged_reader import reader_of, stats_of
from sync.accounts import make_job
from sync.contents import contents

SHORT = Difference("runs_count", "evr_1", expected=2, loaded=1)
# As told by what is served: run rn_1 is missing, or rn_0 stands in its place.
ANSWERS = pytest.mark.parametrize("served", [(0,), (0, 0)])


@pytest.fixture
def reader() -> FakeReader:
    """Two runs with two logs and three, each judged."""
    return reader_of(2, 3)


@pytest.fixture
def database(reader: FakeReader, tmp_path: Path) -> Path:
    """All of it, published."""
    database = tmp_path / "evals.duckdb"
    sync_all(reader, database)
    return database


def sync_all(reader: FakeReader, database: Path, **more: bool) -> Outcome:
    """One sync, logs included."""
    selection = Selection(evaluation_ids=("evr_1",))
    return sync(make_job(reader, database, selection=selection, scope=Scope(), **more))


def serve(reader: FakeReader, *served: int) -> None:
    """Answer with these runs from now on, and say that there are two."""
    evaluation, runs = reader._evaluations["evr_1"], reader._runs["evr_1"]
    reader.replace(evaluation, [runs[number] for number in served], evaluation_id="evr_1")


def ended(outcome: Outcome) -> tuple[int, list[Difference], int]:
    """How a sync ended, and the differences: those that are new, and how many are known."""
    return int(outcome.exit_code), outcome.differences, outcome.known_differences


@ANSWERS
def test_run_that_is_not_served_keeps_its_rows(
    reader: FakeReader, database: Path, served: tuple[int, ...]
) -> None:
    """Its logs and judgments, too; the evaluation is read again, named, and then known."""
    before = contents(database)
    serve(reader, *served)
    reader.calls.clear()
    first = sync_all(reader, database)
    calls = list(reader.calls)
    after = contents(database)
    second = sync_all(reader, database)

    assert [ended(first), ended(second)] == [(4, [SHORT], 0), (0, [], 1)]
    assert calls == [*["evaluation evr_1", "runs evr_1"] * 2, "stats evr_1"]
    assert [after, contents(database)] == [before, before]


def test_run_that_is_not_served_keeps_its_stats(reader: FakeReader, database: Path) -> None:
    """The stats may lack it as well; what is served is loaded."""
    before = contents(database)
    serve(reader, 0)
    reader.measured["evr_1"] = stats_of([1])
    reader.logs_of["evr_1"] = reader.logs_of["evr_1"][:1]
    outcome = sync_all(reader, database)
    after = contents(database)
    of_both = ("evaluation_runs", "runs", "run_stats", "run_evaluator_stats")

    assert ended(outcome) == (4, [SHORT], 0)
    assert {name: len(after[name]) for name in of_both} == dict.fromkeys(of_both, 2)
    # The listing of the other run's logs was complete: a log that it lacks is gone.
    assert after["evaluation_logs"] == [
        row for row in before["evaluation_logs"] if "log_0_1" not in row
    ]


@ANSWERS
def test_strict_sync_publishes_no_short_answer(
    reader: FakeReader, database: Path, served: tuple[int, ...]
) -> None:
    """Until a sync has taken note of it: then it is the way this source is."""
    before = database.read_bytes()
    serve(reader, *served)
    said = (
        "1 evaluations serve fewer runs than they say and --strict publishes all or nothing. First "
        "evaluation evr_1: runs_count says 2, what was served and loaded gives 1. If that stays "
        "so, one sync without --strict takes note of it"
    )

    for _ in range(2):
        with pytest.raises(VerificationFailed) as raised:
            sync_all(reader, database, strict=True)
        assert (raised.value.exit_code, str(raised.value)) == (6, said)
        assert database.read_bytes() == before
    noted = sync_all(reader, database)
    strict = sync_all(reader, database, strict=True)

    assert [ended(noted), ended(strict)] == [(4, [SHORT], 0), (0, [], 1)]


def test_full_refresh_does_without_no_run(reader: FakeReader, database: Path) -> None:
    """There would be no old rows to keep; of what is always so it has been taken note."""
    before = database.read_bytes()
    serve(reader, 0)
    reader.logs_of["evr_1"] = reader.logs_of["evr_1"][:2]
    reader.measured["evr_1"] = stats_of([2])

    with pytest.raises(SourceUnavailable, match="serve fewer runs than they say") as raised:
        sync_all(reader, database, full_refresh=True)
    assert (raised.value.exit_code, database.read_bytes()) == (7, before)
    sync_all(reader, database)
    assert ended(sync_all(reader, database, full_refresh=True)) == (0, [], 1)


def test_run_is_gone_when_the_count_says_so(reader: FakeReader, database: Path) -> None:
    """A complete answer removes rows, also those that a short one has left."""
    serve(reader, 0)
    sync_all(reader, database)
    reader._evaluations["evr_1"]["runs_count"] = 1
    reader.measured["evr_1"] = stats_of([2])
    outcome = sync_all(reader, database)
    after = contents(database)
    of_runs = ("evaluation_runs", "runs", "run_stats", "run_evaluator_stats", "evaluation_logs")

    assert ended(outcome) == (0, [], 0)
    assert {name: len(after[name]) for name in of_runs} == dict.fromkeys(of_runs, 1) | {
        "evaluation_logs": 2
    }

"""Runs that the stats leave out, and stats of runs that the evaluation does not have."""

from pathlib import Path

import pytest

import api_objects as api
from fake_reader import FakeReader
from humanloop_evals.extract import Difference, Scope
from humanloop_evals.settings import Selection
from humanloop_evals.sync import Outcome, sync
from logged_reader import pages, reader_of, stats_of
from sync.accounts import make_job
from sync.contents import query

WITHOUT_LOGS = Scope(logs=False)
MISSING = Difference("stats_of_run", "evr_1", expected=1, loaded=0, run_id="rn_1")
STRANGE = Difference("stats_of_run", "evr_1", expected=0, loaded=1, run_id="rn_2")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Where it is published."""
    return tmp_path / "evals.duckdb"


def sync_all(reader: FakeReader, database: Path, scope: Scope | None = None) -> Outcome:
    """One sync, logs included."""
    selection = Selection(evaluation_ids=("evr_1",))
    return sync(make_job(reader, database, selection=selection, scope=scope or Scope()))


def compared(database: Path) -> list[tuple]:
    """What was compared of runs and stats."""
    return query(
        database,
        "select run_id, expected, loaded, status, explanation from humanloop.sync_reconciliation "
        "where what = 'stats_of_run' order by all",
    )


def ended(outcome: Outcome) -> tuple[int, list[Difference], int]:
    """How a sync ended, and the differences: those that are new, and how many are known."""
    return int(outcome.exit_code), outcome.differences, outcome.known_differences


def test_completed_run_that_the_stats_leave_out_is_named(database: Path) -> None:
    """Nothing else says that its logs were compared with nothing; then it is known."""
    reader = reader_of(2, 3, stats=[2])
    outcomes = [sync_all(reader, database) for _ in range(2)]

    assert [ended(outcome) for outcome in outcomes] == [(4, [MISSING], 0), (0, [], 1)]
    assert compared(database)[0] == ("rn_0", 1, 1, "equal", None)


@pytest.mark.parametrize(
    ("logs", "status", "why"),
    [(0, "completed", "the run has no logs"), (3, "running", "the run has not ended")],
)
def test_run_that_the_stats_may_leave_out_is_explained(
    database: Path, logs: int, status: str, why: str
) -> None:
    """Of one without logs, or one that goes on, there may be nothing to say yet."""
    reader = reader_of(2, logs, stats=[2])
    reader._runs["evr_1"][1]["status"] = status

    assert ended(sync_all(reader, database)) == (0, [], 0)
    assert compared(database) == [
        ("rn_0", 1, 1, "equal", None),
        ("rn_1", 1, 0, "explained", why),
    ]


def test_run_is_not_missing_in_stats_that_were_not_read(database: Path) -> None:
    """Nor where nothing of the logs is known."""
    reader = reader_of(2, 3, stats=[2])

    assert ended(sync_all(reader, database, WITHOUT_LOGS)) == (0, [], 0)
    assert ended(sync_all(reader, database, Scope(stats=False, logs=False))) == (0, [], 0)
    assert compared(database) == []


@pytest.mark.parametrize("scope", [Scope(), WITHOUT_LOGS])
def test_stats_of_a_run_that_is_not_there_are_named(database: Path, scope: Scope) -> None:
    """They are read once more before, and known afterwards."""
    reader = reader_of(2, 3)
    reader.measured["evr_1"] = stats_of([2, 3, 1])
    first = sync_all(reader, database, scope)
    calls = reader.calls.count("stats evr_1")
    second = sync_all(reader, database, scope)

    assert [ended(first), ended(second)] == [(4, [STRANGE], 0), (0, [], 1)]
    assert calls == 2


def test_run_that_is_added_meanwhile_is_loaded_with_its_stats(database: Path) -> None:
    """Its stats were there before it was among the runs."""
    reader = reader_of(2, 3)

    def add(call: str) -> None:
        if call == "stats evr_1" and "rn_2" not in str(reader.measured):
            reader.measured["evr_1"] = stats_of([2, 3, 0])
            runs = [*reader._runs["evr_1"], api.run("rn_2")]
            reader.replace(api.evaluation("evr_1", 3), runs, evaluation_id="evr_1")

    reader.before = add

    assert ended(sync_all(reader, database)) == (0, [], 0)
    assert pages(reader) == ["* 1"] * 2
    assert compared(database) == [(f"rn_{run}", 1, 1, "equal", None) for run in range(3)]

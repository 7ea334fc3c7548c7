"""The platform's stats against its own logs, night after night."""

from datetime import timedelta
from pathlib import Path

import pytest

import api_measured_objects as measured
import api_objects as api
from fake_reader import FakeReader
from humanloop_evals.extract import Scope
from humanloop_evals.settings import Selection
from humanloop_evals.sync import Outcome, sync
from sync.accounts import make_job
from sync.contents import query

KNOWN = "the same difference as when it was last read"
# All logs are read every night.
EVERY_NIGHT = Scope(recheck_after=timedelta(microseconds=1))


def scored(*scores: float) -> list[api.Json]:
    """Logs, each with a number that an evaluator gave it."""
    number = api.evaluator()
    number["spec"] = {**number["spec"], "return_type": "number"}
    return [
        measured.record(f"log_{score}", measured.judgment(f"j_{score}", score, evaluator=number))
        for score in scores
    ]


@pytest.fixture
def reader() -> FakeReader:
    """Three scores, and stats of other scores."""
    reader = FakeReader([(api.evaluation("evr_1", 1), [api.run("rn_1")])])
    reader.logs_of["evr_1"] = scored(0.1, 0.2, 0.3)
    figures = {"mean": 0.7, "sum": 2.1, "std": None, "percentiles": {}}
    counted = measured.counted("evv_1", 3, **figures)
    reader.measured["evr_1"] = measured.stats(measured.run_stats("rn_1", 3, counted))
    return reader


def sync_once(reader: FakeReader, database: Path) -> Outcome:
    """A night."""
    selection = Selection(evaluation_ids=("evr_1",))
    return sync(make_job(reader, database, selection=selection, scope=EVERY_NIGHT))


def test_same_difference_of_logs_in_another_order_is_known(
    reader: FakeReader, tmp_path: Path
) -> None:
    """0.1 + 0.2 + 0.3 has another last digit than 0.3 + 0.2 + 0.1."""
    database = tmp_path / "evals.duckdb"
    outcomes = []
    for _ in range(4):
        outcomes.append(sync_once(reader, database))
        reader.logs_of["evr_1"].reverse()
    rows = query(
        database,
        "select what, expected, round(loaded, 9), status, explanation from "
        "humanloop.sync_reconciliation where status <> 'equal' order by sync_id, what",
    )

    assert [(o.exit_code, len(o.differences), o.known_differences) for o in outcomes] == [
        (4, 2, 0), (0, 0, 2), (0, 0, 2), (0, 0, 2),
    ]  # fmt: skip
    assert rows == [
        (what, expected, loaded, "differs", why)
        for why in (None, KNOWN, KNOWN, KNOWN)
        for what, expected, loaded in (("mean", 0.7, 0.2), ("sum", 2.1, 0.6))
    ]

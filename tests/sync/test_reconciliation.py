"""What the source says about itself against what it serves, sync after sync."""

import io
from dataclasses import dataclass
from pathlib import Path

import pytest

from humanloop_evals.cli.summary import write_summary
from humanloop_evals.extract import Difference
from humanloop_evals.sandbox import Account
from humanloop_evals.settings import Selection
from humanloop_evals.sync import Outcome, sync
from sync.accounts import find, make_job, small_account
from sync.contents import keys

FIRST = Selection(evaluation_ids=("evr_1",))
SECOND = Selection(evaluation_ids=("evr_2",))
KNOWN = "the same difference as when it was last read"
ONE_AS_BEFORE = "1 figures differ inside the source as before; see sync_reconciliation."


@dataclass(frozen=True)
class Step:
    """A sync: how it ended and what it left in sync_reconciliation."""

    outcome: Outcome
    rows: list[tuple]


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> list[Step]:
    """Evaluation evr_1 has two runs and claims 3, 3, (not read), 3, 4, (not read)."""
    database = tmp_path_factory.mktemp("reconciliation") / "evals.duckdb"
    account = small_account()
    claims = [(3, FIRST), (3, FIRST), (3, SECOND), (3, FIRST), (4, FIRST), (4, SECOND)]
    return [step(account, database, *claim) for claim in claims]


def step(account: Account, database: Path, claimed: int, selection: Selection) -> Step:
    """Sync with another claim."""
    find(account, "evr_1")["runs_count"] = claimed
    outcome = sync(make_job(account, database, selection=selection))
    columns = "sync_id, position, what, evaluation_id, expected, loaded, status, explanation"
    return Step(outcome, keys(database, "sync_reconciliation", columns))


def summary(outcome: Outcome) -> list[str]:
    """What is printed about differences that are no alarm."""
    out = io.StringIO()
    write_summary(outcome, out)
    return [line for line in out.getvalue().splitlines() if "as before" in line]


def row(step: Step, evaluation: str, expected: int, status: str, why: str | None = None) -> tuple:
    """A row of sync_reconciliation."""
    sync_id = step.outcome.ledger_row["sync_id"]
    return (sync_id, 0, "runs_count", evaluation, float(expected), 2.0, status, why)


@pytest.mark.slow
def test_reconciliation_names_a_new_difference(steps: list[Step]) -> None:
    """The first time it is an alarm."""
    first = steps[0]

    assert first.outcome.exit_code == 4
    assert first.outcome.differences == [Difference("runs_count", "evr_1", 3, 2)]
    assert first.rows == [row(first, "evr_1", 3, "differs")]


def test_reconciliation_explains_the_same_difference(steps: list[Step]) -> None:
    """The second time it stands in the table with an explanation, and is no alarm."""
    first, second = steps[:2]

    assert (second.outcome.exit_code, second.outcome.differences) == (0, [])
    assert [summary(step.outcome) for step in (first, second)] == [[], [ONE_AS_BEFORE]]
    assert second.rows == [
        row(first, "evr_1", 3, "differs"),
        row(second, "evr_1", 3, "differs", KNOWN),
    ]


@pytest.mark.slow
def test_reconciliation_remembers_over_a_sync_of_others(steps: list[Step]) -> None:
    """A sync that did not read the evaluation in between makes no new alarm of it."""
    _, _, other, fourth, *_ = steps

    assert other.rows[-1] == row(other, "evr_2", 2, "equal")
    assert fourth.outcome.exit_code == 0
    assert fourth.rows[-1] == row(fourth, "evr_1", 3, "differs", KNOWN)


def test_reconciliation_alarms_about_a_changed_difference(steps: list[Step]) -> None:
    """Another difference is a new one."""
    changed = steps[4]

    assert changed.outcome.exit_code == 4
    assert changed.outcome.ledger_row["message"] == "1 figures differ inside the source"
    assert changed.rows[-1] == row(changed, "evr_1", 4, "differs")


def test_reconciliation_keeps_an_equal_count_until_the_next(steps: list[Step]) -> None:
    """Differences are history; equal counts would only fill the table."""
    equal = [[r for r in step.rows if r[6] == "equal"] for step in steps]
    third, last = row(steps[2], "evr_2", 2, "equal"), row(steps[5], "evr_2", 2, "equal")

    assert equal == [[], [], [third], [third], [third], [last]]

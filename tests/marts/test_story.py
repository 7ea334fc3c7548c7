"""The story that is planted in the sandbox is what the views say of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from humanloop_evals.marts import View, read_views

Ask = Callable[[str], list[tuple]]

CORRECT = "evaluator_name = 'Answer correctness'"


@pytest.fixture(scope="module")
def ask(loaded: Path) -> Iterator[Ask]:
    """Asks the file that `sync --sandbox` has published."""
    with duckdb.connect(str(loaded / "humanloop_sandbox.duckdb"), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'; set search_path = 'marts,humanloop'")
        yield lambda sql: connection.execute(sql).fetchall()


@pytest.mark.parametrize("view", read_views(), ids=lambda view: view.name)
def test_story_fills_every_view(ask: Ask, view: View) -> None:
    """With rows that its key tells apart: nothing is doubled by a join."""
    key = ", ".join(view.key)
    rows, keys = ask(
        f"select count(*), count(distinct ({key})) from marts.{view.name}"  # of a row, nulls too
    )[0]

    assert rows == keys
    assert rows > 0 or view.name == "control_history"


def test_story_has_a_version_that_is_worse_everywhere(ask: Ask) -> None:
    """(a) Ten passages are worse than three, reranked five are better."""
    verdicts = ask(
        "select distinct version_label, verdict from control_comparison "
        f"where evaluation_name = 'How many passages' and {CORRECT} order by all"
    )

    assert verdicts == [
        ("top 10", "regression"),
        ("top 3", "inconclusive"),
        ("top 5", "inconclusive"),
        ("top 5, rerank", "improvement"),
    ]


def test_story_has_a_version_that_is_worse_in_german_only(ask: Ask) -> None:
    """(a) The candidate of the order look-up does not regress overall, but flips in German."""
    candidate = (
        "select run_id, evaluation_id from run_names where evaluation_name = 'Order lookup' "
        "and version_name is null"
    )
    verdicts = ask(
        f"select distinct verdict from control_comparison join ({candidate}) "
        f"using (evaluation_id, run_id) where {CORRECT}"
    )
    by_segment = dict(
        ask(
            "select (inputs ->> 'segment') = 'german', avg(difference) from datapoint_differences "
            f"join evaluators using (evaluator_version_id) join ({candidate}) "
            f"using (evaluation_id, run_id) join datapoints using (datapoint_id) where {CORRECT} "
            "group by all"
        )
    )

    assert ("regression",) not in verdicts
    assert by_segment[True] < -0.25
    assert by_segment[False] > 0


def test_story_flips_what_the_candidate_got_wrong(ask: Ask) -> None:
    """(a) Each flip shows both outputs and what was asked."""
    flips = ask(
        "select output is not null, control_output is not null, "
        "(inputs ->> 'question') is not null "
        "from flipped_datapoints join run_names using (evaluation_id, run_id) "
        "where run_names.evaluation_name = 'Order lookup' and version_name is null "
        "and (inputs ->> 'segment') = 'german' and change = 'pass to fail'"
    )

    assert len(flips) > 5
    assert set(flips) == {(True, True, True)}


def test_story_has_a_judge_that_reads_no_json(ask: Ask) -> None:
    """(h) The old judge calls every answer in JSON wrong, which another one calls valid."""
    verdicts = ask(
        "select distinct evaluator_name, verdict, run_mean = 0 from control_comparison "
        "where evaluation_name = 'Definitions' and version_label like 'definitions%' order by all"
    )
    ranks = ask(
        "select version_label like 'definitions%', min(rank), max(rank) from leaderboard "
        "where evaluation_name = 'Definitions' and evaluator_name = 'Right queue' "
        "group by all order by all"
    )

    assert verdicts == [("Right queue", "regression", True), ("Valid JSON", "improvement", False)]
    assert [(is_json, low > 1) for is_json, low, _ in ranks] == [(False, False), (True, True)]


def test_story_has_runs_that_can_not_be_ranked(ask: Ask) -> None:
    """Cancelled, not ended, without a dataset, without a direction: each is said."""
    reasons = {reason for (reason,) in ask("select distinct reason from leaderboard")}

    assert reasons >= {
        None,
        "the run was cancelled",
        "the run has not ended",
        "the run has no dataset",
        "the evaluator does not say which scores are better",
    }


def test_story_is_what_the_platform_says(ask: Ask) -> None:
    """Means of the platform's stats are those of the judgments, for every run and evaluator."""
    differing = ask(
        "select count(*) from run_counts join platform_scores as platform "
        "using (evaluation_id, run_id, evaluator_version_id) "
        "where basis = 'judgments' and abs(run_counts.mean - platform.mean) > 0.005"
    )

    assert differing == [(0,)]

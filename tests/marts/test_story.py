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


def test_story_has_a_model_that_nobody_should_choose(ask: Ask) -> None:
    """(b) Haiku costs more than two others and is worse than both; the others have their price."""
    frontier = ask(
        "select version_label, bool_or(is_on_frontier) from cost_quality_frontier "
        "where evaluation_name = 'Cheaper models' and not control group by all order by all"
    )

    assert frontier == [("few-shot", True), ("haiku", False), ("mini", True), ("rules", True)]


def test_story_has_one_flaky_judge(ask: Ask) -> None:
    """(c) Helpfulness says something else in every round, also of the same output."""
    flaky = ask(
        "select evaluator_name, evaluator_version_name, flip_rate > 0.4, "
        "same_output_changed_rate > 0.5 from flaky_evaluators where is_flaky"
    )

    assert flaky == [("Helpfulness", "1 to 5", True, True)]


def test_story_has_a_judge_that_is_too_lenient(ask: Ask) -> None:
    """(d) What the reviewers reject passes as correct far more often than the other way round."""
    pairs = ask(
        "select kind, second_only_count > 2 * first_only_count, kappa between 0.5 and 0.9 "
        "from judge_agreement where evaluation_name = 'Order lookup' "
        "and first_evaluator_name = 'Reviewer rating' "
        "and second_evaluator_name = 'Answer correctness'"
    )

    assert pairs == [("a person and a model", True, True)]


def test_story_has_judges_that_learn(ask: Ask) -> None:
    """(d) Each version of the judge agrees with reviewers more often than the one before."""
    means = ask(
        "select versions.created_at, avg(mean) from run_scores join run_names using "
        "(evaluation_id, run_id) join versions on versions.version_id = run_names.version_id "
        "where run_scores.evaluation_name = 'Agreement with reviewers' "
        "and evaluator_name = 'Judge agreement' group by all order by all"
    )
    changes = ask(
        "select verdict, count(*) from version_changes where file_path like '%Answer correctness' "
        "and evaluator_name = 'Judge agreement' group by all order by all"
    )

    assert [mean for _, mean in means] == sorted(mean for _, mean in means)
    assert ("regression",) not in {verdict for verdict, _ in changes}
    assert len(means) == sum(count for _, count in changes) + 1


def test_story_waits_for_people(ask: Ask) -> None:
    """(e) Machines have judged the run that is running, the reviewers nothing of it."""
    missing = ask(
        "select evaluator_type, bool_and(missing_count = expected_count) from run_scores "
        "where evaluation_name like 'Launch check%' and status = 'running' group by all"
    )
    stale = ask("select distinct status, idle_days > 7 from stale_runs order by all")

    assert dict(missing)["human"]
    assert not all(is_missing for _, is_missing in missing)
    assert stale == [("pending", True), ("running", True)]


def test_story_has_judges_that_say_nothing(ask: Ask) -> None:
    """(f) Clause recall abstains, which is no zero: the mean is of the others."""
    silent = ask(
        "select sum(null_count) > 0, bool_and(n = judged_count), min(mean) > 0.3 from run_scores "
        "where evaluation_name = 'How much thinking' and evaluator_name = 'Clause recall'"
    )

    assert silent == [(True, True, True)]


def test_story_has_failures(ask: Ask) -> None:
    """(g) Few logs fail, and some judgments of good logs."""
    share = ask("select sum(failed_logs_count) / sum(logs_count) from run_usage")[0][0]
    failing = ask("select count(*) from flaky_evaluators where error_rate > 0")[0][0]

    assert 0.003 < share < 0.03
    assert failing > 10


def test_story_covers_its_datasets(ask: Ask) -> None:
    """Runs that are complete miss nothing; cancelled ones do."""
    missing = ask(
        "select status, min(missing_count) > 0, max(missing_count) = 0 from dataset_coverage "
        "where status in ('cancelled', 'completed') group by all order by all"
    )

    assert missing == [("cancelled", True, False), ("completed", False, True)]


def test_story_knows_what_every_column_means(ask: Ask) -> None:
    """No table, view or column is without a description; dlt's own tables are not listed."""
    unknown = "select count(*) from data_dictionary where grain is null or description is null"

    assert ask(unknown) == [(0,)]


@pytest.mark.slow
def test_story_survives_copying(ask: Ask, loaded: Path, tmp_path: Path) -> None:
    """Every sync copies the file before; DuckDB writes the text of views anew each time."""
    for number in range(3):
        source = tmp_path / f"{number}.duckdb" if number else loaded / "humanloop_sandbox.duckdb"
        with duckdb.connect() as connection:
            connection.execute(f"attach '{source}' as old (read_only)")
            connection.execute(f"attach '{tmp_path}/{number + 1}.duckdb' as new")
            connection.execute("copy from database old to new")
    with duckdb.connect(str(tmp_path / "3.duckdb"), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        for view in read_views():
            keys = f"select {', '.join(view.key)} from marts.{view.name} order by all"
            connection.execute(f"create temp table whole as from marts.{view.name}")
            connection.execute("drop table whole")
            if "database_name" not in view.key:
                assert connection.execute(keys).fetchall() == ask(keys)

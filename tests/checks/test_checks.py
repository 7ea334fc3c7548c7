"""Each check finds the fault it is there for, and nothing where there is none."""

from collections.abc import Callable

import duckdb
import pytest

from humanloop_evals.checks import Failure, read_checks, run_checks
from humanloop_evals.database import portions
from humanloop_evals.errors import VerificationFailed
from humanloop_evals.sql_files import sql_files
from marts.engines import DuckDB
from marts.given import SYNCED, Given, after

Plant = Callable[[Given], None]
STARS = {"number_valence": "positive", "number_min": 1, "number_max": 5}
ERRORS = [
    "duplicate_keys",
    "intervals_out_of_bounds",
    "orphans",
    "outcomes_contradict_values",
    "scores_add_up",
]


@pytest.fixture(params=[1, 160_000], autouse=True)
def rows_compared(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many rows are looked at together, the same is found."""
    monkeypatch.setattr(portions, "_ROWS", request.param)


@pytest.fixture
def engine() -> DuckDB:
    """Tables and views that a test may break."""
    return DuckDB()


@pytest.fixture
def given(engine: DuckDB) -> Given:
    """An evaluation in which everything is as it should be."""
    given = Given(engine)
    given.evaluation(updated_at=after(days=9))
    given.evaluator("evv_1")
    given.evaluation("evr_0", updated_at=after(days=9))
    given.run("rn_other", evaluation_id="evr_0")
    given.log("rn_other", 1, evaluation_id="evr_0")
    given.evaluator("evv_2", "number", **STARS)
    given.evaluator("evv_3", "select", options={"good": "positive", "bad": "negative"})
    given.run("rn_0", control=True)
    given.run("rn_1")
    given.judged("rn_1", "evv_1", [True, None, ValueError("late")])
    given.judged("rn_1", "evv_2", [1, 5, 3])
    given.judged("rn_1", "evv_3", ["good", "bad", None])
    given.stats(
        "rn_1",
        "evv_1",
        total_logs=3,
        num_judgments=1,
        num_nulls=1,
        num_errors=1,
        num_true=1,
        num_false=0,
    )
    return given


def failing(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The checks that have rows, and how many."""
    return {
        check.name: len(rows)
        for check in read_checks()
        if (rows := connection.execute(check.select).fetchall())
    }


def test_checks_find_nothing_in_good_data(engine: DuckDB, given: Given) -> None:
    """Nulls, errors, texts of options and a run without logs are no faults."""
    assert given.rows("run_names", "run_id") == [("rn_0",), ("rn_1",), ("rn_other",)]
    assert failing(engine.connection) == {}
    assert run_checks(engine.connection) == []


def more_stats(given: Given) -> None:
    given.stats("rn_1", "evv_2", total_logs=4, num_judgments=4)


def fewer_stats(given: Given) -> None:
    given.stats("rn_1", "evv_2", total_logs=3, num_judgments=2, num_errors=1)


def stats_of_nothing(given: Given) -> None:
    given.stats("rn_0", "evv_1", total_logs=1, num_judgments=1, num_true=1, num_false=0)


def evaluator_twice(given: Given) -> None:
    given.version("evv_text", type="evaluator", return_type="text")
    given.version("evv_text", type="evaluator", return_type="text")


def run_twice(given: Given) -> None:
    given.joins("rn_0", evaluation_id="evr_1", control=False, logs_read=False)


def judgment_of_another_runs_log(given: Given) -> None:
    given.log("rn_0", 1, log_id="log_other")
    given.judgment("rn_1", "log_other", "evv_1", True)


def six_stars(given: Given) -> None:
    given.judgment("rn_1", "log_rn_1_1", "evv_2", 6)
    given.judgment("rn_1", "log_rn_1_1", "evv_2", 0.5)


def unknown_option(given: Given) -> None:
    given.judgment("rn_1", "log_rn_1_1", "evv_3", "Good.")


def nobodys_judgment(given: Given) -> None:
    given.judgment("rn_1", "log_rn_1_1", "evv_2", 3, evaluator_version_id=None)


def unread_run(given: Given) -> None:
    given.run("rn_3", logs_read=False)
    given.log("rn_3", 1)


def value_of_an_error(given: Given) -> None:
    given.judgment("rn_1", "log_rn_1_1", "evv_2", 3, outcome="error")


def option_of_a_null(given: Given) -> None:
    given.judgment("rn_1", "log_rn_1_1", "evv_3", None, judgment_log_id="jud_x")
    given.row(
        "judgment_options",
        evaluation_id="evr_1",
        run_id="rn_1",
        judgment_log_id="jud_x",
        option_name="good",
    )


def unknown_outcome(given: Given) -> None:
    given.judgment("rn_1", "log_rn_1_1", "evv_2", None, outcome="skipped")


def log_backwards(given: Given) -> None:
    given.log("rn_1", 9, duration_seconds=-0.5)


def judgment_too_soon(given: Given) -> None:
    given.judgment("rn_1", "log_rn_1_1", "evv_2", 3, created_at=after(seconds=-1))


def evaluation_backwards(given: Given) -> None:
    given.evaluation("evr_2", updated_at=after(seconds=-1))


def added_too_soon(given: Given) -> None:
    given.run("rn_2", created_at=after(seconds=1))


def from_the_future(given: Given) -> None:
    given.row("runs", run_id="rn_2", created_at=SYNCED.replace(year=2099))


def second_control(given: Given) -> None:
    given.run("rn_2", control=True)


@pytest.mark.parametrize(
    ("plant", "name", "rows"),
    [
        (more_stats, "counts_disagree_with_stats", 1),
        (fewer_stats, "counts_disagree_with_stats", 1),
        (stats_of_nothing, "counts_disagree_with_stats", 1),
        (judgment_of_another_runs_log, "judgments_of_strange_logs", 1),
        (six_stars, "judgments_out_of_bounds", 2),
        (unknown_option, "judgments_out_of_bounds", 1),
        (nobodys_judgment, "judgments_without_evaluator", 1),
        (unread_run, "orphans", 1),
        (value_of_an_error, "outcomes_contradict_values", 1),
        (option_of_a_null, "outcomes_contradict_values", 1),
        (unknown_outcome, "outcomes_contradict_values", 1),
        (log_backwards, "time_travel", 1),
        (judgment_too_soon, "time_travel", 1),
        (evaluation_backwards, "time_travel", 1),
        (added_too_soon, "time_travel", 1),
        (from_the_future, "time_travel", 1),
        (second_control, "two_controls", 1),
    ],
)
def test_checks_find_a_planted_fault(
    engine: DuckDB, given: Given, plant: Plant, name: str, rows: int
) -> None:
    """That one, and nothing else is called a fault for it."""
    plant(given)

    assert failing(engine.connection) == {name: rows}


def test_checks_know_steps_of_traces(engine: DuckDB, given: Given) -> None:
    """A monitor may judge one; no run lists it, but it is inside of a log that one does."""
    step = given.inside("log_rn_1_1", "log_step")
    given.judgment("rn_1", step, "evv_1", True)

    assert failing(engine.connection) == {}


@pytest.mark.parametrize("plant", [evaluator_twice, run_twice])
def test_checks_find_what_would_double_everything(
    engine: DuckDB, given: Given, plant: Plant
) -> None:
    """A row too many where views are joined."""
    plant(given)

    assert "duplicate_keys" in failing(engine.connection)


BROKEN = {
    "doubled": "select * from was union all select * from was",
    "lost": "select * from was where score is not null",
    "beyond": "select * replace (score + 1 as score) from was",
}


@pytest.mark.parametrize("broken", BROKEN)
def test_checks_find_a_broken_view(engine: DuckDB, given: Given, broken: str) -> None:
    """One that shows judgments twice, not at all, or as more than a pass."""
    assert given.rows("control_runs", "control_run_id") == [("rn_0",)]
    connection = engine.connection
    connection.execute("create table was as from marts.judgment_scores")
    connection.execute(f"create or replace view marts.judgment_scores as {BROKEN[broken]}")

    # Of both evaluators that pass or fail.
    beyond = {"intervals_out_of_bounds": 2} if broken == "beyond" else {}
    assert failing(connection) == {"scores_add_up": 1} | beyond


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("ci_low", "-0.01"),
        ("ci_high", "1.01"),
        ("strict_ci_low", "-0.01"),
        ("strict_ci_high", "1.01"),
        ("strict_pass_rate", "pass_rate + 0.01"),
        ("mean", "ci_low - 0.01"),
        ("mean", "ci_high + 0.01"),
    ],
)
def test_checks_find_an_interval_out_of_bounds(
    engine: DuckDB, given: Given, column: str, value: str
) -> None:
    """Of the one evaluator whose score is broken."""
    assert given.rows("control_runs", "control_run_id") == [("rn_0",)]
    connection = engine.connection
    connection.execute("create table was as from marts.run_scores")
    connection.execute(
        "create or replace view marts.run_scores as select * replace (case when "
        f"evaluator_version_id = 'evv_1' and run_id = 'rn_1' then {value} else {column} end "
        f"as {column}) from was"
    )

    assert failing(connection) == {"intervals_out_of_bounds": 1}


def test_checks_that_are_errors_are_raised(engine: DuckDB, given: Given) -> None:
    """With an example, and all at once; warnings wait."""
    unread_run(given)
    value_of_an_error(given)
    second_control(given)
    with pytest.raises(VerificationFailed) as raised:
        run_checks(engine.connection)

    assert str(raised.value) == (
        "the file does not pass its own checks; nothing was published: "
        "orphans: 1 rows, such as evaluation_logs evr_1 rn_3: logs and judgments of runs whose "
        "logs were never read, so that no view would show them; "
        "outcomes_contradict_values: 1 rows, such as evr_1 rn_1 jud_000010: judgments that said "
        "nothing, or failed, and have a value all the same"
    )


def test_checks_that_are_warnings_are_told(engine: DuckDB, given: Given) -> None:
    """How many rows, and one of them."""
    second_control(given)
    (failure,) = run_checks(engine.connection)

    assert failure == Failure(failure.check, 1, "evr_1 2")
    assert failure.describe() == (
        "two_controls: 1 rows, such as evr_1 2: evaluations with several control runs, where none "
        "can be compared with"
    )


def test_checks_are_files_with_a_level() -> None:
    """Errors are what only this tool can have done wrong."""
    assert {check.name for check in read_checks()} == set(sql_files("checks"))
    assert [check.name for check in read_checks() if check.is_error] == ERRORS

"""Who did what, what waits, what is deployed, how old it all is, and what the platform says."""

from datetime import date

import pytest

from marts.given import START, SYNCED, Given, after, plain


def test_last_sync_is_the_present(given: Given) -> None:
    """Of the evaluation that was read last; before the first there is none."""
    assert given.rows("last_sync", "last_synced_at") == [(None,)]

    given.evaluation(last_synced_at=START)
    given.evaluation("evr_2", last_synced_at=SYNCED)

    assert given.rows("last_sync", "last_synced_at") == [(SYNCED,)]


def test_activity_counts_what_was_made_by_day(given: Given) -> None:
    """Runs, evaluations and versions; whose maker is not named have a row of their own."""
    given.row("users", user_id="usr_1", full_name="Ada")
    given.evaluation(created_by_id="usr_1")
    given.version("prv_1", model="m", created_by_id="usr_1", created_at=START)
    given.version("prv_2", model="n", created_by_id="usr_1", created_at=after(days=1))
    given.dataset("dsv_1", 1)
    for number, version_id in enumerate(("prv_1", "prv_1", "prv_2")):
        given.run(f"rn_{number}", version_id=version_id, created_by_id="usr_1")
    given.run("rn_x", created_at=after(days=1))
    counts = ("runs_count", "evaluations_count", "versions_count", "dataset_versions_count")

    assert given.rows(
        "activity", "user_id", "day", "user_name", *counts, where="day is not null"
    ) == [
        (None, date(2024, 6, 2), None, 1, 0, 0, 0),
        ("usr_1", date(2024, 6, 1), "Ada", 3, 1, 1, 0),
        ("usr_1", date(2024, 6, 2), "Ada", 0, 0, 1, 0),
    ]
    assert given.rows("activity", "files_count", "models_count", where="user_name = 'Ada'") == [
        (1, 0),
        (1, 2),
    ]


def test_stale_runs_show_no_sign_of_life(given: Given) -> None:
    """Seven days after the last log, the addition or the making; ended runs rest in peace."""
    given.evaluation(last_synced_at=after(days=10))
    for run_id, status in {"rn_1": "pending", "rn_2": "completed", "rn_3": None}.items():
        given.run(run_id, status=status)
    given.run("rn_busy", status="running")
    given.log("rn_busy", 1, started_at=after(days=4))
    given.run("rn_slow", status="running")
    given.log("rn_slow", 1, started_at=after(days=2, hours=20))

    assert given.rows("stale_runs", "run_id", "status", "logs_count", "idle_days") == [
        ("rn_1", "pending", 0, 10),
        ("rn_3", None, 0, 10),
        ("rn_slow", "running", 1, 7),
    ]


DEPLOYED = ("environment_id", "version_id", "runs_count", "days_since_run", "is_gap", "reason")


def deploy(given: Given, version_id: str, environment_id: str = "env_1") -> None:
    """A version is where it says it is."""
    given.row("version_environments", version_id=version_id, environment_id=environment_id)


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ({"created_at": after(days=80)}, (1, 20, False, None)),
        (
            {"created_at": after(days=70)},
            (1, 30, True, "deployed, but not evaluated since 30 days"),
        ),
        ({"status": "running"}, (0, None, True, "deployed, but never evaluated to the end")),
    ],
)
def test_deployment_gaps_are_what_runs_unevaluated(
    given: Given, run: dict, expected: tuple
) -> None:
    """Only a completed run counts, whatever the evaluation."""
    given.evaluation()
    given.version("prv_1")
    deploy(given, "prv_1")
    given.run("rn_1", version_id="prv_1", **run)

    assert given.rows("deployment_gaps", *DEPLOYED) == [("env_1", "prv_1", *expected)]


def test_deployment_gaps_believe_the_newest_version(given: Given) -> None:
    """An older one still says that it is deployed, as it was when it was read."""
    given.evaluation()
    given.row("environments", environment_id="env_1", name="production", tag="default")
    given.version("prv_1", updated_at=START)
    given.version("prv_2", updated_at=after(days=1), version_name="brief")
    deploy(given, "prv_1")
    deploy(given, "prv_2")
    deploy(given, "prv_1", "env_2")
    columns = ("environment_id", "environment_name", "version_id", "version_label")

    assert given.rows("deployment_gaps", *columns) == [
        ("env_1", "production", "prv_2", "brief"),
        ("env_2", None, "prv_1", "prv_1"),
    ]


def test_deployment_gaps_know_nothing_without_the_files(given: Given) -> None:
    """A file that was evaluated but not listed may be deployed anywhere; a listed one is not."""
    given.evaluation()
    given.version("prv_1")
    given.version("prv_2", file_id="pr_2")
    given.row("files", file_id="pr_2")
    for version_id in ("prv_1", "prv_2"):
        given.run(f"rn_{version_id}", version_id=version_id)

    assert given.rows("deployment_gaps", "file_id", *DEPLOYED) == [
        ("pr_1", None, None, None, None, None, "the files were not listed")
    ]


def test_data_age_has_everything_of_an_evaluation(given: Given) -> None:
    """And one of which there is nothing yet."""
    given.evaluation(last_synced_at=after(days=90), updated_at=START)
    given.evaluation("evr_2", updated_at=None, last_synced_at=SYNCED)
    given.evaluator("evv_1")
    given.run("rn_1", created_at=after(days=1))
    given.run("rn_2", logs_read=False)
    given.log("rn_1", 1, log_id="log_1", started_at=after(days=2))
    given.judgment("rn_1", "log_1", "evv_1", True, created_at=after(days=3, hours=1))
    ages = ("days_behind", "runs_count", "runs_without_logs_count", "logs_days_behind", "idle_days")
    newest = ("newest_run_at", "newest_log_at", "newest_judgment_at")

    assert given.rows("data_age", "evaluation_id", *ages) == [
        ("evr_1", 10, 2, 1, 0, 96),
        ("evr_2", 0, 0, 0, None, None),
    ]
    assert given.rows("data_age", *newest, where="evaluation_id = 'evr_1'") == [
        (after(days=1), after(days=2), after(days=3, hours=1))
    ]


@pytest.mark.parametrize(
    ("figures", "is_different"),
    [
        ({}, False),
        ({"num_true": 1, "num_false": 2}, True),
        ({"num_judgments": 4}, True),
        ({"num_nulls": 0}, True),
        ({"num_errors": 1}, True),
    ],
)
def test_platform_differences_compare_counts(
    given: Given,
    figures: dict,
    is_different: bool,  # noqa: FBT001
) -> None:
    """Each on its own makes a difference."""
    given.evaluation()
    given.run("rn_1")
    given.evaluator("evv_1")
    given.judged("rn_1", "evv_1", [True, True, False, None])
    usual = {"total_logs": 4, "num_judgments": 3, "num_nulls": 1, "num_true": 2, "num_false": 1}
    given.stats("rn_1", "evv_1", **(usual | figures))

    assert given.rows("platform_differences", "is_different", "judged_count", "passed_count") == [
        (is_different, 3, 2)
    ]


@pytest.mark.parametrize(("mean", "is_different"), [(2.67, False), (2.6, True), (None, False)])
def test_platform_differences_allow_for_rounding(
    given: Given,
    mean: float | None,
    is_different: bool,  # noqa: FBT001
) -> None:
    """The platform may write two digits, and nothing where it has nothing."""
    given.evaluation()
    given.run("rn_1")
    given.evaluator("evv_1", "number", number_valence="positive")
    given.judged("rn_1", "evv_1", [1, 3, 4])
    given.stats("rn_1", "evv_1", total_logs=3, num_judgments=3, mean=mean)

    assert given.rows("platform_differences", "mean", "is_different") == [
        (plain(8 / 3), is_different)
    ]


def test_platform_differences_need_both_sides(given: Given) -> None:
    """Without logs, or without stats, there is nothing to compare."""
    given.evaluation()
    given.run("rn_1", logs_read=False)
    given.run("rn_2")
    given.evaluator("evv_1")
    given.judged("rn_2", "evv_1", [True])
    given.stats("rn_1", "evv_1", total_logs=1, num_judgments=1, num_true=1, num_false=0)

    assert given.rows("platform_differences", "run_id") == []

"""Runs against the control: paired by datapoint where that can be, and said where not."""

import random

import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from marts.given import Given, plain

FIGURES = ("method", "n_pairs", "wins_count", "losses_count", "ties_count", "mean_difference")
INTERVAL = ("mean_difference", "stderr", "ci_low", "ci_high", "verdict")
Z = 1.959964
STARS = {"number_valence": "positive", "number_min": 1, "number_max": 5}


def two_runs(given: Given, *, dataset: str | None = None, logs_read: bool = True) -> None:
    """An evaluation with its control rn_0 and another run."""
    given.evaluation()
    for run_id in ("rn_0", "rn_1"):
        given.run(run_id, control=run_id == "rn_0", dataset_version_id=dataset, logs_read=logs_read)


def test_control_comparison_pairs_by_datapoint(given: Given) -> None:
    """As scipy computes it from the differences, whatever lies between datapoints."""
    source = random.Random(2)
    control = [round(source.uniform(1, 4), 2) for _ in range(30)]
    run = [round(value + source.gauss(0.3, 0.2), 2) for value in control]
    two_runs(given)
    given.evaluator("evv_1", "number", **STARS)
    given.judged("rn_0", "evv_1", control)
    given.judged("rn_1", "evv_1", run)
    differences = [a - b for a, b in zip(run, control, strict=True)]
    test = stats.ttest_rel(run, control)
    mean = sum(differences) / 30
    stderr = mean / float(test.statistic)

    assert given.rows("control_comparison", *INTERVAL) == [
        tuple(map(plain, (mean, stderr, mean - Z * stderr, mean + Z * stderr, "improvement")))
    ]
    assert stderr == pytest.approx(float(stats.sem(differences)))
    assert given.rows("control_comparison", "run_mean", "control_mean") == [
        (plain(sum(run) / 30), plain(sum(control) / 30))
    ]


def test_control_comparison_counts_wins_losses_and_ties(given: Given) -> None:
    """Only datapoints that both have a score for are pairs: nulls and errors are none."""
    two_runs(given)
    given.evaluator("evv_1")
    given.judged("rn_0", "evv_1", [True, True, False, False, None, True, True])
    given.judged("rn_1", "evv_1", [True, False, True, True, True, ValueError("late"), ...])

    assert given.rows("control_comparison", *FIGURES, "is_small_sample") == [
        ("paired", 4, 2, 1, 1, 0.25, True)
    ]


def test_control_comparison_reads_differences_in_the_direction(given: Given) -> None:
    """Fewer seconds are a win; the difference stays in seconds."""
    two_runs(given)
    given.evaluator("evv_1", "number", number_valence="negative")
    given.judged("rn_0", "evv_1", [2, 2.5, 3, 3.5])
    given.judged("rn_1", "evv_1", [1, 1.4, 1.8, 2.6])

    assert given.rows("control_comparison", *FIGURES, "verdict") == [
        ("paired", 4, 4, 0, 0, plain(-1.05), "improvement")
    ]


@pytest.mark.parametrize(
    ("passed", "verdict"), [(2, "regression"), (38, "inconclusive"), (40, "inconclusive")]
)
def test_control_comparison_gives_a_verdict(given: Given, passed: int, verdict: str) -> None:
    """Where the interval excludes 0; no difference at all is no verdict either."""
    two_runs(given)
    given.evaluator("evv_1")
    given.judged("rn_0", "evv_1", [True] * 40)
    given.judged("rn_1", "evv_1", [number < passed for number in range(40)])

    assert given.rows("control_comparison", "n_pairs", "is_small_sample", "verdict") == [
        (40, False, verdict)
    ]


def test_control_comparison_averages_within_a_datapoint_first(given: Given) -> None:
    """Two judgments of one datapoint make one pair."""
    two_runs(given)
    given.evaluator("evv_1")
    given.judged("rn_0", "evv_1", [True, False])
    given.judged("rn_1", "evv_1", [True, False])
    given.judgment("rn_1", "log_rn_1_1", "evv_1", False)
    given.log("rn_0", 2, log_id="log_again")
    given.judgment("rn_0", "log_again", "evv_1", True)
    given.judgment("rn_0", "log_again", "evv_1", True)
    third = plain(2 / 3)

    assert given.rows("datapoint_differences", "datapoint_id", "score", "control_score") == [
        ("dp_1", 0.5, 1),
        ("dp_2", 0, third),
    ]
    assert given.rows("control_comparison", *FIGURES) == [
        ("paired", 2, 0, 2, 0, plain((-0.5 - 2 / 3) / 2))
    ]


def test_control_comparison_minds_no_rounding(given: Given) -> None:
    """The mean of three times 0.1 is 0.1."""
    two_runs(given)
    given.evaluator("evv_1", "number", **STARS)
    given.judged("rn_0", "evv_1", [0.1, 0.7])
    given.judged("rn_1", "evv_1", [0.1, 0.7])
    for datapoint, value in ((1, 0.1), (1, 0.1), (2, 0.7), (2, 0.7)):
        given.judgment("rn_1", f"log_rn_1_{datapoint}", "evv_1", value)

    assert given.rows("control_comparison", *FIGURES, "verdict") == [
        ("paired", 2, 0, 0, 2, 0, "inconclusive")
    ]


def test_control_comparison_pairs_over_versions_of_a_dataset(given: Given) -> None:
    """Datapoints are the same ones there, and it is said that the datasets are not."""
    given.evaluation()
    given.evaluator("evv_1")
    for run_id, dataset in {"rn_0": "dsv_1", "rn_1": "dsv_2"}.items():
        given.dataset(dataset, 2)
        given.run(run_id, control=run_id == "rn_0", dataset_version_id=dataset)
        given.judged(run_id, "evv_1", [True, False])
    columns = ("method", "n_pairs", "is_same_dataset_version", "reason")

    assert given.rows("control_comparison", *columns) == [("paired", 2, False, None)]


def test_control_comparison_falls_back_on_unpaired_shares(given: Given) -> None:
    """From the platform's counts, with Newcombe's interval, as statsmodels computes it."""
    given.dataset("dsv_1", 60)
    two_runs(given, dataset="dsv_1", logs_read=False)
    given.evaluator("evv_1")
    for run_id, passed in {"rn_0": 30, "rn_1": 52}.items():
        given.stats(
            run_id,
            "evv_1",
            total_logs=60,
            num_judgments=60,
            num_true=passed,
            num_false=60 - passed,
        )
    alpha = 2 * stats.norm.sf(Z)
    low, high = confint_proportions_2indep(52, 60, 30, 60, method="newcomb", alpha=alpha)
    stderr = (52 / 60 * 8 / 60 / 60 + 0.25 / 60) ** 0.5
    reason = "not paired: from stats, as logs were not read"

    assert given.rows("control_comparison", *INTERVAL) == [
        tuple(map(plain, (22 / 60, stderr, float(low), float(high), "improvement")))
    ]
    assert given.rows("control_comparison", "method", "n_pairs", "n", "control_n", "reason") == [
        ("unpaired", 0, 60, 60, reason)
    ]


def test_control_comparison_falls_back_where_nothing_is_common(given: Given) -> None:
    """Each has answered the other half of the dataset."""
    given.dataset("dsv_1", 4)
    two_runs(given, dataset="dsv_1")
    given.evaluator("evv_1")
    given.judged("rn_0", "evv_1", [True, False])
    given.judged("rn_1", "evv_1", [..., ..., True, True])
    columns = ("method", "n_pairs", "mean_difference", "is_small_sample", "verdict", "reason")

    assert given.rows("control_comparison", *columns) == [
        ("unpaired", 0, 0.5, True, "inconclusive", "not paired: no common datapoints")
    ]


def test_control_comparison_does_not_compare_stats_over_other_datasets(given: Given) -> None:
    """Without logs nobody knows which datapoints they have in common."""
    given.evaluation()
    given.evaluator("evv_1")
    for run_id, dataset in {"rn_0": "dsv_1", "rn_1": "dsv_2"}.items():
        given.dataset(dataset, 9)
        given.run(run_id, control=run_id == "rn_0", dataset_version_id=dataset, logs_read=False)
        given.stats(run_id, "evv_1", total_logs=9, num_judgments=9, num_true=5, num_false=4)

    assert given.rows("control_comparison", "verdict", "mean_difference", "reason") == [
        ("not comparable", None, "logs were not read, and another dataset")
    ]


def test_control_comparison_falls_back_on_unpaired_numbers(given: Given) -> None:
    """Of means with their standard errors."""
    given.dataset("dsv_1", 16)
    two_runs(given, dataset="dsv_1", logs_read=False)
    given.evaluator("evv_1", "number", **STARS)
    given.stats("rn_0", "evv_1", total_logs=16, num_judgments=16, mean=4.0, std=2.0)
    given.stats("rn_1", "evv_1", total_logs=16, num_judgments=16, mean=2.0, std=1.0)
    stderr = (0.5**2 + 0.25**2) ** 0.5
    expected = (-2, stderr, -2 - Z * stderr, -2 + Z * stderr, "regression")

    assert given.rows("control_comparison", *INTERVAL) == [tuple(map(plain, expected))]


@pytest.mark.parametrize(
    ("controls", "datasets", "said", "reason"),
    [
        ([], ["dsv_1"] * 2, [True], "the evaluation has no control run"),
        ([0, 1], ["dsv_1"] * 2, [True], "the evaluation has several control runs"),
        ([0], ["dsv_1"] * 2, [None], "nothing is judged on one side, or on both"),
        ([0], ["dsv_1", "dsv_2"], [..., True], "no common datapoints, and another dataset"),
        ([0], [None, None], [..., True], "no common datapoints, and another dataset"),
    ],
)  # fmt: skip
def test_control_comparison_says_why_it_can_not(
    given: Given, controls: list[int], datasets: list[str | None], said: list, reason: str
) -> None:
    """There is a row all the same, and no figure in it."""
    given.evaluation()
    given.evaluator("evv_1")
    for dataset in set(datasets) - {None}:
        given.dataset(dataset, 2)
    for number, dataset in enumerate(datasets):
        given.run(f"rn_{number}", control=number in controls, dataset_version_id=dataset)
    given.judged("rn_0", "evv_1", [True])
    given.judged("rn_1", "evv_1", said)
    where = "run_id = 'rn_1'"
    columns = ("verdict", "method", "mean_difference", "ci_low", "run_mean", "reason")

    assert given.rows("control_comparison", *columns, where=where) == [
        ("not comparable", None, None, None, None, reason)
    ]


def test_control_comparison_needs_a_direction(given: Given) -> None:
    """More words, that much can be said; better or worse can not."""
    two_runs(given)
    given.evaluator("evv_1", "number", number_valence="neutral")
    given.judged("rn_0", "evv_1", [10, 20])
    given.judged("rn_1", "evv_1", [30, 20])
    reason = "the evaluator does not say which scores are better"

    assert given.rows("control_comparison", *FIGURES, "verdict", "reason") == [
        ("paired", 2, None, None, 1, 10, "not comparable", reason)
    ]


def test_control_comparison_leaves_only_the_control_out(given: Given) -> None:
    """Every other run is a row for every evaluator, also one that is cancelled."""
    two_runs(given)
    given.run("rn_2", status="cancelled")
    given.evaluator("evv_1")
    given.evaluator("evv_2", "text")

    assert given.rows("control_comparison", "run_id", "evaluator_version_id", "control_run_id") == [
        (run, evaluator, "rn_0") for run in ("rn_1", "rn_2") for evaluator in ("evv_1", "evv_2")
    ]


def test_flipped_datapoints_show_what_changed(given: Given) -> None:
    """Inputs, both outputs and the way; what stayed the same is not there."""
    two_runs(given)
    given.row("datapoints", datapoint_id="dp_1", inputs={"q": "Why?"}, target={"a": "So."})
    for number in (2, 3):
        given.row("datapoints", datapoint_id=f"dp_{number}")
    given.evaluator("evv_1")
    given.log("rn_0", 1, output="So.")
    given.log("rn_1", 1, output=None, error="cut short")
    given.log("rn_1", 2, output="first", started_at="2024-06-01 10:00:00+00")
    given.log("rn_1", 2, log_id="log_later", output="later", started_at="2024-06-01 11:00:00+00")
    given.judged("rn_0", "evv_1", [True, False, True])
    given.judged("rn_1", "evv_1", [False, True, True])
    columns = ("datapoint_id", "change", "is_worse", "score", "control_score", "log_id")
    texts = ("datapoint_id", "output", "error", "control_output", "evaluator_name")

    assert given.rows("flipped_datapoints", *columns) == [
        ("dp_1", "pass to fail", True, 0, 1, "log_rn_1_1"),
        ("dp_2", "fail to pass", False, 1, 0, "log_rn_1_2"),
    ]
    assert given.rows("flipped_datapoints", *texts) == [
        ("dp_1", None, "cut short", "So.", "evv_1"),
        ("dp_2", "first", None, None, "evv_1"),
    ]


@pytest.mark.parametrize(
    ("valence", "change", "is_worse"),
    [("negative", "worse", True), ("positive", "better", False), ("neutral", "different", None)],
)
def test_flipped_datapoints_of_numbers_say_by_how_much(
    given: Given,
    valence: str,
    change: str,
    is_worse: bool | None,  # noqa: FBT001
) -> None:
    """Numbers do not flip, they get better or worse."""
    two_runs(given)
    given.row("datapoints", datapoint_id="dp_1")
    given.evaluator("evv_1", "number", number_valence=valence)
    given.judged("rn_0", "evv_1", [2])
    given.judged("rn_1", "evv_1", [3.5])

    assert given.rows("flipped_datapoints", "change", "is_worse", "difference") == [
        (change, is_worse, 1.5)
    ]

"""Scores of runs: counted, with intervals, and with what is missing."""

import random

import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from marts.given import Given, plain

COUNTS = ("judged_count", "null_count", "error_count", "missing_count", "expected_count", "n")
ESTIMATE = ("mean", "stderr", "ci_low", "ci_high")
STARS = {"number_valence": "positive", "number_min": 1, "number_max": 5}


def wilson(passed: int, n: int) -> tuple[float, float]:
    """As statsmodels has it, to the digits of 1.959964."""
    low, high = proportion_confint(passed, n, alpha=2 * stats.norm.sf(1.959964), method="wilson")
    return float(low), float(high)


def one_run(given: Given, *, datapoints: int | None = None, **more: object) -> None:
    """An evaluation with one run."""
    given.evaluation()
    if datapoints is not None:
        given.dataset("dsv_1", datapoints)
    dataset = None if datapoints is None else "dsv_1"
    given.run("rn_1", dataset_version_id=dataset, **more)


@pytest.mark.parametrize(("passed", "n"), [(0, 1), (1, 1), (3, 10), (10, 10), (0, 250), (199, 250)])
def test_run_scores_have_wilson_intervals(given: Given, passed: int, n: int) -> None:
    """Never below 0 or above 1, and as statsmodels computes them."""
    one_run(given)
    given.evaluator("evv_1")
    given.judged("rn_1", "evv_1", [number < passed for number in range(n)])
    share = passed / n
    low, high = wilson(passed, n)

    assert given.rows("run_scores", "n", "is_small_sample", *ESTIMATE, "pass_rate") == [
        tuple(map(plain, (n, n < 10, share, (share * (1 - share) / n) ** 0.5, low, high, share)))
    ]


def test_run_scores_of_numbers_have_the_error_of_the_mean(given: Given) -> None:
    """As scipy computes it; a pass rate they have none."""
    values = [round(random.Random(1).uniform(1, 5), 2) for _ in range(40)]
    one_run(given)
    given.evaluator("evv_1", "number", **STARS)
    given.judged("rn_1", "evv_1", values)
    mean, stderr = sum(values) / 40, float(stats.sem(values))
    expected = (40, mean, stderr, mean - 1.959964 * stderr, mean + 1.959964 * stderr, None, None)

    assert given.rows("run_scores", "n", *ESTIMATE, "pass_rate", "strict_pass_rate") == [
        tuple(map(plain, expected))
    ]


def test_run_scores_count_what_is_missing_as_failure_in_one_column_only(given: Given) -> None:
    """Of ten datapoints eight have a log, and of these one has no judgment."""
    one_run(given, datapoints=10)
    given.evaluator("evv_1")
    said = [True, True, True, False, None, None, ValueError("no answer"), ...]
    given.judged("rn_1", "evv_1", said)
    low, high = wilson(3, 10)
    strict = ("pass_rate", "strict_pass_rate", "strict_ci_low", "strict_ci_high")

    assert given.rows("run_scores", *COUNTS, "passed_count") == [(4, 2, 1, 3, 10, 4, 3)]
    assert given.rows("run_scores", *strict) == [(0.75, 0.3, plain(low), plain(high))]


def test_run_scores_are_there_before_anybody_has_judged(given: Given) -> None:
    """Nothing is judged; that is no zero."""
    one_run(given, datapoints=3, status="pending")
    given.evaluator("evv_1")
    given.evaluator("evv_2", "text")

    assert given.rows(
        "run_scores", "evaluator_version_id", *COUNTS, *ESTIMATE, "strict_pass_rate"
    ) == [
        ("evv_1", 0, 0, 0, 3, 3, 0, None, None, None, None, 0),
        ("evv_2", 0, 0, 0, 3, 3, 0, None, None, None, None, None),
    ]


def test_run_scores_have_judgments_of_evaluators_that_were_taken_off(given: Given) -> None:
    """What was judged stays."""
    one_run(given)
    given.evaluator("evv_1", evaluations=())
    given.judged("rn_1", "evv_1", [True])

    assert given.rows("run_scores", "evaluator_version_id", "basis", "n", "mean") == [
        ("evv_1", "judgments", 1, 1)
    ]


def test_run_scores_say_how_often_a_datapoint_was_judged_again(given: Given) -> None:
    """Repeated judgments are not independent."""
    one_run(given, datapoints=2)
    given.evaluator("evv_1")
    given.judged("rn_1", "evv_1", [True, True])
    given.judgment("rn_1", "log_rn_1_1", "evv_1", False)
    given.log("rn_1", 2, log_id="log_again")
    given.judgment("rn_1", "log_again", "evv_1", True)

    assert given.rows("run_scores", "n", "repeated_count", "missing_count", "mean") == [
        (4, 2, 0, 0.75)
    ]


def test_run_scores_miss_a_datapoint_behind_one_that_was_answered_twice(given: Given) -> None:
    """Two logs about two datapoints, but both about the first of them."""
    one_run(given, datapoints=2)
    given.evaluator("evv_1")
    given.judged("rn_1", "evv_1", [True])
    given.log("rn_1", 1, log_id="log_again")
    given.judgment("rn_1", "log_again", "evv_1", True)
    columns = ("missing_count", "expected_count", "strict_pass_rate")

    assert given.rows("run_scores", *columns) == [(1, 3, plain(2 / 3))]


def test_run_scores_do_not_double_a_shared_run(given: Given) -> None:
    """Each evaluation has its judgments of the run once."""
    one_run(given)
    given.evaluation("evr_2")
    given.joins("rn_1", evaluation_id="evr_2")
    given.evaluator("evv_1", evaluations=("evr_1", "evr_2"))
    for evaluation_id in ("evr_1", "evr_2"):
        given.log("rn_1", 1, log_id=f"log_{evaluation_id}", evaluation_id=evaluation_id)
        given.judgment("rn_1", f"log_{evaluation_id}", "evv_1", True, evaluation_id=evaluation_id)

    assert given.rows("run_scores", "evaluation_id", "n", "expected_count") == [
        ("evr_1", 1, 1),
        ("evr_2", 1, 1),
    ]


@pytest.mark.parametrize(
    ("declared", "figures", "expected"),
    [
        (
            ("boolean", None, {}),
            {"num_true": 3, "num_false": 1, "num_judgments": 4},
            (4, 3, 0.75, plain((0.75 * 0.25 / 4) ** 0.5)),
        ),
        (
            ("boolean", {"true": "negative", "false": "positive"}, {}),
            {"num_true": 3, "num_false": 1, "num_judgments": 4},
            (4, 1, 0.25, plain((0.75 * 0.25 / 4) ** 0.5)),
        ),
        (
            ("number", None, STARS),
            {"mean": 3.5, "std": 1.5, "num_judgments": 9},
            (9, None, 3.5, 0.5),
        ),
        (
            ("multi_select", {"rude": "negative"}, {}),
            {"num_judgments": 4},
            (None, None, None, None),
        ),
    ],
)
def test_run_scores_fall_back_on_the_platform(
    given: Given, declared: tuple, figures: dict, expected: tuple
) -> None:
    """Where logs were not read, its counts are what there is; what is missing is not known."""
    one_run(given, logs_read=False)
    given.evaluator("evv_1", declared[0], options=declared[1], **declared[2])
    given.stats("rn_1", "evv_1", total_logs=9, **figures)
    columns = ("basis", "missing_count", "strict_pass_rate", "n", "passed_count", "mean", "stderr")

    assert given.rows("run_scores", *columns) == [("platform", None, None, *expected)]


def test_run_scores_of_selects_fall_back_on_the_platform(given: Given) -> None:
    """Options are counted one by one; what the evaluator does not know is no judgment of its."""
    one_run(given, logs_read=False)
    given.evaluator("evv_1", "select", options={"good": "positive", "bad": "negative"})
    given.stats("rn_1", "evv_1", total_logs=10, num_judgments=9, num_nulls=1)
    for option, count in {"good": 6, "bad": 2, "Bad.": 1}.items():
        given.row(
            "run_evaluator_options",
            evaluation_id="evr_1",
            run_id="rn_1",
            evaluator_version_id="evv_1",
            option_name=option,
            num_judgments=count,
        )

    assert given.rows("run_scores", "judged_count", "null_count", "n", "passed_count", "mean") == [
        (9, 1, 8, 6, 0.75)
    ]


def test_run_scores_without_logs_and_stats_are_unknown(given: Given) -> None:
    """Nothing is known, so nothing is said."""
    one_run(given, logs_read=False)
    given.evaluator("evv_1")

    assert given.rows("run_scores", "basis", *COUNTS, "mean") == [(None,) * 8]


def test_run_score_options_are_shares(given: Given) -> None:
    """Options that were never chosen have 0, those that the evaluator does not know are told."""
    one_run(given)
    given.evaluator("evv_1", "select", options={"good": "positive", "bad": "negative"})
    given.evaluator("evv_2")
    given.evaluator("evv_3", "multi_select", options={"long": "negative", "rude": "negative"})
    given.judged("rn_1", "evv_1", ["good", "good", "Good.", None])
    given.judged("rn_1", "evv_2", [True, False, True, ValueError("no answer")])
    given.judged("rn_1", "evv_3", [["long", "rude"], [], ["long"], []])
    columns = (
        "evaluator_version_id",
        "option_name",
        "valence",
        "is_declared",
        "chosen_count",
        "n",
        "share",
    )

    assert given.rows("run_score_options", *columns) == [
        ("evv_1", "Good.", None, False, 1, 3, plain(1 / 3)),
        ("evv_1", "bad", "negative", True, 0, 3, 0),
        ("evv_1", "good", "positive", True, 2, 3, plain(2 / 3)),
        ("evv_2", "false", "negative", True, 1, 3, plain(1 / 3)),
        ("evv_2", "true", "positive", True, 2, 3, plain(2 / 3)),
        ("evv_3", "long", "negative", True, 2, 4, 0.5),
        ("evv_3", "rude", "negative", True, 1, 4, 0.25),
    ]
    assert given.rows(
        "run_score_options", "option_name", "ci_low", "ci_high", where="option_name = 'rude'"
    ) == [("rude", *map(plain, wilson(1, 4)))]


def test_run_score_options_flag_shares_of_few(given: Given) -> None:
    """Nine that said something are few, ten are not."""
    one_run(given)
    given.evaluator("evv_1", "select", options={"good": "positive"})
    given.judged("rn_1", "evv_1", ["good"] * 9 + [None])
    given.evaluator("evv_2", "select", options={"good": "positive"})
    given.judged("rn_1", "evv_2", ["good"] * 10)

    assert given.rows("run_score_options", "evaluator_version_id", "n", "is_small_sample") == [
        ("evv_1", 9, True),
        ("evv_2", 10, False),
    ]

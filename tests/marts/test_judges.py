"""Judges against each other and against themselves."""

import random
from datetime import date

import pytest
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

from marts.given import Given, after, plain

PAIR = ("first_evaluator_version_id", "second_evaluator_version_id")
COUNTS = ("n", "both_pass_count", "first_only_count", "second_only_count", "both_fail_count")
STARS = {"number_valence": "positive", "number_min": 1, "number_max": 5}
WITHIN = "evaluation_id is not null"
OVERALL = "evaluation_id is null"


def wilson(count: int, n: int) -> tuple[float, float]:
    """As statsmodels has it."""
    low, high = proportion_confint(count, n, 2 * stats.norm.sf(1.959964), method="wilson")
    return plain(float(low)), plain(float(high))


def test_judge_agreement_is_cohens_kappa(given: Given) -> None:
    """As statsmodels computes it, and the interval of the agreement."""
    source = random.Random(4)
    said = [source.random() < 0.6 for _ in range(60)]
    other = [value if source.random() < 0.8 else not value for value in said]
    given.evaluation()
    given.run("rn_1")
    given.evaluator("evv_1")
    given.evaluator("evv_2", created_at=after(days=1))
    given.judged("rn_1", "evv_1", said)
    given.judged("rn_1", "evv_2", other)
    table = [
        [sum(a is x and b is y for a, b in zip(said, other, strict=True)) for y in (True, False)]
        for x in (True, False)
    ]
    agreed = table[0][0] + table[1][1]
    kappa = cohens_kappa(table, return_results=False)

    assert given.rows("judge_agreement", *PAIR, *COUNTS, where=WITHIN) == [
        ("evv_1", "evv_2", 60, *table[0], *table[1])
    ]
    assert given.rows(
        "judge_agreement", "agreement", "ci_low", "ci_high", "kappa", where=WITHIN
    ) == [(plain(agreed / 60), *wilson(agreed, 60), plain(float(kappa)))]


def test_judge_agreement_puts_people_first(given: Given) -> None:
    """Their stars pass from the middle on; who says nothing of a log is not asked."""
    given.evaluation()
    given.run("rn_1")
    given.evaluator("evv_1", created_at=after(days=1))
    given.evaluator("evv_2", "number", evaluator_type="human", created_at=after(days=9), **STARS)
    given.judged("rn_1", "evv_1", [True, True, False, None, ...])
    given.judged("rn_1", "evv_2", [5, 2.5, 3, 1, 4])

    assert given.rows("judge_agreement", *PAIR, "kind", *COUNTS, where=WITHIN) == [
        ("evv_2", "evv_1", "a person and a model", 3, 1, 1, 1, 0)
    ]


def test_judge_agreement_correlates_scores(given: Given) -> None:
    """As scipy does; without variation there is nothing to correlate, and no kappa."""
    source = random.Random(5)
    first = [round(source.uniform(1, 5), 1) for _ in range(25)]
    second = [round(value + source.gauss(0, 1), 2) for value in first]
    given.evaluation()
    given.run("rn_1")
    given.evaluator("evv_1", "number", number_valence="positive")
    given.evaluator("evv_2", "number", number_valence="positive", created_at=after(days=1))
    given.evaluator("evv_3", created_at=after(days=2))
    given.judged("rn_1", "evv_1", first)
    given.judged("rn_1", "evv_2", second)
    given.judged("rn_1", "evv_3", [True] * 25)
    r = float(stats.pearsonr(first, second).statistic)

    assert given.rows(
        "judge_agreement", *PAIR, "n", "kappa", "scores_count", "correlation", where=WITHIN
    ) == [
        ("evv_1", "evv_2", 0, None, 25, plain(r)),
        ("evv_1", "evv_3", 0, None, 25, None),
        ("evv_2", "evv_3", 0, None, 25, None),
    ]


def test_judge_agreement_needs_two_opinions_for_kappa(given: Given) -> None:
    """Both always say yes: that is agreement, but no more than chance would give."""
    given.evaluation()
    given.run("rn_1")
    for number, evaluator_id in enumerate(("evv_1", "evv_2")):
        given.evaluator(evaluator_id, created_at=after(days=number))
        given.judged("rn_1", evaluator_id, [True, True])

    assert given.rows("judge_agreement", "agreement", "kappa", "is_small_sample", where=WITHIN) == [
        (1, None, True)
    ]


def test_judge_agreement_meets_over_evaluations(given: Given) -> None:
    """A run in two evaluations was judged by two versions of one evaluator, each in one."""
    given.evaluation()
    given.evaluation("evr_2")
    given.run("rn_1")
    given.joins("rn_1", evaluation_id="evr_2")
    for number, evaluation_id in enumerate(("evr_1", "evr_2")):
        evaluator_id = f"evv_{number}"
        given.evaluator(
            evaluator_id, evaluations=[evaluation_id], file_id="ev_1", created_at=after(days=number)
        )
    for log, values in {"log_a": (True, True), "log_b": (True, False)}.items():
        given.log("rn_1", 1, log_id=log)
        given.holds("rn_1", log, 1, evaluation_id="evr_2")
        given.judgment("rn_1", log, "evv_0", values[0])
        given.judgment("rn_1", log, "evv_1", values[1], evaluation_id="evr_2")

    assert given.rows("judge_agreement", "evaluation_id", *PAIR, "kind", *COUNTS) == [
        (None, "evv_0", "evv_1", "two versions of one evaluator", 2, 1, 1, 0, 0)
    ]


def test_judge_agreement_counts_a_judgment_of_a_shared_run_once(given: Given) -> None:
    """It is in both evaluations, and once in all of them together."""
    given.evaluation()
    given.evaluation("evr_2")
    given.run("rn_1")
    given.joins("rn_1", evaluation_id="evr_2")
    given.log("rn_1", 1, log_id="log_1")
    given.holds("rn_1", "log_1", 1, evaluation_id="evr_2")
    for number, evaluator_id in enumerate(("evv_1", "evv_2")):
        given.evaluator(evaluator_id, evaluations=("evr_1", "evr_2"), created_at=after(days=number))
        for evaluation_id in ("evr_1", "evr_2"):
            given.judgment(
                "rn_1",
                "log_1",
                evaluator_id,
                True,
                evaluation_id=evaluation_id,
                judgment_log_id=f"jud_{evaluator_id}",
            )

    assert given.rows("judge_agreement", "evaluation_id", "n", "scores_count") == [
        (None, 1, 1),
        ("evr_1", 1, 1),
        ("evr_2", 1, 1),
    ]


@pytest.mark.parametrize(
    ("values", "passes"), [((True, True, False), 1), ((True, False), 1), ((False, False, True), 0)]
)
def test_judge_agreement_takes_the_majority_of_several(
    given: Given, values: tuple[bool, ...], passes: int
) -> None:
    """Three reviewers of one log are one opinion; half is enough to pass."""
    given.evaluation()
    given.run("rn_1")
    given.evaluator("evv_1", evaluator_type="human")
    given.evaluator("evv_2")
    given.judged("rn_1", "evv_2", [True])
    for value in values:
        given.judgment("rn_1", "log_rn_1_1", "evv_1", value)

    assert given.rows("judge_agreement", "n", "both_pass_count", where=WITHIN) == [(1, passes)]


def rounds(given: Given, evaluator_id: str, *said: list, output: str | None = "So.") -> None:
    """Runs of one version, and what an evaluator says of each."""
    for number, values in enumerate(said):
        run_id = f"rn_{evaluator_id}_{number}"
        given.run(run_id, version_id="prv_1")
        for datapoint in range(1, len(values) + 1):
            given.log(run_id, datapoint, version_id="prv_1", output=output)
        given.judged(run_id, evaluator_id, values)


def test_flaky_evaluators_change_their_mind(given: Given) -> None:
    """Of twelve datapoints that were judged twice five flip; a null is no second opinion."""
    first = [True] * 13
    second = [False] * 5 + [True] * 7 + [None]
    given.evaluation()
    given.version("prv_1")
    given.evaluator("evv_1")
    rounds(given, "evv_1", first, second)
    low, high = wilson(5, 12)
    columns = ("judgments_count", "null_rate", "error_rate", "repeated_count", "changed_count")
    flips = ("n", "is_small_sample", "flipped_count", "flip_rate", "ci_low", "ci_high", "is_flaky")

    assert given.rows("flaky_evaluators", *columns) == [(26, plain(1 / 26), 0, 12, 5)]
    assert given.rows("flaky_evaluators", *flips) == [
        (12, False, 5, plain(5 / 12), low, high, True)
    ]


def test_flaky_evaluators_of_numbers_spread(given: Given) -> None:
    """Two of three change, one of them over the middle; the spread is a standard deviation."""
    given.evaluation()
    given.version("prv_1")
    given.evaluator("evv_1", "number", **STARS)
    rounds(given, "evv_1", [1, 4, 5], [5, 4, 4])
    spread = (8**0.5 + 0 + 0.5**0.5) / 3
    columns = ("repeated_count", "changed_rate", "n", "flip_rate", "is_flaky", "mean_spread")

    assert given.rows("flaky_evaluators", *columns) == [
        (3, plain(2 / 3), 3, plain(1 / 3), False, plain(spread))
    ]


def test_flaky_evaluators_are_told_from_flaky_models(given: Given) -> None:
    """Where the same text came out, whatever changed was the evaluator."""
    given.evaluation()
    given.version("prv_1")
    given.evaluator("evv_1")
    rounds(given, "evv_1", [True, True], [False, True])
    given.run("rn_other", version_id="prv_1")
    given.log("rn_other", 2, version_id="prv_1", output="Something else.")
    given.judged("rn_other", "evv_1", [..., False])
    columns = ("changed_count", "same_output_count", "same_output_changed_rate")

    assert given.rows("flaky_evaluators", *columns) == [(2, 1, 1)]


def test_flaky_evaluators_need_a_second_look(given: Given) -> None:
    """Other versions, other datapoints, and the same judgment in another evaluation are none."""
    given.evaluation()
    given.evaluation("evr_2")
    given.version("prv_1")
    given.evaluator("evv_1", evaluations=("evr_1", "evr_2"))
    rounds(given, "evv_1", [True, False])
    given.joins("rn_evv_1_0", evaluation_id="evr_2")
    given.holds("rn_evv_1_0", "log_rn_evv_1_0_1", 1, evaluation_id="evr_2")
    given.judgment(
        "rn_evv_1_0",
        "log_rn_evv_1_0_1",
        "evv_1",
        True,
        evaluation_id="evr_2",
        judgment_log_id="jud_000001",
    )
    given.version("prv_2")
    given.run("rn_2", version_id="prv_2")
    given.log("rn_2", 1, version_id="prv_2")
    given.judged("rn_2", "evv_1", [False])
    columns = ("judgments_count", "repeated_count", "changed_rate", "n", "flip_rate", "is_flaky")

    assert given.rows("flaky_evaluators", *columns) == [(3, 0, None, 0, None, None)]


def test_evaluator_days_flag_rates_of_few(given: Given) -> None:
    """Nine judgments are few, ten are not."""
    given.evaluation()
    given.run("rn_1")
    given.evaluator("evv_1")
    given.judged("rn_1", "evv_1", [True] * 9)
    given.evaluator("evv_2")
    given.judged("rn_1", "evv_2", [True] * 9 + [None])

    assert given.rows("evaluator_days", "evaluator_version_id", "is_small_sample") == [
        ("evv_1", True),
        ("evv_2", False),
    ]


def test_evaluator_days_count_by_day(given: Given) -> None:
    """In the zone of the session, here UTC; each judgment once."""
    given.evaluation()
    given.run("rn_1")
    given.evaluator("evv_1")
    given.judged("rn_1", "evv_1", [True, None, ValueError("late"), ValueError("late")])
    given.judgment("rn_1", "log_rn_1_1", "evv_1", True, created_at=after(hours=12))
    columns = ("day", "judgments_count", "null_count", "error_count", "null_rate", "error_rate")

    assert given.rows("evaluator_days", *columns) == [
        (date(2024, 6, 1), 4, 1, 2, 0.25, 0.5),
        (date(2024, 6, 2), 1, 0, 0, 0, 0),
    ]

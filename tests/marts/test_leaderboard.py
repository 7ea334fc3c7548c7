"""Ranks among what can be compared, with ties where intervals overlap."""

import pytest

from marts.given import EVALUATION, Given

RANKS = ("run_id", "is_comparable", "reason", "comparable_count", "rank", "rank_by_value")
SECONDS = {"number_valence": "negative"}


def judged_runs(given: Given, passed: dict[str, int], n: int = 100, **more: object) -> None:
    """Runs over one dataset, of whose n judgments so many pass."""
    given.evaluation()
    given.dataset("dsv_1", n)
    given.evaluator("evv_1")
    for run_id, count in passed.items():
        given.run(run_id, dataset_version_id="dsv_1", **more)
        given.judged(run_id, "evv_1", [number < count for number in range(n)])


def test_leaderboard_ties_what_overlaps(given: Given) -> None:
    """95 and 90 of 100 can't be told apart, 70 is worse than both, 60 not surely worse than 70."""
    judged_runs(given, {"rn_a": 90, "rn_b": 95, "rn_c": 70, "rn_d": 60})

    assert given.rows("leaderboard", *RANKS) == [
        ("rn_a", True, None, 4, 1, 2),
        ("rn_b", True, None, 4, 1, 1),
        ("rn_c", True, None, 4, 3, 3),
        ("rn_d", True, None, 4, 3, 4),
    ]


def test_leaderboard_ranks_the_lower_first_where_lower_is_better(given: Given) -> None:
    """Seconds, for example."""
    given.evaluation()
    given.dataset("dsv_1", 20)
    given.evaluator("evv_1", "number", **SECONDS)
    for run_id, base in {"rn_slow": 9.0, "rn_fast": 1.0, "rn_other": 9.01}.items():
        given.run(run_id, dataset_version_id="dsv_1")
        given.judged(run_id, "evv_1", [base + number / 100 for number in range(20)])

    assert given.rows("leaderboard", *RANKS) == [
        ("rn_fast", True, None, 3, 1, 1),
        ("rn_other", True, None, 3, 2, 3),
        ("rn_slow", True, None, 3, 2, 2),
    ]


def test_leaderboard_ranks_within_one_version_of_the_dataset(given: Given) -> None:
    """Runs over another version have ranks of their own."""
    judged_runs(given, {"rn_a": 9, "rn_b": 1}, n=10)
    given.dataset("dsv_2", 10)
    for run_id, count in {"rn_c": 10, "rn_d": 0}.items():
        given.run(run_id, dataset_version_id="dsv_2")
        given.judged(run_id, "evv_1", [number < count for number in range(10)])

    assert given.rows("leaderboard", "run_id", "comparable_count", "rank") == [
        ("rn_a", 2, 1),
        ("rn_b", 2, 2),
        ("rn_c", 2, 1),
        ("rn_d", 2, 2),
    ]


@pytest.mark.parametrize(
    ("run", "said", "reason"),
    [
        ({"status": "cancelled"}, [True], "the run was cancelled"),
        ({"status": "running"}, [True], "the run has not ended"),
        ({"status": None}, [True], "the run has not ended"),
        ({"dataset_version_id": None}, [True], "the run has no dataset"),
        ({"dataset_version_id": "dsv_2"}, [True], "no other run over this version of the dataset"),
        ({}, [None], "nothing is judged"),
    ],
)  # fmt: skip
def test_leaderboard_says_why_a_run_has_no_rank(
    given: Given, run: dict, said: list, reason: str
) -> None:
    """The others are ranked without it."""
    judged_runs(given, {"rn_a": 9, "rn_b": 1}, n=10)
    given.dataset("dsv_2", 10)
    given.run("rn_odd", **({"dataset_version_id": "dsv_1"} | run))
    given.judged("rn_odd", "evv_1", said)

    assert given.rows("leaderboard", *RANKS) == [
        ("rn_a", True, None, 2, 1, 1),
        ("rn_b", True, None, 2, 2, 2),
        ("rn_odd", False, reason, 0, None, None),
    ]


def test_leaderboard_does_not_rank_without_a_direction(given: Given) -> None:
    """Nobody said whether more words are better; the means stand there all the same."""
    given.evaluation()
    given.dataset("dsv_1", 2)
    given.evaluator("evv_1", "number", number_valence="neutral")
    for run_id, value in {"rn_a": 10, "rn_b": 20}.items():
        given.run(run_id, dataset_version_id="dsv_1")
        given.judged(run_id, "evv_1", [value, value])
    reason = "the evaluator does not say which scores are better"

    assert given.rows("leaderboard", "run_id", "mean", "reason", "rank") == [
        ("rn_a", 10, reason, None),
        ("rn_b", 20, reason, None),
    ]


def test_leaderboard_ties_a_single_number_with_all(given: Given) -> None:
    """One number has no interval, so that nothing is surely better or worse."""
    given.evaluation()
    given.dataset("dsv_1", 1)
    given.evaluator("evv_1", "number", number_valence="positive")
    for run_id, value in {"rn_a": 1, "rn_b": 5}.items():
        given.run(run_id, dataset_version_id="dsv_1")
        given.judged(run_id, "evv_1", [value])

    assert given.rows("leaderboard", "run_id", "ci_low", "rank", "rank_by_value") == [
        ("rn_a", None, 1, 2),
        ("rn_b", None, 1, 1),
    ]


def test_leaderboard_minds_no_rounding(given: Given) -> None:
    """The mean of three times 0.1 is 0.1, and its interval is as narrow as that of twice 0.1."""
    given.evaluation()
    given.dataset("dsv_1", 3)
    given.evaluator("evv_1", "number", number_valence="positive")
    for run_id, values in {"rn_a": [0.1, 0.1], "rn_b": [0.1, 0.1, 0.1]}.items():
        given.run(run_id, dataset_version_id="dsv_1")
        given.judged(run_id, "evv_1", values)

    assert given.rows("leaderboard", "run_id", "rank", "rank_by_value") == [
        ("rn_a", 1, 1),
        ("rn_b", 1, 1),
    ]


def test_leaderboard_has_every_run_and_evaluator_once(given: Given) -> None:
    """Whatever is joined."""
    judged_runs(given, {"rn_a": 9, "rn_b": 1, "rn_c": 5}, n=10)
    given.evaluator("evv_2", "text")

    assert given.rows("leaderboard", "evaluation_id", "evaluator_version_id", "run_id") == [
        (EVALUATION, evaluator, run)
        for evaluator in ("evv_1", "evv_2")
        for run in ("rn_a", "rn_b", "rn_c")
    ]

"""What quality costs, and which runs nobody should choose."""

from typing import Any

import pytest

from marts.given import Given, plain

PLACE = ("run_id", "quality", "cost_per_log_usd", "is_comparable", "is_on_frontier")
STARS = {"number_valence": "positive", "number_min": 1, "number_max": 5}
SECONDS = {"number_valence": "negative", "number_min": 0, "number_max": 10}


def a_run(given: Given, run_id: str, passed: int, cost: float | None, **more: Any) -> None:
    """A run over four datapoints, of which so many pass and each costs so much."""
    given.run(run_id, **({"dataset_version_id": "dsv_1"} | more))
    for number in range(1, 5):
        given.log(run_id, number, prompt_cost_usd=cost, output_cost_usd=cost and 0)
    given.judged(run_id, "evv_1", [number < passed for number in range(4)])


def evaluation(given: Given) -> None:
    """An evaluation with a judge and a dataset."""
    given.evaluation()
    given.evaluator("evv_1")
    given.dataset("dsv_1", 4)


def test_frontier_is_what_nothing_beats(given: Given) -> None:
    """Beaten is who costs more for no more quality; equals do not beat each other."""
    evaluation(given)
    for run_id, passed, cost in [
        ("rn_best", 4, 0.4),
        ("rn_cheap", 2, 0.1),
        ("rn_beaten", 2, 0.2),
        ("rn_equal", 2, 0.1),
        ("rn_dear", 4, 0.5),
    ]:
        a_run(given, run_id, passed, cost)

    assert given.rows("cost_quality_frontier", *PLACE) == [
        ("rn_beaten", 0.5, 0.2, True, False),
        ("rn_best", 1, 0.4, True, True),
        ("rn_cheap", 0.5, 0.1, True, True),
        ("rn_dear", 1, 0.5, True, False),
        ("rn_equal", 0.5, 0.1, True, True),
    ]


@pytest.mark.parametrize(
    ("more", "cost", "reason"),
    [
        ({}, None, "the cost is not known"),
        ({"status": "cancelled"}, 0.1, "the run was cancelled"),
        ({"status": "running"}, 0.1, "the run has not ended"),
        ({"dataset_version_id": None}, 0.1, "the run has no dataset"),
        ({"logs_read": False}, 0.1, "the logs were not read"),
    ],
)
def test_frontier_leaves_out_what_can_not_be_compared(
    given: Given, more: dict, cost: float | None, reason: str
) -> None:
    """An unknown cost is not 0: nothing is beaten by it."""
    evaluation(given)
    a_run(given, "rn_1", 2, 0.5)
    a_run(given, "rn_odd", 4, cost, **more)
    columns = ("run_id", "reason", "is_on_frontier")

    assert given.rows("cost_quality_frontier", *columns) == [
        ("rn_1", None, True),
        ("rn_odd", reason, None),
    ]


def test_frontier_compares_runs_that_as_many_have_judged(given: Given) -> None:
    """Half the judges are not the same quality."""
    evaluation(given)
    given.evaluator("evv_2")
    a_run(given, "rn_1", 2, 0.1)
    a_run(given, "rn_2", 2, 0.1)
    given.judged("rn_2", "evv_2", [True] * 4)
    columns = ("run_id", "quality_evaluators_count", "quality", "reason")

    assert given.rows("cost_quality_frontier", *columns) == [
        ("rn_1", 1, 0.5, "judged by fewer evaluators than other runs"),
        ("rn_2", 2, 0.75, None),
    ]


def test_frontier_compares_runs_that_the_same_have_judged(given: Given) -> None:
    """The evaluator was replaced between the runs: dearer and worse says nothing."""
    evaluation(given)
    given.evaluator("evv_2")
    a_run(given, "rn_1", 4, 0.1)
    given.run("rn_2", dataset_version_id="dsv_1")
    for number in range(1, 5):
        given.log("rn_2", number, prompt_cost_usd=0.2, output_cost_usd=0)
    given.judged("rn_2", "evv_2", [True, True, False, False])

    assert given.rows("cost_quality_frontier", *PLACE) == [
        ("rn_1", 1, 0.1, True, True),
        ("rn_2", 0.5, 0.2, True, True),
    ]


def test_frontier_minds_no_rounding(given: Given) -> None:
    """The mean of three times 0.1 is 0.1: neither run is cheaper."""
    evaluation(given)
    a_run(given, "rn_1", 4, 0.1)
    given.run("rn_2", dataset_version_id="dsv_1")
    for number in range(1, 4):
        given.log("rn_2", number, prompt_cost_usd=0.1, output_cost_usd=0)
    given.judged("rn_2", "evv_1", [True] * 3)

    assert given.rows("cost_quality_frontier", *PLACE, "is_small_sample") == [
        ("rn_1", 1, 0.1, True, True, True),
        ("rn_2", 1, 0.1, True, True, True),
    ]


def test_frontier_puts_numbers_on_a_scale(given: Given) -> None:
    """Four of one to five stars are 0.75; two of ten seconds 0.8; words have no scale."""
    given.evaluation()
    given.run("rn_1")
    given.evaluator("evv_1", "number", **STARS)
    given.evaluator("evv_2", "number", **SECONDS)
    given.evaluator("evv_3", "number", number_valence="positive")
    given.evaluator("evv_4", "text")
    for evaluator_id, value in {"evv_1": 4, "evv_2": 2, "evv_3": 99, "evv_4": "nice"}.items():
        given.judged("rn_1", evaluator_id, [value])

    assert given.rows("cost_quality_frontier", "quality_evaluators_count", "quality") == [
        (2, plain((0.75 + 0.8) / 2))
    ]


def test_frontier_prices_what_passes_with_everybody(given: Given) -> None:
    """Of three that were judged one passes with both judges; the fourth nobody has judged."""
    evaluation(given)
    given.evaluator("evv_2", "number", **STARS)
    given.run("rn_1", dataset_version_id="dsv_1")
    for number in range(1, 5):
        given.log("rn_1", number, prompt_cost_usd=0.1, output_cost_usd=0.1)
    given.judged("rn_1", "evv_1", [True, True, False, None])
    given.judged("rn_1", "evv_2", [3, 2, None, ValueError("late")])
    columns = ("judged_items_count", "passed_items_count", "passed_share")

    assert given.rows("cost_quality_frontier", *columns, "cost_per_passed_item_usd") == [
        (3, 1, plain(1 / 3), 0.6)
    ]


def test_frontier_has_no_price_where_nothing_passes(given: Given) -> None:
    """Neither 0 nor infinite."""
    evaluation(given)
    a_run(given, "rn_1", 0, 0.1)
    columns = ("passed_items_count", "passed_share", "cost_per_passed_item_usd")

    assert given.rows("cost_quality_frontier", *columns) == [(0, 0, None)]

"""Every judgment as a score, in the direction that its evaluator gives it."""

from typing import Any

import pytest

from marts.given import Given

GRADES = {"good": "positive", "so so": "neutral", "bad": "negative", "other": None}
FLAGS = {"rude": "negative", "wrong": "negative", "short": "neutral"}
PRAISE = {"apt": "positive", "funny": "positive"}
STARS = {"number_valence": "positive", "number_min": 1, "number_max": 5}
SECONDS = {"number_valence": "negative", "number_min": 0, "number_max": 10}


@pytest.mark.parametrize(
    ("declared", "said", "expected"),
    [
        (("boolean", None, {}), [True, False], [(1, True), (0, False)]),
        (
            ("boolean", {"true": "negative", "false": "positive"}, {}),
            [True, False],
            [(0, False), (1, True)],
        ),
        (("boolean", {"true": "neutral"}, {}), [True], [(None, None)]),
        (("boolean", None, {}), [1, "true"], [(None, None), (None, None)]),
        (
            ("select", GRADES, {}),
            ["good", "so so", "bad", "other", "Good!"],
            [(1, True), (0, False), (0, False), (0, False), (None, None)],
        ),
        (("select", {"red": None}, {}), ["red"], [(None, None)]),
        (
            ("multi_select", FLAGS, {}),
            [[], ["short"], ["rude", "short"], ["silly"], ["silly", "wrong"]],
            [(1, True), (1, True), (0, False), (None, None), (0, False)],
        ),
        (
            ("multi_select", PRAISE, {}),
            [[], ["apt"], ["silly"], ["silly", "apt"]],
            [(0, False), (1, True), (None, None), (1, True)],
        ),
        (("number", None, STARS), [3, 2.5, 5], [(3, True), (2.5, False), (5, True)]),
        (("number", None, SECONDS), [5, 5.5], [(5, True), (5.5, False)]),
        (("number", None, {}), [7, -1e300], [(7, None), (None, None)]),
        (("text", None, {}), ["nice"], [(None, None)]),
        (("number", None, STARS), [None, ValueError("no answer")], [(None, None)] * 2),
    ],
)
def test_judgment_scores_read_values(
    given: Given, declared: tuple[str, Any, dict], said: list[Any], expected: list[tuple]
) -> None:
    """1 passes, 0 fails, numbers are themselves; what can't be read is no score."""
    given.evaluation()
    given.evaluator("evv_1", declared[0], options=declared[1], **declared[2])
    given.run("rn_1")
    given.judged("rn_1", "evv_1", said)

    assert given.rows("judgment_scores", "datapoint_id", "score", "is_pass") == [
        (f"dp_{n}", *row) for n, row in enumerate(expected, start=1)
    ]


def test_judgment_scores_leave_steps_of_traces_out(given: Given) -> None:
    """A monitoring evaluator inside a trace says nothing of the run's own log."""
    given.evaluation()
    given.evaluator("evv_1")
    given.run("rn_1")
    given.log("rn_1", 1, log_id="log_top")
    given.inside("log_top", "log_step")
    given.judgment("rn_1", "log_top", "evv_1", True, judgment_log_id="jud_top")
    given.judgment("rn_1", "log_step", "evv_1", False, judgment_log_id="jud_step")
    columns = ("judgment_log_id", "log_id", "outcome", "score")

    assert given.rows("judgment_scores", *columns) == [("jud_top", "log_top", "judged", 1)]


def test_judgment_scores_know_an_option_that_is_declared_twice(given: Given) -> None:
    """No judgment is there twice, whatever the evaluator's options."""
    given.evaluation()
    given.evaluator("evv_1", "select", options={"good": "positive"})
    given.row("evaluator_options", version_id="evv_1", position=1, name="good", valence="positive")
    given.run("rn_1")
    given.judged("rn_1", "evv_1", ["good"])

    assert given.rows("judgment_scores", "datapoint_id", "score") == [("dp_1", 1)]


def test_datapoint_scores_average_within_a_datapoint(given: Given) -> None:
    """Nulls and errors are counted; logs without a datapoint have no place here."""
    given.evaluation()
    given.evaluator("evv_1")
    given.run("rn_1")
    given.judged("rn_1", "evv_1", [True, None])
    given.log("rn_1", 1, log_id="log_again")
    given.judgment("rn_1", "log_again", "evv_1", False)
    given.judgment("rn_1", "log_again", "evv_1", ValueError("too long"))
    given.log("rn_1", None, log_id="log_free")
    given.judgment("rn_1", "log_free", "evv_1", True)
    counts = ("judgments_count", "null_count", "error_count", "n")
    scores = ("score", "score_min", "score_max")

    assert given.rows("datapoint_scores", "datapoint_id", *counts, *scores) == [
        ("dp_1", 3, 0, 1, 2, 0.5, 0, 1),
        ("dp_2", 1, 1, 0, 0, None, None, None),
    ]

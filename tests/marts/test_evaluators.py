"""How judgments are read: what passes, which way is better."""

import pytest

from marts.given import Given

RULES = ("metric", "pass_rule", "direction", "better_sign", "is_direction_assumed", "pass_mark")


@pytest.mark.parametrize(
    ("return_type", "options", "expected"),
    [
        ("boolean", {"true": "positive", "false": "negative"}, "true"),
        ("boolean", {"true": "negative", "false": "positive"}, "false"),
        ("boolean", {"True": "neutral", "False": "negative"}, "true"),
        ("boolean", {"true": None, "false": "positive"}, "false"),
        ("boolean", {"true": "neutral", "false": "neutral"}, None),
        ("select", {"good": "positive", "so so": "neutral", "bad": "negative"}, "positive option"),
        ("select", {"fine": "neutral", "bad": "negative"}, "no negative option"),
        ("select", {"red": None, "blue": "neutral"}, None),
        ("multi_select", {"good": "positive", "bad": "negative"}, "no negative option"),
        ("multi_select", {"good": "positive", "other": None}, "positive option"),
        ("multi_select", {}, None),
    ],
)
def test_evaluators_pass_by_the_valence_of_their_options(
    given: Given, return_type: str, options: dict[str, str | None], expected: str | None
) -> None:
    """Whatever passes, more of it is better."""
    given.evaluator("evv_1", return_type, options=options)
    passes = expected is not None

    assert given.rows("evaluators", *RULES) == [
        (
            "pass_rate" if passes else None,
            expected,
            "higher" if passes else None,
            1 if passes else None,
            False,
            None,
        )
    ]


def test_evaluators_that_say_nothing_about_true_mean_it_well(given: Given) -> None:
    """That is assumed, and said."""
    given.evaluator("evv_1", "boolean", options={})

    assert given.rows("evaluators", *RULES) == [("pass_rate", "true", "higher", 1, True, None)]


@pytest.mark.parametrize(
    ("valence", "limits", "expected"),
    [
        ("positive", (1, 5), ("mean", None, "higher", 1, False, 3.0)),
        ("negative", (0, None), ("mean", None, "lower", -1, False, None)),
        ("neutral", (0, 1), ("mean", None, None, None, False, None)),
        (None, (None, None), ("mean", None, None, None, False, None)),
    ],
)
def test_evaluators_of_numbers_have_a_mean(
    given: Given, valence: str | None, limits: tuple[float | None, ...], expected: tuple
) -> None:
    """A number passes at the middle of its limits, where it has both and a direction."""
    given.evaluator(
        "evv_1", "number", number_valence=valence, number_min=limits[0], number_max=limits[1]
    )

    assert given.rows("evaluators", *RULES) == [expected]


def test_evaluators_are_named(given: Given) -> None:
    """Texts have no metric; other versions are no evaluators, unless an evaluation says so."""
    given.evaluator("evv_1", "text", version_name="first", evaluator_type="human")
    given.version("prv_1")
    given.version("prv_2")
    given.row("evaluation_evaluators", evaluation_id="evr_1", evaluator_version_id="prv_2")
    names = ("evaluator_version_id", "evaluator_name", "evaluator_version_name", "metric")

    assert given.rows("evaluators", *names) == [
        ("evv_1", "evv_1", "first", None),
        ("prv_2", "Answers", "prv_2", None),
    ]

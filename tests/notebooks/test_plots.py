"""The charts: rows of the marts in, marks, names and words out."""

import io
from typing import Any

import matplotlib.image
import pandas as pd
import pytest
from matplotlib.text import Text

import plots

NOON = pd.Timestamp("2025-04-12 12:00", tz="UTC")
LATER = pd.Timestamp("2025-05-01 08:30", tz="UTC")

RANKED: dict[str, Any] = {
    "evaluation_name": "Order lookup",
    "evaluator_name": "Tone",
    "metric": "pass_rate",
    "direction": "higher",
    "run_id": "rn_1",
    "version_label": "rules",
    "dataset_version_id": "dsv_1",
    "control": False,
    "is_comparable": True,
    "rank": 1,
    "rank_by_value": 1,
    "n": 40,
    "is_small_sample": False,
    "mean": 0.8,
    "ci_low": 0.65,
    "ci_high": 0.9,
    "created_at": NOON,
}
COMPARED: dict[str, Any] = {
    "evaluation_name": "Order lookup",
    "evaluator_name": "Tone",
    "control_version_label": "rules",
    "metric": "pass_rate",
    "direction": "higher",
    "run_id": "rn_1",
    "version_label": "haiku",
    "method": "paired",
    "verdict": "regression",
    "reason": None,
    "n": 40,
    "n_pairs": 38,
    "wins_count": 2,
    "losses_count": 12,
    "is_small_sample": False,
    "mean_difference": -0.25,
    "ci_low": -0.4,
    "ci_high": -0.1,
    "created_at": NOON,
}
COSTED: dict[str, Any] = {
    "evaluation_name": "Cheaper models",
    "version_id": "prv_1",
    "version_label": "mini",
    "model": "gpt-4o-mini",
    "dataset_version_id": "dsv_1",
    "cost_per_log_usd": 0.0001,
    "quality": 0.7,
    "is_comparable": True,
    "reason": None,
    "is_on_frontier": True,
}
SCORED: dict[str, Any] = {
    "evaluator_version_id": "evv_1",
    "evaluator_version_name": "rubric",
    "evaluator_name": "Tone",
    "metric": "mean",
    "direction": "lower",
    "mean": 3.5,
    "ci_low": 3.0,
    "ci_high": 4.0,
    "created_at": NOON,
}
AGREED: dict[str, Any] = {
    "first_evaluator_version_id": "evv_1",
    "first_evaluator_name": "Reviewer rating",
    "first_evaluator_version_name": "half stars",
    "first_evaluator_type": "human",
    "second_evaluator_version_id": "evv_2",
    "second_evaluator_name": "Tone",
    "second_evaluator_version_name": "chat",
    "second_evaluator_type": "llm",
    "n": 120,
    "is_small_sample": False,
    "agreement": 0.8,
    "kappa": 0.6,
}


def frame(given: dict[str, Any], *others: dict[str, Any]) -> pd.DataFrame:
    """The given row, once for each change of it."""
    return pd.DataFrame([given | other for other in others or ({},)])


def words(chart: plots.Chart) -> list[str]:
    """All texts of a chart that are shown."""
    chart.png()
    found = chart.figure.findobj(Text)
    return [text.get_text() for text in found if text.get_text() and text.get_visible()]


def segments(chart: plots.Chart) -> list[list[float]]:
    """The intervals: where lines of two points begin and end, from the top."""
    (axes,) = chart.figure.axes
    lines = [
        line for line in axes.lines if len(line.get_xdata()) == 2 and line.get_linewidth() == 2
    ]
    return [[float(x) for x in line.get_xdata()] for line in lines]


def test_leaderboard_draws_runs_with_their_intervals() -> None:
    """Best first; the axis says what is counted, in which unit, and which way is better."""
    chart = plots.leaderboard(
        frame(
            RANKED,
            {"run_id": "rn_2", "version_label": "haiku", "rank_by_value": 2, "ci_low": 0.5},
            {"control": True},
        )
    )
    (axes,) = chart.figure.axes

    assert [label.get_text() for label in axes.get_yticklabels()] == ["rules", "haiku"]
    assert segments(chart) == [[0.65, 0.9], [0.5, 0.9]]
    assert axes.get_xlabel() == "judgments that pass (%),  higher is better →"
    assert {"#1", "n 40", "run", "control"} <= set(words(chart))
    assert chart.says == "Leaderboard of Order lookup by Tone: 2 runs with 95 % intervals."


def test_leaderboard_keeps_versions_of_a_dataset_apart() -> None:
    """Ranks of other data come after those of most runs, those without a rank last."""
    chart = plots.leaderboard(
        frame(
            RANKED,
            {"version_label": "other data", "dataset_version_id": "dsv_2"},
            {"version_label": "second", "rank_by_value": 2},
            {"version_label": "running", "is_comparable": False, "rank": None},
            {"version_label": "first"},
        )
    )
    (axes,) = chart.figure.axes

    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "first",
        "second",
        "other data",
        "running",
    ]


def test_leaderboard_draws_few_judgments_hollow() -> None:
    """And says so."""
    chart = plots.leaderboard(frame(RANKED, {"is_small_sample": True, "n": 4}))

    assert "hollow: n below 10" in words(chart)


def test_comparison_draws_differences_and_verdicts() -> None:
    """In points of the pass rate, with the pairs behind them."""
    chart = plots.comparison(
        frame(COMPARED, {}, {"run_id": "rn_2", "version_label": "mini", "verdict": "inconclusive"})
    )
    (axes,) = chart.figure.axes

    assert segments(chart) == [[-0.4, -0.1], [-0.4, -0.1]]
    assert axes.get_xlabel() == (
        "difference to the control, points of the pass rate (%),  higher is better →"
    )
    assert {"2 better, 12 worse of 38", "regression", "inconclusive", "\N{MINUS SIGN}40"} <= set(
        words(chart)
    )


def test_frontier_draws_cost_against_quality() -> None:
    """What is not comparable is left out and counted; the rest is filled or hollow."""
    chart = plots.frontier(
        frame(
            COSTED,
            {},
            {"version_id": "prv_2", "version_label": "haiku", "is_on_frontier": False},
            {"is_comparable": False, "cost_per_log_usd": None, "is_on_frontier": None},
        )
    )
    (axes,) = chart.figure.axes
    points = [line for line in axes.lines if line.get_marker() not in ("", "None")]
    drawn = [
        (float(p.get_xdata()[0]), p.get_markerfacecolor()) for p in points if len(p.get_xdata())
    ]

    assert [x for x, _ in drawn] == pytest.approx([0.1, 0.1])
    assert [face == "white" for _, face in drawn] == [False, True]
    assert axes.get_xlabel() == "mean cost of 1,000 logs (US$),  ← cheaper"
    assert chart.says.endswith("2 runs of Cheaper models; 1 that can't be compared left out.")


def test_trend_marks_the_versions() -> None:
    """Runs in the order of time, with intervals; a version where it was first run."""
    versions = pd.DataFrame(
        {"version_label": ["first draft", "rules"], "first_run_at": [NOON, LATER]}
    )
    chart = plots.trend(frame(SCORED, {}, {"created_at": LATER, "mean": 2.0}), versions)
    (axes,) = chart.figure.axes
    drawn = next(line for line in axes.lines if line.get_marker() == "o")

    assert [float(y) for y in drawn.get_ydata()] == [3.5, 2.0]
    assert {"first draft", "rules"} <= set(words(chart))
    assert axes.get_ylabel() == ("mean of Tone (the evaluator's own units)\nlower is better ↓")


def test_agreement_says_kappa_and_n_both_ways() -> None:
    """People come first; where kappa is not defined there is the share that agrees."""
    chart = plots.agreement(
        frame(AGREED, {}, {"second_evaluator_version_id": "evv_3", "kappa": None})
    )
    said = words(chart)

    assert (said.count("0.60\nn 120"), said.count("80% agree\nn 120")) == (2, 2)
    assert [label.get_text() for label in chart.figure.axes[0].get_yticklabels()] == [
        "Reviewer rating\nhuman",
        "Tone\nchat\nllm",
        "Tone\nchat\nllm",
    ]


def test_syncs_tell_how_they_ended() -> None:
    """Complete, in part, or not at all; with how long each took."""
    starts = pd.date_range("2026-01-01 02:15", periods=3, tz="UTC")
    chart = plots.syncs(
        pd.DataFrame(
            {
                "started_at": starts,
                "finished_at": starts + pd.Timedelta(seconds=40),
                "exit_code": [0, 4, 7],
            }
        )
    )

    assert {"complete", "some evaluations kept old rows", "failed, nothing published"} <= set(
        words(chart)
    )
    assert [float(line.get_ydata()[0]) for line in chart.figure.axes[0].lines] == [40, 40, 40]


def test_charts_without_rows_say_why() -> None:
    """A sentence, in the picture and as its words."""
    uncosted = frame(COSTED, {"is_comparable": False, "reason": "the cost is not known"})
    alone = frame(
        COMPARED, {"mean_difference": None, "reason": "the evaluation has no control run"}
    )
    charts = [
        plots.leaderboard(frame(RANKED)[:0]),
        plots.comparison(alone),
        plots.frontier(uncosted),
        plots.trend(frame(SCORED)[:0], pd.DataFrame()),
        plots.agreement(frame(AGREED, {"n": 0})),
        plots.syncs(pd.DataFrame(columns=["started_at", "finished_at"])),
    ]

    assert [words(chart) for chart in charts] == [[chart.says] for chart in charts]
    assert charts[1].says == "Nothing to compare: the evaluation has no control run."
    assert charts[2].says.endswith("the cost is not known.")


def test_charts_take_any_name_as_text() -> None:
    """A dollar begins no formula, and a long name is cut."""
    name = "$\\frac{$ <b>" + "x" * 90
    chart = plots.leaderboard(frame(RANKED, {"version_label": name, "evaluator_name": name}))

    assert any(text.startswith("$\\frac{$ <b>x") and text.endswith("…") for text in words(chart))


def test_chart_is_a_picture_to_jupyter() -> None:
    """Twice as fine as it is shown."""
    data, size = plots.no_chart("Nothing.")._repr_png_()
    height, width, _ = matplotlib.image.imread(io.BytesIO(data)).shape

    assert (width, height) == (1520, 144)
    assert size == {"width": 950}


def test_labels_grow_only_where_names_repeat() -> None:
    """The date, then the time, then the id tells apart what bears one name."""
    labels = plots.distinct_labels(
        pd.Series(["rules", "mini", "mini", "mini", "mini", None]),
        pd.Series([NOON, NOON, LATER, LATER + pd.Timedelta(hours=1), LATER, NOON]),
        pd.Series(["rn_1", "rn_2", "rn_3", "rn_4", "rn_5", "rn_ABCDEFGHIJKLMNOPQRST"]),
    )

    assert labels == [
        "rules",
        "mini, 12 Apr 2025",
        "mini, 01 May 2025 08:30 (rn_3)",
        "mini, 01 May 2025 09:30",
        "mini, 01 May 2025 08:30 (rn_5)",
        "rn_ABCDEFGH…",
    ]

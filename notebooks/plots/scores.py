"""Axes for scores: what they are called, in which unit, and which way is better."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from plots.labels import shorten

SHARE = "pass_rate"
_ARROWS = {"higher": "higher is better →", "lower": "← lower is better"}
_UP_ARROWS = {"higher": "higher is better ↑", "lower": "lower is better ↓"}


def score_name(metric: str, evaluator: str) -> str:
    """What a score is, with its unit."""
    if metric == SHARE:
        return "judgments that pass (%)"
    return f"mean of {shorten(evaluator)} (the evaluator's own units)"


def label_scores(axes: Axes, metric: str, direction: object, evaluator: str) -> None:
    """Name the x axis of scores, and keep shares between 0 and 100 %."""
    axes.set_xlabel(_with(score_name(metric, evaluator), direction, _ARROWS))
    if metric == SHARE:
        low, high = axes.get_xlim()
        axes.set_xlim(max(low, -0.01), min(high, 1.01))
        axes.xaxis.set_major_formatter(percent())


def label_scores_upwards(axes: Axes, metric: str, direction: object, evaluator: str) -> None:
    """Name the y axis likewise."""
    axes.set_ylabel(_with(score_name(metric, evaluator), direction, _UP_ARROWS, between="\n"))
    if metric == SHARE:
        low, high = axes.get_ylim()
        axes.set_ylim(max(low, -0.02), min(high, 1.02))
        axes.yaxis.set_major_formatter(percent())


def label_differences(axes: Axes, metric: str, direction: object, evaluator: str) -> None:
    """Name the x axis of differences, with 0 in the picture."""
    name = "points of the pass rate (%)" if metric == SHARE else score_name(metric, evaluator)
    axes.set_xlabel(_with(f"difference to the control, {name}", direction, _ARROWS))
    axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 2.5, 5, 10]))
    scale = 100 if metric == SHARE else 1
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: signed(x * scale)))


def percent() -> FuncFormatter:
    """Shares as percents."""
    return FuncFormatter(lambda x, _: f"{x * 100:g}")


def signed(value: float) -> str:
    """A difference; a typographic minus, and no sign before 0."""
    text = f"{abs(value):.3g}"
    if float(text) == 0:
        return "0"
    return f"+{text}" if value > 0 else f"\N{MINUS SIGN}{text}"


def or_none(value: float | None) -> float | None:
    """A number, or None where pandas has any of its ways to say there is none."""
    return None if pd.isna(value) else float(value)


def _with(name: str, direction: object, arrows: dict[str, str], between: str = ",  ") -> str:
    return f"{name}{between}{arrows[direction]}" if direction in arrows else name

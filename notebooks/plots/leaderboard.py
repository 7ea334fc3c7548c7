"""The runs of an evaluation, best first, as one evaluator sees them."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from plots.chart import BLUE, GREY, ORANGE, Chart, canvas, no_chart
from plots.intervals import Look, Point, draw_points, height_of
from plots.labels import distinct_labels, shorten
from plots.scores import label_scores, or_none

_MOST_RUNS = 40
_RANKED = Look("run", BLUE, "o")
_CONTROL = Look("control", ORANGE, "D")
_UNRANKED = Look("not comparable", GREY, "s")
_COLUMNS = (1.015, 1.065)


def leaderboard(rows: pd.DataFrame, chosen: str | None = None) -> Chart:
    """Draw rows of `marts.leaderboard` of one evaluation and one evaluator version.

    Args:
        rows: With each run's `created_at`.
        chosen: The run to set off.
    """
    scored = _in_order(rows[rows["mean"].notna()])
    if scored.empty:
        return no_chart("Nothing to rank: no run has a score of this evaluator.")
    labels = distinct_labels(scored.version_label, scored.created_at, scored.run_id)
    points = [
        _point(row, label, chosen)
        for row, label in zip(scored.to_dict("records"), labels, strict=True)
    ][:_MOST_RUNS]
    first = scored.iloc[0]
    with canvas(height_of(points)) as (figure, axes):
        draw_points(axes, points, columns=_COLUMNS)
        for value in scored.loc[scored.control.fillna(value=False).astype(bool), "mean"]:
            axes.axvline(value, color=ORANGE, linestyle="--", linewidth=1, zorder=0)
        label_scores(axes, first.metric, first.direction, first.evaluator_name)
        axes.set_title(shorten(f"{first.evaluation_name}: {first.evaluator_name}", 70))
    return Chart(figure, _describe(first, len(points), len(rows)))


def _in_order(scored: pd.DataFrame) -> pd.DataFrame:
    """Best first; ranks are of one version of a dataset, that of the most runs comes first."""
    data = scored.dataset_version_id.fillna("").where(scored.is_comparable, None)
    ordered = scored.assign(
        data=data, with_same_data=data.map(data.value_counts()).fillna(0)
    ).sort_values(
        ["with_same_data", "data", "rank_by_value", "created_at"],
        ascending=[False, True, True, True],
    )
    return ordered.assign(is_first=ordered.data.ne(ordered.data.shift()))


def _point(row: dict[Hashable, Any], label: str, chosen: str | None) -> Point:
    look = _RANKED if row["is_comparable"] else _UNRANKED
    return Point(
        label,
        row["mean"],
        or_none(row["ci_low"]),
        or_none(row["ci_high"]),
        _CONTROL if row["control"] is True else look,
        notes=("" if pd.isna(row["rank"]) else f"#{row['rank']:.0f}", f"n {row['n']:,.0f}"),
        is_small=row["is_small_sample"] is True,
        is_chosen=row["run_id"] == chosen,
        is_first=row["is_first"],
    )


def _describe(first: pd.Series, drawn: int, given: int) -> str:
    left_out = given - drawn
    more = f"; {left_out} more without a score or below" if left_out else ""
    return (
        f"Leaderboard of {shorten(first.evaluation_name)} by {shorten(first.evaluator_name)}: "
        f"{drawn} runs with 95 % intervals{more}."
    )

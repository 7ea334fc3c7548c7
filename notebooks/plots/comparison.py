"""Runs against the control, paired by datapoint."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from plots.chart import BLACK, GREEN, GREY, VERMILLION, Chart, canvas, no_chart
from plots.intervals import Look, Point, draw_points, height_of
from plots.labels import distinct_labels, shorten
from plots.scores import label_differences, or_none

_LOOKS = {
    "improvement": Look("improvement", GREEN, "^"),
    "regression": Look("regression", VERMILLION, "v"),
    "inconclusive": Look("inconclusive", GREY, "o"),
    "not comparable": Look("no direction", BLACK, "s"),
}
_COLUMNS = (1.015,)


def comparison(rows: pd.DataFrame, chosen: str | None = None) -> Chart:
    """Draw rows of `marts.control_comparison` of one evaluation and one evaluator version.

    Args:
        rows: With each run's `created_at`.
        chosen: The run to set off.
    """
    compared = rows[rows.mean_difference.notna()].sort_values("mean_difference", ascending=False)
    if compared.empty:
        return no_chart(_why_not(rows))
    labels = distinct_labels(compared.version_label, compared.created_at, compared.run_id)
    points = [
        _point(row, label, chosen)
        for row, label in zip(compared.to_dict("records"), labels, strict=True)
    ]
    first = compared.iloc[0]
    with canvas(height_of(points)) as (figure, axes):
        axes.axvline(0, color=BLACK, linewidth=1)
        draw_points(axes, points, columns=_COLUMNS)
        label_differences(axes, first.metric, first.direction, first.evaluator_name)
        axes.set_title(
            shorten(f"{first.evaluator_name}: against {shorten(first.control_version_label)}", 70)
        )
    return Chart(figure, _describe(compared))


def _point(row: dict[Hashable, Any], label: str, chosen: str | None) -> Point:
    return Point(
        label,
        row["mean_difference"],
        or_none(row["ci_low"]),
        or_none(row["ci_high"]),
        _LOOKS[row["verdict"]],
        notes=(_note(row),),
        is_small=row["is_small_sample"] is True,
        is_chosen=row["run_id"] == chosen,
    )


def _note(row: dict[Hashable, Any]) -> str:
    if row["method"] != "paired":
        return f"unpaired, n {row['n']:,.0f}"
    if pd.isna(row["wins_count"]):
        return f"{row['n_pairs']:,.0f} pairs"
    return (
        f"{row['wins_count']:.0f} better, {row['losses_count']:.0f} worse of {row['n_pairs']:,.0f}"
    )


def _why_not(rows: pd.DataFrame) -> str:
    reasons = ", ".join(sorted(set(rows.reason.dropna())))
    return f"Nothing to compare: {reasons or 'no other run has a score of this evaluator'}."


def _describe(rows: pd.DataFrame) -> str:
    counts = ", ".join(
        f"{count} {verdict}" for verdict, count in rows.verdict.value_counts().items()
    )
    first = rows.iloc[0]
    return (
        f"Runs of {shorten(first.evaluation_name)} against its control by "
        f"{shorten(first.evaluator_name)}: {counts}."
    )

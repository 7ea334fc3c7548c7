"""One evaluator's view of a file over time, with the versions that came."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num

from plots.chart import BLACK, GREY, MARKERS, SERIES, Chart, canvas, no_chart
from plots.labels import shorten
from plots.scores import SHARE, label_scores_upwards

_HEIGHT = 4.6
# Labels of versions nearer than this share of the time shown would cover each other.
_NEAREST = 0.022
# Of the time shown, between runs that were made one right after the other.
_GAP = 0.008


def trend(rows: pd.DataFrame, versions: pd.DataFrame) -> Chart:
    """Draw the scores of runs of one file.

    Args:
        rows: Of `marts.run_scores` of one evaluator, with each run's `created_at` and
            `evaluator_version_name`; versions of an evaluator need not agree, so each has a colour.
        versions: `version_label` and `first_run_at` of each version of the file that was run.
    """
    scored = rows[rows["mean"].notna() & rows.created_at.notna()].sort_values("created_at")
    if scored.empty:
        return no_chart(
            "Nothing to show over time: no run of this file has a score of this evaluator."
        )
    scored = scored.assign(day=_beside_each_other(scored.created_at))
    first = scored.iloc[0]
    with canvas(_HEIGHT) as (figure, axes):
        of_evaluator = scored.groupby("evaluator_version_id", sort=False)
        for place, (_, some) in enumerate(of_evaluator):
            _draw_scores(axes, some, place)
        axes.set_xlim(axes.get_xlim())
        _mark_versions(axes, versions.dropna(subset=["first_run_at"]))
        _label(axes, first)
        if of_evaluator.ngroups > 1:
            axes.legend(
                title="version of the evaluator", loc="upper left", bbox_to_anchor=(1.01, 1.0)
            )
    return Chart(
        figure,
        f"{shorten(first.evaluator_name)} over time: {len(scored)} runs with 95 % intervals, "
        f"{len(versions)} versions marked.",
    )


def _beside_each_other(times: pd.Series) -> list[float]:
    """Days since the epoch, moved on a little where runs would cover each other."""
    days = [float(day) for day in date2num(times)]
    gap = _GAP * (days[-1] - days[0])
    for place in range(1, len(days)):
        days[place] = max(days[place], days[place - 1] + gap)
    return days


def _draw_scores(axes: Axes, some: pd.DataFrame, place: int) -> None:
    colour = SERIES[place % len(SERIES)]
    axes.vlines(some.day, some.ci_low, some.ci_high, color=colour, linewidth=1.5)
    axes.plot(
        some.day,
        some["mean"],
        MARKERS[place % len(MARKERS)],
        color=colour,
        markersize=6,
        label=shorten(some.iloc[0].evaluator_version_name, 24),
    )


def _mark_versions(axes: Axes, versions: pd.DataFrame) -> None:
    """A line where each version was first run, and its name above where there is room."""
    left, right = axes.get_xlim()
    last = -1.0
    for row in versions.sort_values("first_run_at").itertuples():
        x = date2num(row.first_run_at)
        axes.axvline(x, color=GREY, linestyle=":", linewidth=1.2, zorder=0)
        if left <= x <= right and (x - last) / (right - left) > _NEAREST:
            axes.annotate(
                shorten(row.version_label, 20),
                (x, 1.01),
                xycoords=axes.get_xaxis_transform(),
                rotation=40,
                fontsize=8.5,
                color=BLACK,
            )
            last = x


def _label(axes: Axes, first: pd.Series) -> None:
    label_scores_upwards(axes, first.metric, first.direction, first.evaluator_name)
    if first.metric == SHARE:
        axes.set_ylim(top=1.02)
    locator = AutoDateLocator()
    axes.xaxis_date()
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.set_xlabel("when the run was made (UTC);  dotted: first run of a version")
    axes.grid(axis="y")

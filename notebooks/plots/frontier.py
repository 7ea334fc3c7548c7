"""Cost against quality, with the runs that no other beats in both."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullFormatter

from plots.chart import BLACK, GREY, MARKERS, SERIES, Chart, canvas, no_chart
from plots.labels import shorten
from plots.scores import percent

_HEIGHT = 4.4
# From this ratio on, costs are read on a logarithmic scale.
_WIDE = 20


def frontier(rows: pd.DataFrame) -> Chart:
    """Draw rows of `marts.cost_quality_frontier` of one evaluation."""
    known = rows[rows.is_comparable.fillna(value=False).astype(bool)].assign(
        cost=lambda frame: frame.cost_per_log_usd * 1000
    )
    if known.empty:
        return no_chart(_why_not(rows))
    with canvas(_HEIGHT) as (figure, axes):
        versions = list(dict.fromkeys(known.sort_values("cost").version_id))
        for place, version in enumerate(versions):
            _draw_version(axes, known[known.version_id == version], place)
        for _, best in known[known.is_on_frontier].groupby("dataset_version_id", dropna=False):
            _draw_frontier(axes, best)
        _label(axes, known)
    return Chart(figure, _describe(known, len(rows)))


def _draw_version(axes: Axes, runs: pd.DataFrame, place: int) -> None:
    colour = SERIES[place % len(SERIES)]
    marker = MARKERS[place % len(MARKERS)]
    for is_on_frontier, some in runs.groupby("is_on_frontier"):
        face = colour if is_on_frontier else "white"
        axes.plot(some.cost, some.quality, marker, color=colour, markerfacecolor=face, markersize=9)
    first = runs.iloc[0]
    model = "" if pd.isna(first.model) else f"\n{shorten(first.model, 28)}"
    axes.plot([], [], marker, color=colour, label=f"{shorten(first.version_label, 28)}{model}")


def _draw_frontier(axes: Axes, best: pd.DataFrame) -> None:
    ordered = best.sort_values("cost")
    axes.step(ordered.cost, ordered.quality, where="post", color=GREY, linewidth=1.2, zorder=1)


def _label(axes: Axes, known: pd.DataFrame) -> None:
    axes.set_title(f"Cost and quality: {shorten(known.iloc[0].evaluation_name, 40)}")
    axes.set_xlabel("mean cost of 1,000 logs (US$),  ← cheaper")
    axes.set_ylabel("quality: mean of the evaluators,\neach from 0 to 100 (%),  better ↑")
    axes.yaxis.set_major_formatter(percent())
    axes.margins(0.08)
    costs = known.cost[known.cost > 0]
    if len(costs) == len(known) and costs.max() > _WIDE * costs.min():
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.xaxis.set_major_formatter(lambda x, _: f"{x:g}")
        axes.xaxis.set_minor_formatter(NullFormatter())
    axes.grid()
    handles, _ = axes.get_legend_handles_labels()
    handles.append(
        _handle("filled, on a line: no other run over\nthe same data is as good for less", BLACK)
    )
    handles.append(_handle("hollow: another is", "white"))
    axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.01, 1.02), labelspacing=0.7)


def _handle(name: str, face: str) -> Line2D:
    return Line2D([], [], color=BLACK, marker="o", markerfacecolor=face, linestyle="", label=name)


def _why_not(rows: pd.DataFrame) -> str:
    reasons = ", ".join(sorted(set(rows.reason.dropna())))
    return f"No run has both a cost and a quality: {reasons or 'there are no runs'}."


def _describe(known: pd.DataFrame, given: int) -> str:
    left_out = given - len(known)
    more = f"; {left_out} that can't be compared left out" if left_out else ""
    return (
        f"Cost and quality of {len(known)} runs of {shorten(known.iloc[0].evaluation_name)}{more}."
    )

"""How syncs went."""

import pandas as pd
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

from plots.chart import BLUE, ORANGE, VERMILLION, Chart, canvas, no_chart

_HEIGHT = 3.0
_PARTIAL = 4
_MOST = 200


def syncs(rows: pd.DataFrame) -> Chart:
    """Draw rows of `humanloop.sync_runs`: how long each took, and how it ended."""
    timed = rows.dropna(subset=["started_at", "finished_at"]).sort_values("started_at").tail(_MOST)
    if len(timed) <= 1:
        return no_chart("How long syncs take is drawn from the second sync on.")
    seconds = (timed.finished_at - timed.started_at).dt.total_seconds()
    kinds = (
        ("complete", timed.exit_code == 0, BLUE, "o"),
        ("some evaluations kept old rows", timed.exit_code == _PARTIAL, ORANGE, "s"),
        ("failed, nothing published", ~timed.exit_code.isin([0, _PARTIAL]), VERMILLION, "X"),
    )
    with canvas(_HEIGHT) as (figure, axes):
        for name, chosen, colour, marker in kinds:
            if chosen.any():
                axes.plot(
                    timed.started_at[chosen], seconds[chosen], marker, color=colour, label=name
                )
        axes.set_ylim(0, 1.15 * seconds.max() or 1)
        axes.set_ylabel("duration (seconds)")
        axes.set_xlabel("start of the sync (UTC)")
        locator = AutoDateLocator()
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
        axes.grid(axis="y")
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=3)
        axes.set_title("Syncs")
    return Chart(figure, f"Duration of the last {len(timed)} syncs.")

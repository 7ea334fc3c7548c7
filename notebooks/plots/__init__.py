"""Charts of evaluations, shared by the notebooks: frames of the marts in, one `Chart` out.

Colours are Okabe and Ito's, which people see apart whatever their eyes; no chart tells by colour
alone. Intervals are the marts' own, of 95 %.
"""

from plots.agreement import agreement
from plots.chart import Chart, no_chart
from plots.comparison import comparison
from plots.frontier import frontier
from plots.labels import distinct_labels, shorten
from plots.leaderboard import leaderboard
from plots.syncs import syncs
from plots.trend import trend

__all__ = [
    "Chart",
    "agreement",
    "comparison",
    "distinct_labels",
    "frontier",
    "leaderboard",
    "no_chart",
    "shorten",
    "syncs",
    "trend",
]

"""Rows of points with intervals: what leaderboards and comparisons are drawn with."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from plots.chart import BLACK, GREY, PALE

_ROW = 0.30
_AROUND_ROWS = 1.6


@dataclass(frozen=True)
class Look:
    """How a kind of point is drawn, and what the legend says it is."""

    name: str
    colour: str
    marker: str


@dataclass(frozen=True)
class Point:
    """One row of the chart.

    Attributes:
        low: Lower end of the interval; None where there is none.
        notes: What stands to the right of it, in columns.
        is_small: Whether it is drawn hollow because too little stands behind it.
        is_chosen: Whether it is set off from the others.
        is_first: Whether a line stands between it and the one above.
    """

    label: str
    value: float
    low: float | None
    high: float | None
    look: Look
    notes: tuple[str, ...] = ()
    is_small: bool = False
    is_chosen: bool = False
    is_first: bool = False


def height_of(points: Sequence[Point]) -> float:
    """Inches that a chart of these needs."""
    return _AROUND_ROWS + _ROW * max(len(points), 3)


def draw_points(axes: Axes, points: Sequence[Point], *, columns: Sequence[float]) -> None:
    """Draw them from top to bottom, with the notes at `columns`, in widths of the axes."""
    for place, point in enumerate(points):
        _draw(axes, place, point)
        for x, note in zip(columns, point.notes, strict=True):
            axes.text(x, place, note, transform=axes.get_yaxis_transform(), va="center", fontsize=9)
    axes.set_yticks(range(len(points)), [point.label for point in points])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(max(len(points), 3) - 0.4, -0.6)
    axes.grid(axis="x")
    _legend(axes, points)


def _draw(axes: Axes, place: int, point: Point) -> None:
    if point.is_chosen:
        axes.axhspan(place - 0.5, place + 0.5, color=PALE, zorder=0)
    if point.is_first and place:
        axes.axhline(place - 0.5, color=GREY, linewidth=1)
    if point.low is not None and point.high is not None:
        axes.plot([point.low, point.high], [place, place], color=point.look.colour, linewidth=2)
        for end in (point.low, point.high):
            axes.plot([end, end], [place - 0.15, place + 0.15], color=point.look.colour)
    axes.plot(
        point.value,
        place,
        point.look.marker,
        color=point.look.colour,
        markerfacecolor="white" if point.is_small else point.look.colour,
        markersize=7,
        zorder=3,
    )


def _legend(axes: Axes, points: Sequence[Point]) -> None:
    """What the colours and markers are, if there is more than one kind."""
    looks = dict.fromkeys(point.look for point in points)
    handles = [_handle(look.name, look.colour, look.marker, look.colour) for look in looks]
    if any(point.is_small for point in points):
        handles.append(_handle("hollow: n below 10", BLACK, "o", "white"))
    if len(handles) > 1:
        axes.figure.legend(
            handles=handles,
            loc="outside lower center",
            ncols=len(handles),
            handletextpad=0.2,
            columnspacing=1.6,
        )


def _handle(name: str, colour: str, marker: str, face: str) -> Line2D:
    return Line2D(
        [], [], color=colour, marker=marker, markerfacecolor=face, linestyle="", label=name
    )

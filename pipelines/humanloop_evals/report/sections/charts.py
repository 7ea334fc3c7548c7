"""Cost against quality: the runs whose cost is known drawn, the others listed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from humanloop_evals.report.names import Names
from humanloop_evals.report.plots import Axis, Tick, cost_axis
from humanloop_evals.report.rows import Spot
from humanloop_evals.report.sections.boards import rate_tick
from humanloop_evals.report.words import Label, dollars, rate, seconds, significant

HEIGHT = 280
"""Pixels of the area that points are in; its width is that of the page."""

LOGS = 1_000
"""Costs are of so many logs: those of one are too small to be read."""

_LIKELY_WIDTH = 620
# Pixels between a number and what it must not cover.
_NEAR = 11.0
# Where a number can stand beside its point: first above, then around it.
_BESIDE = ((0, -10), (12, 4), (-12, 4), (0, 19), (12, -7), (-12, -7), (12, 15), (-12, 15))


@dataclass(frozen=True, slots=True)
class Point:
    """One run with a known cost.

    Attributes:
        number: What it is called in the drawing.
        x: Percent of the width.
        y: Pixels from the top.
        dx: Where the number stands, in pixels from the point.
        dy: The same downwards.
    """

    number: int
    run: Label
    model: str | None
    is_control: bool
    is_on_frontier: bool
    x: str
    y: float
    dx: int
    dy: int
    quality: str
    cost: str
    latency: str
    cost_per_passed: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The runs over one version of a dataset.

    Attributes:
        frontier: Line through the points that no other one beats: percent and pixels.
    """

    dataset: Label
    is_logarithmic: bool
    points: list[Point]
    frontier: list[tuple[str, float]]
    x_ticks: list[Tick]
    y_ticks: list[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Missing:
    """A run that is not drawn, and why."""

    run: Label
    reason: str
    quality: str


def draw(spots: Sequence[Spot], names: Names) -> tuple[list[Chart], list[Missing]]:
    """The drawings of one evaluation, and the runs that are in none."""
    by_dataset: dict[str | None, list[Spot]] = defaultdict(list)
    missing = []
    for spot in spots:
        if spot.is_comparable and spot.cost_per_log_usd is not None and spot.quality is not None:
            by_dataset[spot.dataset_version_id].append(spot)
        else:
            run = names.run(spot.evaluation_id, spot.run_id)
            missing.append(Missing(run, spot.reason or "not comparable", rate(spot.quality)))
    charts = [
        _chart(names.dataset(key), same, names)
        for key, same in sorted(by_dataset.items(), key=lambda item: (-len(item[1]), str(item[0])))
    ]
    return charts, missing


def _chart(dataset: Label, spots: Sequence[Spot], names: Names) -> Chart:
    """Spots come with the cheapest first."""
    x_axis = cost_axis([LOGS * (spot.cost_per_log_usd or 0.0) for spot in spots])
    y_axis = Axis.around([spot.quality for spot in spots])
    points = [
        _point(number, spot, names.run(spot.evaluation_id, spot.run_id), (x_axis, y_axis))
        for number, spot in enumerate(spots, start=1)
    ]
    return Chart(
        dataset=dataset,
        is_logarithmic=x_axis.is_logarithmic,
        points=_with_numbers_beside(points),
        frontier=[(point.x, point.y) for point in points if point.is_on_frontier],
        x_ticks=x_axis.ticks(lambda value: f"${significant(value).rstrip('0').rstrip('.') or 0}"),
        y_ticks=[(_from_top(tick.at), tick.text) for tick in y_axis.ticks(rate_tick)],
    )


def _point(number: int, spot: Spot, run: Label, axes: tuple[Axis, Axis]) -> Point:
    x_axis, y_axis = axes
    cost = LOGS * (spot.cost_per_log_usd or 0.0)
    passed = spot.cost_per_passed_item_usd
    return Point(
        number=number,
        run=run,
        model=spot.model,
        is_control=bool(spot.control),
        is_on_frontier=bool(spot.is_on_frontier),
        x=x_axis.at(cost),
        y=_from_top(y_axis.at(spot.quality or 0.0)),
        dx=0,
        dy=0,
        quality=rate(spot.quality),
        cost=dollars(cost),
        latency=seconds(spot.latency_p50_seconds),
        cost_per_passed="none passed" if passed is None else dollars(LOGS * passed),
    )


def _from_top(share: str) -> float:
    return round(HEIGHT * (1 - float(share.rstrip("%")) / 100), 1)


def _with_numbers_beside(points: Sequence[Point]) -> list[Point]:
    """Put each number where it covers no point and no other number, if there is such a place."""
    taken = [(_pixels(point.x), point.y) for point in points]
    placed = []
    for point in points:
        x, y = _pixels(point.x), point.y
        dx, dy = next(
            (
                (dx, dy)
                for dx, dy in _BESIDE
                if all(_is_apart(x + dx, y + dy - 4, *other) for other in taken)
            ),
            _BESIDE[0],
        )
        taken.append((x + dx, y + dy - 4))
        placed.append(replace(point, dx=dx, dy=dy))
    return placed


def _pixels(share: str) -> float:
    return _LIKELY_WIDTH * float(share.rstrip("%")) / 100


def _is_apart(x: float, y: float, other_x: float, other_y: float) -> bool:
    return abs(x - other_x) >= _NEAR or abs(y - other_y) >= _NEAR

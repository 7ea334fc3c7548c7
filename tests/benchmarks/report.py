"""Medians with their extremes, and the figures that they make."""

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence

from measure import Measurement
from scenarios import FIGURES, Figure, Of

# By scenario and candidate, one measurement a round.
Results = Mapping[str, Mapping[str, Sequence[Measurement]]]

_MEASURES: dict[str, Callable[[float], str]] = {
    "wall": "{:.2f} s".format,
    "cpu": "{:.2f} s".format,
    "rss": lambda size: f"{size / 1e6:.0f} MB",
}


def scenario_lines(name: str, candidates: Mapping[str, Sequence[Measurement]]) -> Iterator[str]:
    """A table of one scenario; a candidate without measurements did not end."""
    rounds = max(map(len, candidates.values()))
    yield f"{name}, {rounds} rounds: median (least to most)"
    names = f"{'wall':>26} {'CPU':>26} {'peak memory':>24}"
    yield f"{'candidate':24} {names} {'requests':>9} {'in flight':>9}"
    for candidate, measurements in candidates.items():
        if not measurements:
            yield f"{candidate:24} was not measured: it failed, as said above"
            continue
        cells = [_spread(measurements, measure) for measure in _MEASURES]
        last = measurements[-1]
        yield (
            f"{candidate:24} {cells[0]:>26} {cells[1]:>26} {cells[2]:>24} "
            f"{last.requests:>9,} {last.in_flight:>9}"
        )


def figure_lines(results: Results) -> Iterator[str]:
    """The figures of which everything was measured."""
    yield f"{'figure':42} {'measured':>10} {'at most':>10}"
    for figure in FIGURES:
        ratio = ratio_of(figure, results)
        if ratio is None:
            continue
        write = _as_ratio if isinstance(figure.against, Of) else _as_number
        if figure.at_most is None:
            yield f"{figure.text:42} {write(ratio):>10}"
            continue
        verdict = "reached" if ratio <= figure.at_most else "NOT reached"
        yield f"{figure.text:42} {write(ratio):>10} {write(figure.at_most):>10}  {verdict}"


def ratio_of(figure: Figure, results: Results) -> float | None:
    """The figure as measured; None when a part of it was not."""
    value = _median(figure.value, results)
    against = figure.against
    base = _median(against, results) if isinstance(against, Of) else against
    return None if value is None or not base else value / base


def _median(of: Of, results: Results) -> float | None:
    measurements = results.get(of.scenario, {}).get(of.candidate)
    if not measurements:
        return None
    return statistics.median(getattr(each, of.measure) for each in measurements)


def _spread(measurements: Sequence[Measurement], measure: str) -> str:
    write = _MEASURES[measure]
    values = [getattr(each, measure) for each in measurements]
    middle = write(statistics.median(values))
    return f"{middle} ({write(min(values))} to {write(max(values))})"


def _as_ratio(ratio: float) -> str:
    """As people say it: 1/12 rather than 0.083."""
    return f"1/{1 / ratio:.1f}" if ratio < 0.5 else f"{ratio:.2f}"


def _as_number(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"

"""Where things stand in a drawing; the templates draw them."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

_MOST_TICKS = 5
_MOST_MAGNITUDES = 8
# Farther apart than this, costs are drawn by their magnitude.
_LOGARITHMIC_FROM = 20.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """An interval with its value, in percents of the width; None where there is no interval."""

    at: str
    low: str | None
    high: str | None


class Axis:
    """A linear axis from 0 % to 100 % of a drawing's width.

    Args:
        low: Value at its beginning.
        high: Value at its end.
    """

    is_logarithmic = False

    def __init__(self, low: float, high: float) -> None:
        if high <= low:
            low, high = low - 1, high + 1
        self.low, self.high = low, high

    @classmethod
    def around(cls, values: Iterable[float | None]) -> "Axis":
        """With room for all values, and some more."""
        known = [value for value in values if value is not None]
        low, high = min(known, default=0.0), max(known, default=1.0)
        room = (high - low) * 0.04
        return cls(low - room, high + room)

    def at(self, value: float) -> str:
        """The place of a value; what is outside stands at the edge."""
        share = (value - self.low) / (self.high - self.low)
        return percent(share)

    def bar(self, value: float, low: float | None, high: float | None) -> Bar:
        """A value with its interval."""
        if low is None or high is None:
            return Bar(self.at(value), None, None)
        return Bar(self.at(value), self.at(low), self.at(high))

    def ticks(self, write: Callable[[float], str], most: int = _MOST_TICKS) -> list[Tick]:
        """Round values along the axis."""
        step = _step(self.low, self.high, most)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        values = [position * step for position in range(first, last + 1)]
        return [Tick(self.at(value), write(value)) for value in values]


class MagnitudeAxis(Axis):
    """A logarithmic axis.

    Args:
        low: Least value, above 0.
        high: Greatest value.
    """

    is_logarithmic = True

    def __init__(self, low: float, high: float) -> None:
        room = (high / low) ** 0.06
        super().__init__(math.log10(low / room), math.log10(high * room))

    def at(self, value: float) -> str:
        """See `Axis`."""
        return super().at(math.log10(value))

    def ticks(self, write: Callable[[float], str], most: int = _MOST_MAGNITUDES) -> list[Tick]:
        """1, 2, 5, 10, ... or, where these are too many, powers of ten."""
        exponents = range(math.floor(self.low), math.ceil(self.high) + 1)
        for factors in ((1, 2, 5), (1, 3), (1,)):
            values = [factor * 10.0**exponent for exponent in exponents for factor in factors]
            values = [value for value in values if self.low <= math.log10(value) <= self.high]
            if len(values) <= most:
                break
        return [Tick(self.at(value), write(value)) for value in values]


def cost_axis(costs: Sequence[float]) -> Axis:
    """From 0, or by magnitude where the greatest is many times the least."""
    low, high = min(costs), max(costs)
    if low > 0 and high / low >= _LOGARITHMIC_FROM:
        return MagnitudeAxis(low, high)
    return Axis(0.0, high * 1.06)


def percent(share: float) -> str:
    """A share of a drawing's width."""
    return f"{min(1.0, max(0.0, share)) * 100:.2f}%"


def _step(low: float, high: float, most: int) -> float:
    rough = (high - low) / most
    magnitude = 10.0 ** math.floor(math.log10(rough))
    return next(
        factor * magnitude for factor in (1, 2, 2.5, 5, 10) if factor * magnitude >= rough * 0.999
    )

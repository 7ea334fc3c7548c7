"""Numbers, names and texts as people read them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

SPACE = "\u00a0"
MINUS = "\u2212"
ELLIPSIS = "\u2026"
NOTHING = "\u2013"

_MOST_DIGITS = 6
_LONGEST_ID = 14
_CONTROL_PICTURES = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"}
_CONTROL_PICTURES[0x7F] = 0x2421


@dataclass(frozen=True, slots=True)
class Label:
    """A name to show, and what is behind it for whoever points at it."""

    text: str
    full: str


def clean(text: str) -> str:
    """A text without what HTML can't hold: control characters as pictures of themselves."""
    return text.replace("\r\n", "\n").translate(_CONTROL_PICTURES)


def short_id(text: str) -> str:
    """The beginning of an id: enough to find it, short enough to read on."""
    return text if len(text) <= _LONGEST_ID else f"{text[: _LONGEST_ID - 2]}{ELLIPSIS}"


def name_or_id(name: str | None, identifier: str | None, what: str) -> Label:
    """A name; where it is missing, or is the id itself, the short id; else what it is."""
    full = identifier or ""
    if name and name != identifier and name.strip():
        return Label(clean(name), full)
    return Label(clean(short_id(full)) if full else f"{what} without a name", full)


def ordinal(position: int) -> str:
    """1st, 2nd, 3rd, ..."""
    teens = 11 <= position % 100 <= 13  # noqa: PLR2004 - 11th to 13th are irregular in English
    return f"{position}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(position % 10, 'th')}"


def count(number: int, one: str, many: str | None = None) -> str:
    """A count with its noun."""
    return f"{number:,}{SPACE}{one if number == 1 else many or one + 's'}"


def number(value: float, digits: int) -> str:
    """A number; one that rounds to zero has no sign."""
    text = f"{abs(value):,.{digits}f}"
    return f"{MINUS}{text}" if value < 0 and _says_something(value, digits) else text


def signed(value: float, digits: int) -> str:
    """A number that says whether it is more or less."""
    text = number(value, digits)
    return f"+{text}" if value > 0 and _says_something(value, digits) else text


def rate(value: float | None) -> str:
    """A share of 1 as a percentage."""
    return NOTHING if value is None else f"{number(value * 100, 1)}{SPACE}%"


def figure(value: float | None, digits: int = 2) -> str:
    """A number that may be unknown."""
    return NOTHING if value is None else number(value, digits)


def significant(value: float, places: int = 3) -> str:
    """A number with so many digits that matter."""
    if value == 0:
        return "0"
    digits = places - 1 - math.floor(math.log10(abs(value)))
    return number(value, max(0, min(_MOST_DIGITS, digits)))


def dollars(value: float | None) -> str:
    """Costs; unknown is not zero."""
    return "unknown" if value is None else f"${significant(value)}"


def seconds(value: float | None) -> str:
    """How long something took."""
    return "unknown" if value is None else f"{significant(value, 2)}{SPACE}s"


def web_address(url: str | None) -> str | None:
    """An address that a link may lead to: the data is not trusted to say `javascript:`."""
    if url is None or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


class Figures:
    """How the scores of one evaluator are written: all with the digits that their interval allows.

    Args:
        metric: pass_rate or mean.
        values: The scores and the ends of their intervals.
    """

    def __init__(self, metric: str | None, values: Sequence[float | None]) -> None:
        self._is_rate = metric == "pass_rate"
        self._digits = 1 if self._is_rate else _digits_for([v for v in values if v is not None])

    def value(self, value: float | None) -> str:
        """A score."""
        if self._is_rate:
            return rate(value)
        return figure(value, self._digits)

    def change(self, value: float) -> str:
        """A difference: of pass rates in points, so that nobody takes it for a ratio."""
        if self._is_rate:
            return f"{signed(value * 100, self._digits_of(value * 100))}{SPACE}points"
        return signed(value, self._digits_of(value))

    def end(self, value: float) -> str:
        """An end of the interval of a difference."""
        return self.change(value).removesuffix(f"{SPACE}points")

    def _digits_of(self, value: float) -> int:
        """As usual, or as many as show that it is not zero: a verdict hangs on that."""
        digits = self._digits
        while value != 0 and digits < _MOST_DIGITS and not _says_something(value, digits):
            digits += 1
        return digits


def _says_something(value: float, digits: int) -> bool:
    """Whether anything but zero is left of it."""
    return bool(f"{abs(value):,.{digits}f}".strip("0.,"))


def _digits_for(values: Sequence[float]) -> int:
    """Two digits of how far the ends are from the middle; of a single value, of itself."""
    width = max(values) - min(values) if values else 0.0
    scale = width / 2 or max((abs(value) for value in values), default=0.0)
    if scale == 0:
        return 1
    return max(0, min(_MOST_DIGITS, 1 - math.floor(math.log10(scale))))

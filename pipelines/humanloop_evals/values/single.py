"""One JSON value into one column: exactly, or not at all."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from humanloop_evals import wire
from humanloop_evals.tables import Type

_QUOTE = ord('"')
_NULL = ord("n")
_INT64 = 2**63
# Whole numbers below this are doubles without rounding; it is one itself, the next is not.
EXACT_IN_DOUBLE = 2**53
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6}0*)?)?(Z|[+-]\d\d:?\d\d)?")


class Misfit:
    """The value is there but does not fit the column."""

    def __repr__(self) -> str:
        return "MISFIT"


MISFIT: Final = Misfit()


def read_text(raw: wire.Text) -> Any:
    """A JSON string as text."""
    first = wire.first_byte(raw)
    if first == _QUOTE:
        return wire.read_string(raw)
    return None if first == _NULL else MISFIT


def read_integer(raw: wire.Text) -> Any:
    """A JSON number without fraction, within 64 bits."""
    text = bytes(raw)
    if not text.removeprefix(b"-").isdigit():
        return None if text == b"null" else MISFIT
    if len(text) > len(str(_INT64)) + 1:
        return MISFIT
    value = int(text)
    return value if -_INT64 <= value < _INT64 else MISFIT


def read_number(raw: wire.Text) -> Any:
    """A JSON number as a double; a whole number only when the double is exactly it."""
    text = bytes(raw)
    if text[:1] not in b"-0123456789":
        return None if text == b"null" else MISFIT
    value = float(text)
    if value in (float("inf"), float("-inf")):
        return MISFIT
    if value == 0.0 and text.lower().split(b"e")[0].strip(b"-0."):
        return MISFIT
    is_whole = text.removeprefix(b"-").isdigit()
    if is_whole and abs(value) >= EXACT_IN_DOUBLE and str(int(value)).encode() != text:
        return MISFIT
    return value


def read_boolean(raw: wire.Text) -> Any:
    """A JSON true or false."""
    return {b"true": True, b"false": False, b"null": None}.get(bytes(raw), MISFIT)


def read_timestamp(raw: wire.Text) -> Any:
    """A date with a time; without a zone it is UTC, as the API's captured answers suggest."""
    text = read_text(raw)
    if not isinstance(text, str):
        return text
    if _TIMESTAMP.fullmatch(text) is None:
        return MISFIT
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return MISFIT


def read_json(raw: wire.Text) -> Any:
    """Any JSON as its own text, so that numbers and repeated keys stay as sent.

    Raises:
        JsonError: A value that no reader could keep, such as 1e400.
    """
    if wire.first_byte(raw) == _NULL:
        return None
    wire.check_values(raw)
    return wire.raw_text(raw)


READERS: Final[dict[Type, Callable[[wire.Text], Any]]] = {
    Type.TEXT: read_text,
    Type.INTEGER: read_integer,
    Type.NUMBER: read_number,
    Type.BOOLEAN: read_boolean,
    Type.TIMESTAMP: read_timestamp,
    Type.JSON: read_json,
}

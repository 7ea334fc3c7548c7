"""Query parameters: read, checked and, where wrong, refused in the API's words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from werkzeug.datastructures import MultiDict

Json = dict[str, Any]
Args = MultiDict[str, str]
Found = TypeVar("Found")

_TRUE = ("true", "1", "yes", "on", "t", "y")
_FALSE = ("false", "0", "no", "off", "f", "n")
# int() alone would also take "1_000" and digits of other scripts, and choke on thousands of digits.
_WHOLE = re.compile(r"\s*[+-]?[0-9]{1,18}\s*")


class ApiError(Exception):
    """An answer that is an error: its status and what stands under `detail`."""

    def __init__(self, status: int, detail: str | Json | list[Json]) -> None:
        """Keep both for the error handler."""
        super().__init__(status, detail)
        self.status = status
        self.detail = detail


@dataclass(frozen=True)
class Page:
    """Which part of a list is asked for."""

    page: int
    size: int

    def envelope(
        self, records: Sequence[Found], shown: Callable[[Found], Any] | None = None
    ) -> Json:
        """Return the page as the API wraps it; `shown` turns a record into what is answered."""
        return self.envelope_of(
            records, lambda part: [shown(record) for record in part] if shown else list(part)
        )

    def envelope_of(
        self, records: Sequence[Found], shown: Callable[[Sequence[Found]], list[Any]]
    ) -> Json:
        """The same where the records of a page are found together."""
        start = (self.page - 1) * self.size
        return {
            "records": shown(records[start : start + self.size]),
            "page": self.page,
            "size": self.size,
            "total": len(records),
        }


def read_page(args: Args, *, size: int = 10) -> Page:
    """Return the page asked for."""
    return Page(whole(args, "page", 1, at_least=1), whole(args, "size", size, at_least=0))


def required(args: Args, name: str) -> str:
    """Return a parameter that must be there."""
    value = args.get(name)
    if value is None:
        invalid(name, "Field required", "missing")
    return value


def whole(args: Args, name: str, default: int, *, at_least: int) -> int:
    """Return an integer with a lower bound."""
    text = args.get(name)
    if text is None:
        return default
    if not _WHOLE.fullmatch(text):
        message = "Input should be a valid integer, unable to parse string as an integer"
        invalid(name, message, "int_parsing")
    if int(text) < at_least:
        message = f"Input should be greater than or equal to {at_least}"
        invalid(name, message, "greater_than_equal")
    return int(text)


def flag(args: Args, name: str) -> bool:
    """Return a switch that is off unless asked for."""
    return _as_bool(name, args.get(name, "false"))


def flags(args: Args, name: str) -> set[bool]:
    """Return every value of a switch that may be repeated; none if it is not there."""
    return {_as_bool(name, text) for text in args.getlist(name)}


def one_of(args: Args, name: str, choices: tuple[str, ...], default: str) -> str:
    """Return one of a few words."""
    return _checked(name, args.get(name, default), choices)


def some_of(args: Args, name: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a parameter that may be repeated; all of them if it is not there."""
    return tuple(_checked(name, value, choices) for value in args.getlist(name)) or choices


def _as_bool(name: str, text: str) -> bool:
    if text.lower() not in (*_TRUE, *_FALSE):
        message = "Input should be a valid boolean, unable to interpret input"
        invalid(name, message, "bool_parsing")
    return text.lower() in _TRUE


def _checked(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        *others, last = (f"'{choice}'" for choice in choices)
        invalid(name, f"Input should be {', '.join(others)} or {last}", "enum")
    return value


def invalid(name: str, message: str, kind: str) -> NoReturn:
    """Refuse a parameter with the list-shaped detail of request validation."""
    raise ApiError(422, [{"loc": ["query", name], "msg": message, "type": kind}])

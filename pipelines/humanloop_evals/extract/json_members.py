"""Members of JSON objects, at any depth, taken out of a text; all else stays as it was written."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# A string, or what gives JSON its shape; numbers and constants are what stands between.
_PART = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},:]')

# Told a member's name and the JSON text of its value: what is to stand there; None for no member.
Hide = Callable[[str, str], str | None]


@dataclass(slots=True)
class _Opened:
    """An object or a list whose end has not come yet.

    Attributes:
        is_object: No list.
        is_key_next: Whether the next string is the name of a member.
        has_members: Whether one has been kept.
        end: Where what is kept of it ends, should the next member go.
    """

    is_object: bool
    is_key_next: bool
    end: int
    has_members: bool = False


def hide_members(text: str, is_hidden: Callable[[str], bool], hide: Hide) -> str:
    """The text with other values of some members, or without these.

    Args:
        text: Well-formed JSON.
        is_hidden: Told the name of a member.
        hide: Asked for each that is.
    """
    return _Walk(text, is_hidden, hide).shown()


class _Walk:
    """One way through a text, from its beginning to its end.

    It takes no call for each depth: texts may be lists in lists without end.
    """

    def __init__(self, text: str, is_hidden: Callable[[str], bool], hide: Hide) -> None:
        self._text = text
        self._is_hidden = is_hidden
        self._hide = hide
        self._parts = _PART.finditer(text)
        self._opened: list[_Opened] = []
        self._kept: list[str] = []
        # What stands before it was kept, or was not.
        self._place = 0

    def shown(self) -> str:
        """What is left of the text."""
        for part in self._parts:
            if self._text[part.start()] != '"':
                self._shape(part)
            elif self._opened and self._opened[-1].is_key_next:
                self._member(part, self._opened[-1])
        return "".join((*self._kept, self._text[self._place :]))

    def _shape(self, part: re.Match[str]) -> None:
        sign = part[0]
        if sign in {"[", "{"}:
            self._opened.append(_Opened(sign == "{", sign == "{", part.end()))
        elif sign in {"]", "}"}:
            self._opened.pop()
        elif sign == ",":
            within = self._opened[-1]
            within.is_key_next = within.is_object
            if within.has_members:
                within.end = part.start()

    def _member(self, part: re.Match[str], within: _Opened) -> None:
        within.is_key_next = False
        name = _name(part[0])
        if not self._is_hidden(name):
            within.has_members = True
            return
        start = next(self._parts).end()
        behind = _behind_value(self._parts)
        end = behind.start()
        shown = self._hide(name, self._text[start:end].strip())
        if shown is not None:
            self._kept += (self._text[self._place : start], shown)
            within.has_members = True
        else:
            self._kept.append(self._text[self._place : within.end])
            if behind[0] == "," and not within.has_members:
                # With nothing before it, the comma goes, too.
                end = within.end = behind.end()
        self._place = end
        self._shape(behind)


def _name(text: str) -> str:
    name: str = json.loads(text) if "\\" in text else text[1:-1]
    return name


def _behind_value(parts: Iterator[re.Match[str]]) -> re.Match[str]:
    """The comma or brace behind the value that comes next."""
    depth = 0
    for part in parts:
        sign = part[0]
        if depth == 0 and sign in {",", "}"}:
            return part
        depth += (sign in {"[", "{"}) - (sign in {"]", "}"})
    raise AssertionError("a member has no end")

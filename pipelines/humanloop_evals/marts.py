"""The files of sql/marts as data: one view each, described in its own header.

A header is comments before the select: what one row is, on the first line and as many more as that
takes; `-- Key: a, b`; an empty one; then `-- column: description` for each column, in order.
Descriptions go on in lines that are indented.
"""

import re
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter

from humanloop_evals.sql_files import sql_files

_KEY = "Key: "
_COLUMN = re.compile(r"([a-z0-9_]+): (.+)")
_COMMENT = re.compile(r"--[^\n]*")
_VIEW = re.compile(r"\bmarts\.(\w+)")


@dataclass(frozen=True, slots=True)
class View:
    """A view of the published database.

    Attributes:
        name: Its file's stem.
        grain: What one row is, and what the view is for.
        key: The columns that tell rows apart.
        columns: The description of each column, in the view's order.
        select: The statement, as portable SQL that names tables with their schema.
        needs: The views that it reads.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    columns: dict[str, str]
    select: str
    needs: tuple[str, ...]


@cache
def read_views() -> tuple[View, ...]:
    """All views, each behind those that it needs."""
    views = {
        name: _read(name, path.read_text(encoding="utf-8"))
        for name, path in sql_files("marts").items()
    }
    order = TopologicalSorter({name: view.needs for name, view in views.items()}).static_order()
    return tuple(views[name] for name in order)


def _read(name: str, text: str) -> View:
    lines = text.splitlines()
    length = next(n for n, line in enumerate(lines) if not line.startswith("--"))
    about, key, columns = _header([line.removeprefix("--") for line in lines[:length]])
    select = "\n".join(lines[length:])
    # Sorted, so that the order of all views is the same in every process.
    needs = tuple(sorted(set(_VIEW.findall(_COMMENT.sub("", select)))))
    return View(name, about, key, columns, select, needs)


def _header(lines: list[str]) -> tuple[str, tuple[str, ...], dict[str, str]]:
    about: list[str] = []
    key: tuple[str, ...] = ()
    columns: dict[str, str] = {}
    for line in lines:
        text = line.strip()
        column = _COLUMN.fullmatch(text) if line.startswith(" ") and line[1:2] != " " else None
        if text.startswith(_KEY):
            key = tuple(text.removeprefix(_KEY).split(", "))
        elif column is not None:
            columns[column[1]] = column[2]
        elif columns and text:
            last = next(reversed(columns))
            columns[last] += f" {text}"
        elif text:
            about.append(text)
    return " ".join(about), key, columns

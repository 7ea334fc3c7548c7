"""How the dashboard shows things. Text from the data stays text: none of it is markup or a link."""

import base64
import html
from collections.abc import Callable, Sequence
from typing import Any

import marimo as mo
import pandas as pd

from plots import Chart, shorten

_ROWS_OF_A_PAGE = 8
_LONGEST = 60
_BOX = (
    "white-space: pre-wrap; overflow-wrap: anywhere; max-height: 24rem; overflow: auto; "
    "border: 1px solid #c8c8c8; border-radius: 4px; padding: 0.5rem; font-size: 0.8rem"
)


def picture(chart: Chart) -> mo.Html:
    """A chart, as wide as the page lets it be, with its words for those who can't see it.

    It is inside the page: a file that marimo serves may be gone, after another choice, while the
    browser still fetches it.
    """
    data = base64.b64encode(chart.png()).decode()
    return mo.Html(
        f'<img src="data:image/png;base64,{data}" alt="{html.escape(chart.says)}" '
        f'style="width: 980px; max-width: 100%">'
    )


def choice(label: str, names: Sequence[str], values: Sequence[str]) -> mo.ui.dropdown:
    """A list to choose from, the first chosen; empty where there is nothing."""
    options = dict(zip(names, values, strict=True))
    first = next(iter(options), None)
    return mo.ui.dropdown(options, value=first, label=label)


def table(rows: pd.DataFrame, *, empty: str, selection: str | None = None) -> mo.ui.table | mo.Html:
    """Rows to page through, or a sentence where there are none."""
    if rows.empty:
        return sentence(empty)
    return mo.ui.table(
        rows.reset_index(drop=True),
        selection=selection,
        initial_selection=[0] if selection else None,
        page_size=_ROWS_OF_A_PAGE,
        pagination=len(rows) > _ROWS_OF_A_PAGE,
        show_column_summaries=False,
        show_data_types=False,
        show_download=False,
        show_search=False,
        format_mapping=_formats(rows),
    )


def _formats(rows: pd.DataFrame) -> dict[str, Callable[[Any], str | mo.Html]]:
    """Numbers and times with the digits that people read; texts as what they are.

    The table would show a text that is the address of a picture as that picture.
    """
    numbers = dict.fromkeys(rows.select_dtypes("floating"), _number)
    times = dict.fromkeys(rows.select_dtypes("datetimetz"), _time)
    return numbers | times | dict.fromkeys(rows.select_dtypes(["object", "string"]), _text)


def _number(value: float | None) -> str:
    return "" if pd.isna(value) else f"{value:.3g}"


def _text(value: object) -> mo.Html:
    return mo.Html(
        "" if pd.isna(value) else f"<span>{html.escape(shorten(value, _LONGEST))}</span>"
    )


def _time(value: pd.Timestamp | None) -> str:
    return "" if pd.isna(value) else f"{value:%Y-%m-%d %H:%M}"


def sentence(text: str) -> mo.Html:
    """A sentence that may name things of the data."""
    return mo.Html(f"<p>{html.escape(text)}</p>")


def texts(named: dict[str, object]) -> mo.Html:
    """Texts side by side, each in a box with its name."""
    boxes = "".join(
        f"<div style='flex: 1 1 20rem; min-width: 0'><b>{html.escape(name)}</b>"
        f"<div style='{_BOX}'>{_inside(text)}</div></div>"
        for name, text in named.items()
    )
    return mo.Html(f"<div style='display: flex; flex-wrap: wrap; gap: 1rem'>{boxes}</div>")


def _inside(text: object) -> str:
    return "<i>nothing, or not loaded</i>" if pd.isna(text) else html.escape(str(text))

"""How the dashboard shows texts of the data."""

import pandas as pd

import page

MARKUP = "<img src='https://elsewhere.example/a.png'> & more"
ESCAPED = "&lt;img src=&#x27;https://elsewhere.example/a.png&#x27;&gt; &amp; more"


def test_page_escapes_texts() -> None:
    """In boxes, in sentences, and in the cells of tables, which would draw pictures."""
    cell = page._formats(pd.DataFrame({"output": [MARKUP]}))["output"](MARKUP)
    shown = [page.texts({MARKUP: MARKUP}), page.sentence(MARKUP), cell]

    assert [(MARKUP in html.text, html.text.count(ESCAPED)) for html in shown] == [
        (False, 2),
        (False, 1),
        (False, 1),
    ]


def test_page_says_what_is_not_loaded() -> None:
    """A redacted text is not an empty one."""
    assert "nothing, or not loaded" in page.texts({"output": None}).text


def test_page_says_why_a_table_is_empty() -> None:
    """A sentence instead of a head without rows."""
    assert page.table(pd.DataFrame({"n": []}), empty="There are none.").text == (
        "<p>There are none.</p>"
    )


def test_page_has_nothing_to_choose_where_there_is_nothing() -> None:
    """The first is chosen where there is one."""
    chosen = [page.choice("Run", names, names).value for names in (["rn_1", "rn_2"], [])]

    assert chosen == ["rn_1", None]

"""The report is one well-made page that needs nothing but itself."""

import re
from pathlib import Path

import duckdb

from humanloop_evals.report import write_report
from report.parsed import Element

SECTIONS = ["verdicts", "leaderboards", "regressions", "cost", "judges", "data"]
# What would make a browser ask for something, or run something.
FETCHING = {"src", "srcset", "background", "poster", "data", "action", "formaction", "ping"}
FORBIDDEN = {"script", "iframe", "object", "embed", "img", "form", "base", "audio", "video", "use"}


def test_report_has_its_sections_in_order(sandbox_page: Element) -> None:
    """Verdicts come first; the head of the page leads to each."""
    links = [link.attributes["href"] for link in sandbox_page.one("nav").all("a")]

    assert [section.attributes["id"] for section in sandbox_page.all("section")] == SECTIONS
    assert links == [f"#{name}" for name in SECTIONS]
    assert len(sandbox_page.all("h1")) == 1
    assert all(section.one("h2").text for section in sandbox_page.all("section"))


def test_report_asks_for_nothing(sandbox_page: Element) -> None:
    """No element or attribute that loads or runs anything, and a policy that forbids it."""
    elements = list(sandbox_page.every())
    (icon,) = sandbox_page.all("link")
    policy = [
        meta.attributes["content"]
        for meta in sandbox_page.all("meta")
        if meta.attributes.get("http-equiv") == "Content-Security-Policy"
    ]

    assert {element.tag for element in elements} & FORBIDDEN == set()
    assert {name for element in elements for name in element.attributes} & FETCHING == set()
    assert icon.attributes == {"rel": "icon", "href": "data:,"}
    assert len(policy) == 1
    assert (policy[0] or "").startswith("default-src 'none'; style-src 'sha256-")
    assert re.search(r"url\(|@import|http", sandbox_page.one("style").text) is None


def test_report_links_only_within_itself_and_to_evaluations(
    loaded: Path, sandbox_page: Element
) -> None:
    """Every inner link has its target, every outer one is the page of an evaluation."""
    with duckdb.connect(str(loaded / "humanloop_sandbox.duckdb"), read_only=True) as connection:
        rows = connection.execute("select url from humanloop.evaluations").fetchall()
    ids = [e.attributes["id"] for e in sandbox_page.every() if "id" in e.attributes]
    links = {link.attributes["href"] or "" for link in sandbox_page.all("a")}
    outer = {link for link in links if not link.startswith("#")}

    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links - outer} <= set(ids)
    assert outer
    assert outer <= {url for (url,) in rows}


def test_report_says_verdicts_in_words(sandbox_page: Element) -> None:
    """Colours are never the only sign."""
    chips = {
        kind: {chip.text for chip in sandbox_page.all("span", "chip") if kind in chip.classes}
        for kind in ("regression", "improvement", "inconclusive", "flaky", "frontier")
    }

    assert chips == {
        "regression": {"▼regression", "▼regressions"},
        "improvement": {"▲improvement", "▲improvements"},
        "inconclusive": {"●inconclusive"},
        "flaky": {"≈flaky"},
        "frontier": {"●frontier"},
    }


def test_report_draws_inside_its_drawings(sandbox_page: Element) -> None:
    """No place is beyond an edge, and none is no number."""
    places = {
        value
        for svg in sandbox_page.all("svg")
        for element in svg.every()
        for name, value in element.attributes.items()
        if name in {"x", "x1", "x2", "cx"} and value is not None and value.endswith("%")
    }

    assert places
    assert [place for place in places if not 0 <= float(place[:-1]) <= 100] == []


def test_report_is_the_same_each_time(loaded: Path, sandbox_report: Path, tmp_path: Path) -> None:
    """The same database, the same bytes."""
    again = tmp_path / "again.html"
    write_report(loaded / "humanloop_sandbox.duckdb", again)

    assert again.read_bytes() == sandbox_report.read_bytes()


def test_report_fits_into_a_mail(sandbox_report: Path) -> None:
    """Two dozen evaluations take about a megabyte."""
    assert sandbox_report.stat().st_size < 3_000_000

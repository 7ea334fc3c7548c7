"""The report in a browser: it says nothing, asks for nothing, and shows everything it has."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from browser import Visit, visit

pytestmark = pytest.mark.slow

PAPER = {"light": "rgb(255, 255, 255)", "dark": "rgb(21, 24, 28)"}
PHONE = {"width": 390, "height": 844}
LOUD = "<!DOCTYPE html><script>console.error('heard')</script><img src='http://x.example/i.png'>"
CHARTS = """() => [...document.querySelectorAll('svg')].map(e => e.getBoundingClientRect())
  .map(box => [box.width, box.height])"""
# Texts whose box is wider than what is seen of it, and that nothing lets one scroll to.
CUT_OFF = """() => [...document.querySelectorAll('main *')].filter(e =>
  e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === 'hidden'
).map(e => e.outerHTML.slice(0, 80))"""


@pytest.fixture
def visited(chromium: str) -> Iterator[Visit]:
    """An empty page."""
    with visit(chromium) as opened:
        yield opened


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_browser_shows_the_report(visited: Visit, sandbox_report: Path, scheme: str) -> None:
    """In light and dark: one request, silence, the right paper, and charts on it."""
    page = visited.page
    page.emulate_media(color_scheme=scheme)
    page.goto(sandbox_report.as_uri())
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    charts = page.evaluate(CHARTS)

    assert visited.requests == [sandbox_report.as_uri()]
    assert visited.errors == []
    assert paper == PAPER[scheme]
    assert charts
    assert min(chain.from_iterable(charts)) > 8


def test_report_fits_a_phone(visited: Visit, sandbox_report: Path) -> None:
    """The page is no wider than the screen, and no text is cut off."""
    page = visited.page
    page.set_viewport_size(PHONE)
    page.goto(sandbox_report.as_uri())

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(CUT_OFF) == []


def test_browser_would_be_heard(visited: Visit, tmp_path: Path) -> None:
    """A page that says something and asks for something is noticed."""
    loud = tmp_path / "loud.html"
    loud.write_text(LOUD, encoding="utf-8")
    visited.page.goto(loud.as_uri())

    assert "http://x.example/i.png" in visited.requests
    assert "heard" in visited.errors

"""Whatever the data says, it stays text."""

import pytest

from humanloop_evals.report.words import web_address
from marts.given import Given
from report.filled import Filled
from report.parsed import Element

SCRIPT = "<script>alert('read')</script>"
ATTRIBUTE = '" onmouseover="alert(1)" x="'
MARKUP = "</style></blockquote><img src=x onerror=alert(1)>{{ 7 * 7 }}{% raw %}&lt;"


def hostile(given: Given) -> None:
    """A regression in which every name and text is an attack."""
    given.evaluation(name=f"Evaluation {SCRIPT}", url="javascript:alert(1)")
    given.dataset("dsv_1", 3, listed=3)
    for number in range(1, 31):
        given.row(
            "datapoints",
            datapoint_id=f"dp_{number}",
            inputs={f"{SCRIPT}": f"{MARKUP} {number}", "list": [ATTRIBUTE]},
            messages=[{"role": SCRIPT, "content": ATTRIBUTE}],
            target={"answer": SCRIPT},
        )
    given.version("prv_0", version_name=f"first {ATTRIBUTE}", model=SCRIPT, path=f"a/{SCRIPT}")
    given.version("prv_1", version_name=f"second {MARKUP}", model=MARKUP)
    for run_id, version_id in (("rn_0", "prv_0"), ("rn_1", "prv_1")):
        given.run(
            run_id, control=run_id == "rn_0", version_id=version_id, dataset_version_id="dsv_1"
        )
        for number in range(1, 31):
            given.log(run_id, number, output=f"{run_id} {SCRIPT}", error=MARKUP)
    given.evaluator("evv_1", name=f"Judge {SCRIPT}")
    given.judged("rn_0", "evv_1", [True] * 30)
    given.judged("rn_1", "evv_1", [False] * 20 + [True] * 10)


@pytest.fixture
def page(filled: Filled) -> Element:
    """The report on it."""
    filled.put(hostile, origin=f"https://{SCRIPT}", exit_code=4, message=MARKUP)
    return filled.report()


def test_report_keeps_markup_as_text(page: Element) -> None:
    """No element and no attribute comes from the data; the texts are all there."""
    elements = list(page.every())
    attributes = {name for element in elements for name in element.attributes}

    assert [element for element in elements if element.tag in {"script", "img"}] == []
    assert [name for name in attributes if name.startswith("on") or name in {"x", "style"}] == ["x"]
    assert {e.tag for e in elements if "x" in e.attributes} == {"text"}
    assert f"Evaluation {SCRIPT}" in page.one("h1").text
    for text in (SCRIPT, ATTRIBUTE.strip(), MARKUP):
        assert text in page.one("main").text


def test_report_does_not_link_to_what_is_no_web_address(page: Element) -> None:
    """A link leads within the page."""
    links = [link.attributes["href"] or "" for link in page.all("a")]

    assert [link for link in links if not link.startswith("#")] == []


@pytest.mark.parametrize(
    ("url", "is_linked"),
    [
        ("https://app.example.com/project/pr_1?x=1#y", True),
        ("http://127.0.0.1:8787/", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT://x/%0Aalert(1)", False),
        ("data:text/html,x", False),
        ("//app.example.com/", False),
        ("/project/pr_1", False),
        ("https:", False),
        ("https://[x", False),
        (" https://app.example.com/", False),
        ("java\nscript:alert(1)", False),
        ("", False),
        (None, False),
    ],
)
def test_report_links_to_the_web_only(url: str | None, is_linked: bool) -> None:  # noqa: FBT001
    """Http and https with a host are links, anything else is none."""
    assert web_address(url) == (url if is_linked else None)


def test_report_shows_characters_that_html_cannot_hold(filled: Filled) -> None:
    """NUL and its like become pictures; a direction that turns text around stays in its name."""
    filled.put(lambda given: given.evaluation(name="a\x00b\x1bc\u202ed"))
    page = filled.report()

    assert page.one("h1").text == "a\u2400b\u241bc\u202ed"
    assert [child.tag for child in page.one("h1").children if isinstance(child, Element)] == ["bdi"]

"""The dashboard in Chromium, over data whose texts would like to be more than text."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pytest
from playwright.sync_api import Page

import dashboard
from browser import Visit, visit
from notebooks.marimo_server import serve_dashboard

pytestmark = pytest.mark.slow

ADDRESS = "https://elsewhere.example/a.png"
MARKUP = f'<img src="{ADDRESS}"><script>document.title = "broken"</script>![a]({ADDRESS})'
# Computing a page takes seconds of CPU, and the tests share theirs.
PATIENCE_MILLISECONDS = 90_000


@pytest.fixture
def visited(loaded: Path, tmp_path: Path, chromium: str) -> Iterator[Visit]:
    """The dashboard of the sandbox, with addresses of pictures and markup among its texts."""
    database = tmp_path / "hostile.duckdb"
    shutil.copy(loaded / "humanloop_sandbox.duckdb", database)
    with duckdb.connect(database) as connection:
        connection.execute("update humanloop.logs set output = $address", {"address": ADDRESS})
        connection.execute(
            "update humanloop.versions set version_name = $markup where type = 'prompt'",
            {"markup": MARKUP},
        )
    with serve_dashboard(database, tmp_path) as url, visit(chromium) as opened:
        opened.page.set_default_timeout(PATIENCE_MILLISECONDS)
        opened.page.goto(url)
        opened.page.get_by_text("Every evaluation is as new").wait_for()
        yield opened


def test_dashboard_follows_choices_and_keeps_to_itself(visited: Visit) -> None:
    """Another evaluator, another chart; texts stay texts; nothing leaves the machine."""
    page = visited.page
    choose(page, "Evaluation", "Order lookup")
    page.get_by_alt_text("Leaderboard of Order lookup").wait_for()
    first = chart(page, "Leaderboard")
    choose(page, "Evaluator", "Tone")
    page.get_by_alt_text("Leaderboard of Order lookup by Tone").wait_for()
    page.get_by_text(ADDRESS, exact=True).first.wait_for()

    assert chart(page, "Leaderboard") != first
    assert page.title() == "Humanloop evaluations"
    assert visited.errors == []
    assert {urlsplit(address).hostname for address in visited.requests} == {"127.0.0.1"}


def test_dashboard_says_what_to_do_without_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence, and nothing below it."""
    monkeypatch.setenv("HUMANLOOP_EVALS_DATABASE", str(tmp_path / "none.duckdb"))
    outputs, _ = dashboard.app.run()
    shown = [output.text for output in outputs if output is not None]

    assert len(shown) == 1
    assert (
        "none.duckdb. Run `humanloop-evals sync`, or `humanloop-evals sync --sandbox`" in shown[0]
    )


def chart(page: Page, beginning: str) -> str | None:
    """The picture of which the words begin so."""
    return page.locator(f"img[alt^='{beginning}']").get_attribute("src")


def choose(page: Page, label: str, option: str) -> None:
    """Choose from the list of that name."""
    page.get_by_label(label, exact=True).select_option(option)

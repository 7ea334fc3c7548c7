"""How the notebooks find and read the published file."""

from pathlib import Path

import duckdb
import pytest

import published as module
from published import NoAnswer, Published, open_published


@pytest.fixture(autouse=True)
def away_from_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable is set, and nothing lies above the notebooks."""
    monkeypatch.delenv("HUMANLOOP_EVALS_DATABASE", raising=False)
    monkeypatch.setattr(module, "_ABOVE", tmp_path / "above")


def test_published_is_the_sandbox_where_nothing_else_is(loaded: Path) -> None:
    """The folder in which `sync --sandbox` has run needs no settings."""
    published = open_published(loaded)

    assert published.path == loaded / "humanloop_sandbox.duckdb"
    assert published.age().startswith("The data is ")
    assert "read from sandbox on " in published.age()


def test_published_prefers_what_is_configured(
    loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the variable set, no other file is looked for."""
    monkeypatch.setenv("HUMANLOOP_EVALS_DATABASE", str(tmp_path / "mine.duckdb"))

    with pytest.raises(NoAnswer, match=r"There is no .*mine.duckdb. Run `humanloop-evals sync`"):
        open_published(loaded)


def test_published_shows_a_sentence_instead_of_a_traceback(tmp_path: Path) -> None:
    """Jupyter asks the error how to be shown."""
    with pytest.raises(NoAnswer) as caught:
        open_published(tmp_path)

    assert caught.value._render_traceback_() == [str(caught.value)]


def test_published_says_which_views_are_missing(tmp_path: Path) -> None:
    """A file of another tool, or of an older version, is named at once."""
    path = tmp_path / "humanloop_sandbox.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("create schema marts")

    with pytest.raises(NoAnswer, match=r"lacks views \(.*leaderboard.*\): another version"):
        open_published(tmp_path)


def test_published_rows_take_parameters_and_names_without_schema(loaded: Path) -> None:
    """Tables, views and named queries; times are in UTC."""
    published = open_published(loaded)
    rows = published.rows(
        "select name, created_at from evaluations where name = $name", name="Order lookup"
    )

    assert rows.name.tolist() == ["Order lookup"]
    assert str(rows.created_at.dt.tz) == "UTC"
    assert "german" in set(published.rows("segments_against_control").segment)


def test_published_says_what_is_wrong_with_a_query(loaded: Path) -> None:
    """DuckDB's own words, without where it happened in this code."""
    with pytest.raises(NoAnswer, match=r"The query can't be run: .*no_such_table"):
        Published(loaded / "humanloop_sandbox.duckdb").rows("select * from no_such_table")

"""The files of the views: described exactly, portable, and in an order that works."""

import re
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

import command
from humanloop_evals.marts import View, read_views
from marts.engines import PORTABLE, DuckDB

VIEWS = read_views()
# What one of DuckDB, PostgreSQL and Spark does not know, or understands otherwise.
FORBIDDEN = {
    "::": "cast(x as date)",
    r"->": "load what is needed into a column",
    r"\bjson\w*\s*\(": "load what is needed into a column",
    r"\bqualify\b": "a condition around a window",
    r"\b(group|order) by all\b": "names",
    r"\bselect \*": "names",
    r"\bdouble precision\b": "* 1e0: Spark knows no other name of double than double",
    r"\bvarchar\b|\btext\b(?! )": "no cast to text",
    r"\btimestamp with\b": "no cast to timestamp",
    r"\bepoch\b": "duration_seconds",
    r"\bround\s*\(": "round where it is shown",
    r"\busing\s*\(": "on",
    r"\bcross join\b": "inner join on true: a copied file takes it for a comma",
    r"\b(string_agg|listagg|array_agg)\b": "rows",
    r"\b(now|current_date|current_timestamp|today)\b": "marts.last_sync",
    r"\bat time zone\b": "cast(x as date)",
    r"\bfilter \(where [^)]*\) over\b": "sum(case ..) over",
    r"\b(approx\w*|quantile\w*|median|mode)\s*\(": "percentile_cont",
    r"\b(if|iff|ifnull|nvl)\s*\(": "case, coalesce",
    r" //? 0\b": "nullif",
}


def code(view: View) -> str:
    """A view without comments and texts."""
    return re.sub(r"'[^']*'", "''", re.sub(r"--[^\n]*", "", view.select))


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    """A database with all views."""
    return DuckDB().connection


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_view_describes_exactly_its_columns(
    view: View, connection: duckdb.DuckDBPyConnection
) -> None:
    """In their order, each with a sentence; the key is made of some of them."""
    columns = [row[0] for row in connection.execute(f"describe marts.{view.name}").fetchall()]
    unfinished = [name for name, text in view.columns.items() if not text.endswith(".")]

    assert list(view.columns) == columns
    assert (unfinished, view.grain[:7], view.grain[-1]) == ([], "One row", ".")
    assert view.key
    assert set(view.key) <= set(columns)


@pytest.mark.parametrize("view", PORTABLE, ids=lambda view: view.name)
def test_view_is_portable(view: View) -> None:
    """It says nothing that one of the engines does not say."""
    found = {pattern: FORBIDDEN[pattern] for pattern in FORBIDDEN if re.search(pattern, code(view))}

    assert found == {}


def order_terms(sql: str) -> list[list[str]]:
    """The words of every term that windows are ordered by."""
    words = re.findall(r"[\w.]+|[(),]", sql)
    found: list[list[str]] = []
    for start, pair in enumerate(pairwise(words)):
        if pair != ("order", "by") or words[start - 2 : start] == ["group", "("]:
            continue
        depth, term = 0, []
        for word in words[start + 2 :]:
            depth += {"(": 1, ")": -1}.get(word, 0)
            if depth < 0:
                break
            if word == "," and depth == 0:
                found.append(term)
                term = []
            else:
                term.append(word)
        found.append(term)
    return found


@pytest.mark.parametrize("view", PORTABLE, ids=lambda view: view.name)
def test_view_orders_nulls_last(view: View) -> None:
    """Engines differ in where nulls are, unless they are told."""
    assert [term for term in order_terms(code(view)) if term[-2:] != ["nulls", "last"]] == []


def test_views_are_few_that_only_duckdb_can_make() -> None:
    """Those of the ledger and of the catalogue."""
    assert {view.name for view in VIEWS} - {view.name for view in PORTABLE} == {
        "control_history",
        "data_dictionary",
        "run_status_history",
    }


def test_views_come_behind_what_they_need() -> None:
    """Whatever their names."""
    seen: set[str] = set()
    for view in VIEWS:
        assert set(view.needs) <= seen
        seen.add(view.name)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_views_are_the_same_in_every_process(seed: str, tmp_path: Path) -> None:
    """Their order, too: a digest of them decides whether a sync makes them anew."""
    code = "from humanloop_evals.marts import read_views; print(repr(read_views()))"
    done = command.run(folder=tmp_path, code=code, PYTHONHASHSEED=seed)

    assert done.out.removesuffix("\n") == repr(VIEWS)


def test_views_bear_no_reserved_words() -> None:
    """See the declarations of the tables, whose test knows the words."""
    from tables.test_declarations import POSTGRESQL, SPARK, duckdb_reserved  # noqa: PLC0415

    names = {view.name for view in VIEWS} | {name for view in VIEWS for name in view.columns}

    assert names & (duckdb_reserved() | POSTGRESQL | SPARK) == set()

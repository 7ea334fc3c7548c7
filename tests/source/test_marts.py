"""The views on what the source loads: the same on PostgreSQL as on DuckDB."""

import math
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import dlt
import duckdb
import pytest

import humanloop_evals_pipeline
from humanloop_evals.marts import View
from humanloop_evals.sandbox import Account
from humanloop_evals.views import create_views
from marts.engines import PORTABLE, open_postgres
from source.pipelines import pipeline_into

Row = Sequence[Any]

# What tells when it was loaded.
OF_THE_LOAD = ("synced_at", "read_at", "_days", "days_behind")


def by_key(view: View, rows: list[Row]) -> dict[tuple[str, ...], Row]:
    """The rows by their keys."""
    places = [list(view.columns).index(name) for name in view.key]
    return {tuple(str(row[place]) for place in places): row for row in rows}


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are the same; numbers to a billionth."""
    if isinstance(one, float | Decimal) or isinstance(other, float | Decimal):
        if one is None or other is None:
            return one is other
        return math.isclose(float(one), float(other), rel_tol=1e-9, abs_tol=1e-9)
    return bool(one == other)


@pytest.fixture
def engines(served: Account, postgres: str, tmp_path: Path) -> Any:
    """Both engines, with the same account loaded by the same source and with the views."""
    assert served.evaluations
    path = tmp_path / "x.duckdb"
    other = open_postgres(postgres, "loaded_by_the_source")
    other.autocommit = True
    url = postgres.replace("/postgres?", "/loaded_by_the_source?")
    humanloop_evals_pipeline.run(
        pipeline_into(dlt.destinations.duckdb(str(path)), tmp_path / "a", name="to_duckdb")
    )
    humanloop_evals_pipeline.run(
        pipeline_into(dlt.destinations.postgres(url), tmp_path / "b", name="to_postgres")
    )
    with duckdb.connect(str(path)) as first, other.cursor() as cursor:
        first.execute("set timezone = 'UTC'")
        create_views(first.execute, PORTABLE)
        create_views(cursor.execute, PORTABLE)
        # As its own daemon would do after a while.
        cursor.execute("analyze")
        yield first, cursor
    other.close()


def test_views_are_the_same_on_postgres(engines: Any) -> None:
    """Every row of every view, JSON and the times of the two loads apart."""
    first, cursor = engines
    for view in PORTABLE:
        if view.name == "last_sync":
            continue
        names = [
            name
            for name, kind, *_ in first.execute(f"describe marts.{view.name}").fetchall()
            if kind != "JSON"
            and not name.endswith(("synced_at", "read_at", "_days", "days_behind"))
        ]
        statement = f"select {', '.join(names)} from marts.{view.name}"
        shown = View(view.name, "", view.key, dict.fromkeys(names, ""), "", ())
        one = by_key(shown, first.execute(statement).fetchall())
        cursor.execute(statement)
        two = by_key(shown, cursor.fetchall())
        differing = [
            (view.name, key, name, one[key][place], two[key][place])
            for key in one.keys() & two.keys()
            for place, name in enumerate(names)
            if not is_same(one[key][place], two[key][place])
        ]

        assert one.keys() == two.keys(), view.name
        assert differing == []

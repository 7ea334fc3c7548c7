"""The views on what the source loads: the same on PostgreSQL as on DuckDB."""

import json
import math
from collections.abc import Iterator, Sequence
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

pytestmark = pytest.mark.slow

Row = dict[str, Any]

# The two loads are seconds apart: both shall say that they began at the same time.
SAME_TIMES = (
    "update humanloop.evaluations set last_synced_at = '2026-01-01 00:00:00+00'",
    "update humanloop.evaluation_log_reads set read_at = '2026-01-01 00:00:00+00'",
)


def rows_of(engine: Any, view: View) -> dict[tuple[str, ...], Row]:
    """All rows of a view by their keys."""
    engine.execute(f"select {', '.join(view.columns)} from marts.{view.name}")
    rows = [dict(zip(view.columns, row, strict=True)) for row in engine.fetchall()]
    found = {tuple(str(row[name]) for name in view.key): row for row in rows}
    assert len(found) == len(rows), f"{view.name} has a key twice"
    return found


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are the same; numbers to a billionth, JSON whatever its spaces."""
    if one is None or other is None:
        return one is other
    if isinstance(one, float | Decimal) or isinstance(other, float | Decimal):
        return math.isclose(float(one), float(other), rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(other, dict | list) and isinstance(one, str):
        return bool(json.loads(one) == other)
    return bool(one == other)


def differences(engines: Sequence[Any], view: View) -> list[tuple[Any, ...]]:
    """Rows that one engine has alone, and values that are not the same."""
    one, two = (rows_of(engine, view) for engine in engines)
    return [
        *((key, "is in one only") for key in sorted(one.keys() ^ two.keys())),
        *(
            (key, name, one[key][name], two[key][name])
            for key in sorted(one.keys() & two.keys())
            for name in view.columns
            if not is_same(one[key][name], two[key][name])
        ),
    ]


@pytest.fixture
def engines(served: Account, postgres: str, tmp_path: Path) -> Iterator[tuple[Any, Any]]:
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
        for engine in (first, cursor):
            for statement in SAME_TIMES:
                engine.execute(statement)
            create_views(engine.execute, PORTABLE)
        # As its own daemon would do after a while.
        cursor.execute("analyze")
        yield first, cursor
    other.close()


def test_views_are_the_same_on_postgres(engines: tuple[Any, Any]) -> None:
    """Every column of every row of every view; none is the same for want of rows."""
    differing = {view.name: differences(engines, view) for view in PORTABLE}
    empty = [view.name for view in PORTABLE if not rows_of(engines[0], view)]

    assert {name: found for name, found in differing.items() if found} == {}
    assert empty == []

    # What is not the same is noticed: a score, a text, and a row.
    engines[1].execute("update humanloop.judgments set judgment_number = judgment_number + 1e-6")
    engines[1].execute("update humanloop.datapoints set inputs = '{}'")
    engines[1].execute("delete from humanloop.versions where type = 'evaluator'")
    noticed = {view.name for view in PORTABLE if differences(engines, view)}
    assert {"run_scores", "flipped_datapoints", "evaluators"} <= noticed

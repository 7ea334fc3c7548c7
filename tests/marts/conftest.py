"""The engines that views are tried on."""

from collections.abc import Iterator
from functools import cache

import pytest

from marts.engines import DuckDB, Engine, Postgres, undone
from marts.given import Given


@cache
def _duckdb() -> DuckDB:
    return DuckDB()


@cache
def _postgres(url: str) -> Postgres:
    return Postgres(url, "given_rows")


@pytest.fixture(params=["duckdb", "postgres"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Tables and views without rows, on each engine."""
    if request.param == "duckdb":
        made: Engine = _duckdb()
    else:
        made = _postgres(request.getfixturevalue("postgres"))
    with undone(made) as clean:
        yield clean


@pytest.fixture
def given(engine: Engine) -> Given:
    """Rows to be given, on each engine."""
    return Given(engine)

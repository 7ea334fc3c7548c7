"""DuckDB's memory: little where texts are short, never too little for those that there are."""

from pathlib import Path

import duckdb
import pytest

from humanloop_evals.database import connect, fetch_all, limit_memory, memory, with_enough_memory
from humanloop_evals.sync import sync
from sync.accounts import make_job, small_account, version_of

LONG = 30_000_000
HUNGRY = "select count(distinct md5(i::varchar)) from range($rows) r(i)"


def limit_of(connection: duckdb.DuckDBPyConnection) -> float:
    """In MiB, as DuckDB shows it."""
    row = connection.execute("select current_setting('memory_limit')").fetchone()
    assert row is not None
    number, unit = row[0].split()
    return float(number) * {"MiB": 1, "GiB": 1024}[unit]


@pytest.mark.parametrize(
    ("length", "rows", "largest_batch", "expected"),
    [
        (0, 0, 0, 57.2),
        (0, 0, None, 76.3),
        (10, 5, None, 76.3),
        (1_000, 5_000, None, 90.6),
        (1_000, 50_000, None, 104.9),
        (1_000_000, 200, None, 262.3),
        (0, 0, 50_000_000, 200.3),
    ],
)
def test_memory_limit_follows_the_texts(
    tmp_path: Path, length: int, rows: int, largest_batch: int | None, expected: float
) -> None:
    """60 MB to load, 80 to compare, and three times the longest rows."""
    with connect(tmp_path / "side.duckdb") as connection:
        connection.execute("create schema humanloop")
        connection.execute("create table humanloop.logs (id varchar, output varchar, n bigint)")
        connection.execute(
            "insert into humanloop.logs select '', repeat('x', ?), i from range(?) r(i)",
            [length, rows],
        )
        limit_memory(connection, largest_batch=largest_batch)

        assert limit_of(connection) == pytest.approx(expected, abs=1.0)


def test_memory_limit_looks_into_tables_of_any_name(tmp_path: Path) -> None:
    """An analyst's own, and some without texts or rows."""
    with connect(tmp_path / "side.duckdb") as connection:
        connection.execute("create schema humanloop")
        connection.execute("create table humanloop.numbers as select 1 as n")
        connection.execute("create table humanloop.empty (id varchar)")
        connection.execute("""create table humanloop."My ""own"" table" ("A b" varchar)""")
        connection.execute(
            """insert into humanloop."My ""own"" table" values (repeat('x', 10_000_000))"""
        )
        limit_memory(connection)

        assert limit_of(connection) == pytest.approx((80 + 30) / 1.048576, abs=1.0)


def test_memory_limit_gives_way_where_it_is_too_low(tmp_path: Path) -> None:
    """Step by step, and no further than needed."""
    with connect(tmp_path / "side.duckdb") as connection:
        connection.execute("set memory_limit = '8 MB'")
        with pytest.raises(duckdb.OutOfMemoryException):
            connection.execute(HUNGRY, {"rows": 100_000}).fetchall()

        ((count,),) = fetch_all(connection, HUNGRY, {"rows": 100_000})

        assert count == 100_000
        assert 7.7 < limit_of(connection) < 100


def test_memory_limit_gives_way_no_further_than_usual(tmp_path: Path) -> None:
    """What would fail without a limit fails."""
    with connect(tmp_path / "side.duckdb") as connection:
        usual = limit_of(connection)
        connection.execute("set memory_limit = '8 MB'")
        limits: list[float] = []

        def never_enough() -> None:
            limits.append(limit_of(connection))
            raise duckdb.OutOfMemoryException

        with pytest.raises(duckdb.OutOfMemoryException):
            with_enough_memory(connection, never_enough)

        assert limits == sorted(limits)
        assert limits[-1] == pytest.approx(usual, rel=0.01)


def test_sync_is_not_lost_where_comparing_takes_more_memory_than_thought(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new check took twice the limit, and large accounts had no sync any more."""
    account = small_account()
    monkeypatch.setattr(memory, "_COMPARING", 5_000_000)
    outcome = sync(make_job(account, tmp_path / "evals.duckdb"))

    assert outcome.exit_code == 0


@pytest.mark.slow
def test_sync_loads_a_text_larger_than_the_usual_limit_allows(tmp_path: Path) -> None:
    """In the night that brings it and in the nights after it."""
    account = small_account()
    database = tmp_path / "evals.duckdb"
    version_of(account, "prv_1")["template"] = "x" * LONG
    sync(make_job(account, database))
    version_of(account, "prv_1")["tags"] = ["other"]
    sync(make_job(account, database))

    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(
            "select length(template) from humanloop.versions where version_id = 'prv_1'"
        ).fetchone()
    assert found == (LONG,)

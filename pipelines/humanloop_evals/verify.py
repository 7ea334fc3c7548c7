"""What was loaded against what was read, before anything is published."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import duckdb

from humanloop_evals.database import SCHEMA, Portion, fetch_all, portions_of, read_portions
from humanloop_evals.errors import VerificationFailed
from humanloop_evals.extract import Batch
from humanloop_evals.tables import SOURCE_TABLES, TABLES, Reference, Table, Type

_AS_TEXT = {Type.TEXT, Type.JSON}
_TABLES = {table.name: table for table in TABLES}
# Rows with this in their key are compared with others of the same evaluation only.
_EVALUATION = "evaluation_id"


@dataclass(frozen=True, slots=True)
class Content:
    """Rows, summed up so that their order does not matter.

    Attributes:
        rows: How many.
        checksum: Sum of the hashes of whole rows: every declared column takes part.
    """

    rows: int = 0
    checksum: int = 0


class Expected:
    """Sums up every batch that extraction hands on, with the same hash as the database has."""

    def __init__(self) -> None:
        self.contents: dict[str, Content] = {table.name: Content() for table in SOURCE_TABLES}

    def add(self, batch: Batch) -> None:
        """Add a batch."""
        for name, rows in batch.items():
            self._connection.register("batch", rows)
            added = _content(self._connection, _TABLES[name], "batch")
            self._connection.unregister("batch")
            before = self.contents[name]
            self.contents[name] = Content(
                before.rows + added.rows, before.checksum + added.checksum
            )

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(content.rows for content in self.contents.values())

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        # Opened with the first rows: nothing is read yet when this is made.
        # With two threads, sharing out ten thousand rows takes longer than hashing them.
        return duckdb.connect(":memory:", config={"threads": 1})


def verify(connection: duckdb.DuckDBPyConnection, expected: Expected, load_id: str | None) -> None:
    """Check a side file.

    Args:
        connection: The side file.
        expected: What extraction handed on.
        load_id: The load that wrote it; None when there was nothing to write.

    Raises:
        VerificationFailed: Naming every table and what is wrong with it.
    """
    portions = read_portions(connection)
    problems = [
        problem
        for table in SOURCE_TABLES
        for problem in _problems(
            connection, table, expected.contents[table.name], load_id, portions
        )
    ]
    if problems:
        raise VerificationFailed(
            "what was loaded is not what was read; nothing was published: " + "; ".join(problems)
        )


def _content(
    connection: duckdb.DuckDBPyConnection, table: Table, relation: str, where: str = "true"
) -> Content:
    columns = ", ".join(
        f"cast({column.name} as varchar)" if column.type in _AS_TEXT else column.name
        for column in table.all_columns
    )
    ((rows, checksum),) = fetch_all(
        connection,
        f"select count(*), coalesce(sum(hash({columns})), 0) from {relation} where {where}",
    )
    return Content(int(rows), int(checksum))


def _problems(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    expected: Content,
    load_id: str | None,
    portions: Sequence[Portion],
) -> Iterator[str]:
    ((rows,),) = fetch_all(connection, f"select count(*) from {SCHEMA}.{table.name}")
    if not rows and not expected.rows:
        # Most tables of an account without logs; each would take six statements.
        return
    yield from _content_problems(connection, table, expected, load_id)
    yield from _key_problems(connection, table, portions)
    yield from _reference_problems(connection, table, portions)


def _content_problems(
    connection: duckdb.DuckDBPyConnection, table: Table, expected: Content, load_id: str | None
) -> Iterator[str]:
    where = "false" if load_id is None else f"_dlt_load_id = '{load_id}'"
    loaded = _content(connection, table, f"{SCHEMA}.{table.name}", where)
    if loaded.rows != expected.rows:
        yield f"{table.name}: {expected.rows} rows read, {loaded.rows} loaded"
    elif loaded.checksum != expected.checksum:
        yield f"{table.name}: the {loaded.rows} rows loaded do not have the values that were read"


def _key_problems(
    connection: duckdb.DuckDBPyConnection, table: Table, portions: Sequence[Portion]
) -> Iterator[str]:
    key = ", ".join(table.key)
    has_null = " or ".join(f"{column} is null" for column in table.key)
    is_of_one = _EVALUATION in table.key
    repeated = missing = 0
    for portion in portions_of(connection, portions, table.name) if is_of_one else [Portion()]:
        ((more, without),) = fetch_all(
            connection,
            "select count(*) filter (where n > 1), "
            f"coalesce(sum(n) filter (where {has_null}), 0) from (select {key}, count(*) as n "
            f"from {SCHEMA}.{table.name} where {portion.holds(_EVALUATION)} group by {key})",
        )
        repeated += more
        missing += without
    if repeated:
        yield f"{table.name}: {repeated} values of ({key}) stand more than once"
    if missing:
        yield f"{table.name}: {missing} rows without ({key})"


def _reference_problems(
    connection: duckdb.DuckDBPyConnection, table: Table, portions: Sequence[Portion]
) -> Iterator[str]:
    for reference in table.references:
        if reference.optional:
            continue
        unresolved = _unresolved(connection, table, reference, portions)
        if unresolved:
            columns = ", ".join(reference.columns)
            yield (
                f"{table.name}.{columns}: {sum(count for count, _ in unresolved)} values, such as "
                f"{min(example for _, example in unresolved)!r}, that {reference.table} does not "
                "have"
            )


def _unresolved(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    reference: Reference,
    portions: Sequence[Portion],
) -> list[tuple[int, str]]:
    """How many there are in each portion that has any, and the least of them."""
    target = _TABLES[reference.table]
    pairs = list(zip(reference.columns, reference.keys or target.key, strict=True))
    matches = " and ".join(f"b.{theirs} = a.{ours}" for ours, theirs in pairs)
    present = " and ".join(f"a.{column} is not null" for column in reference.columns)
    is_of_one = (_EVALUATION, _EVALUATION) in pairs
    found = []
    for portion in portions_of(connection, portions, target.name) if is_of_one else [Portion()]:
        ours, theirs = portion.holds(f"a.{_EVALUATION}"), portion.holds(f"b.{_EVALUATION}")
        found += fetch_all(
            connection,
            f"select count(*), min(a.{reference.columns[0]}) from {SCHEMA}.{table.name} as a "
            f"where {present} and {ours} and not exists "
            f"(select 1 from {SCHEMA}.{target.name} as b where {matches} and {theirs})",
        )
    return [(int(count), str(example)) for count, example in found if count]

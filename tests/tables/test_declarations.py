"""The declarations against themselves: what one names, another one declares."""

import duckdb
import pytest

from api_objects import words
from humanloop_evals.tables import SOURCE_TABLES, TABLES, Column, Table

BY_NAME = {table.name: table for table in TABLES}
EVERY_COLUMN = [(table, column) for table in TABLES for column in table.all_columns]

# What duckdb_keywords() calls reserved, the others say in their manuals:
# pg_get_keywords() of PostgreSQL 15 with catcode R or T, and system_user of 16.
POSTGRESQL = words(
    "all analyse analyze and any array as asc asymmetric authorization binary both case cast "
    "check collate collation column concurrently constraint create cross current_catalog "
    "current_date current_role current_schema current_time current_timestamp current_user default "
    "deferrable desc distinct do else end except false fetch for foreign freeze from full grant "
    "group having ilike in initially inner intersect into is isnull join lateral leading left like "
    "limit localtime localtimestamp natural not notnull null offset on only or order outer "
    "overlaps placing primary references returning right select session_user similar some "
    "symmetric system_user table tablesample then to trailing true union unique user using "
    "variadic verbose when where window with"
)
# Reserved in the ANSI mode of Spark SQL, which is the default since 4.0.
SPARK = words(
    "all and any as authorization both case cast check collate column constraint create cross "
    "current_date current_time current_timestamp current_user distinct else end escape except "
    "execute false fetch filter for foreign from full grant group having in inner intersect into "
    "is join lateral leading left natural not null offset on only or order outer overlaps "
    "percentile_cont percentile_disc primary references right select session_user some sql table "
    "then time to trailing union unique unknown user using when where with within"
)


def columns(table: Table) -> set[str]:
    """The names of a table's columns."""
    return set(table.names)


def test_tables_have_names_of_their_own() -> None:
    """No two tables bear one name, and no two columns of a table."""
    names = [table.name for table in TABLES]
    repeated = [table.name for table in TABLES if len(set(table.names)) < len(table.names)]

    assert len(names) == len(set(names))
    assert repeated == []


def test_keys_name_columns_of_their_table() -> None:
    """Every key has a column, and every column of it exists."""
    wrong = [table.name for table in TABLES if not table.key or set(table.key) - columns(table)]

    assert wrong == []


def test_references_name_columns_and_keys() -> None:
    """A reference points from existing columns to the whole key of an existing table."""
    wrong = [
        (table.name, reference)
        for table in TABLES
        for reference in table.references
        if set(reference.columns) - columns(table)
        or len(reference.columns) != len(reference.keys or BY_NAME[reference.table].key)
    ]

    assert wrong == []


def test_owners_name_columns_and_keys() -> None:
    """A row's owner is found by an existing column, in columns of the owner's key."""
    wrong = [
        (table.name, owner)
        for table in TABLES
        for owner in table.owners
        if set(owner.columns) - columns(table) or set(owner.keys) - set(BY_NAME[owner.table].key)
    ]

    assert wrong == []


def test_owned_rows_carry_their_owner_in_the_key() -> None:
    """What goes with its owner is told apart by it first."""
    wrong = [t.name for t in TABLES for o in t.owners if t.key[: len(o.columns)] != o.columns]

    assert wrong == []


def test_kept_while_in_names_columns() -> None:
    """What keeps a row alive are existing columns of an existing table."""
    wrong = [
        table.name
        for table in TABLES
        for kept in table.kept_while_in
        if (
            set(kept.columns) - columns(table)
            or set(kept.keys or BY_NAME[kept.table].key) - columns(BY_NAME[kept.table])
        )
    ]

    assert wrong == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_table_says_what_a_row_is(table: Table) -> None:
    """Grain and description are sentences."""
    assert table.grain.startswith("One row per ")
    assert (table.grain[-1], table.description[-1]) == (".", ".")


def test_columns_are_described() -> None:
    """Every column has a sentence."""
    wrong = [(t.name, c.name) for t, c in EVERY_COLUMN if not c.description.endswith(".")]

    assert wrong == []


def test_fields_fill_one_column_each() -> None:
    """No field of a record is read into two columns of its table."""
    wrong = []
    for table in SOURCE_TABLES:
        fields = [column.source for column in table.columns if column.source]
        wrong += [(table.name, field) for field in set(fields) if fields.count(field) > 1]

    assert wrong == []


def test_rows_from_the_api_have_extra() -> None:
    """Every table but the ledger's ends with `extra`."""
    wrong = [t.name for t in TABLES if ("extra" in t.names) is t.is_ledger]
    last = {table.names[-1] for table in SOURCE_TABLES}

    assert (wrong, last) == ([], {"extra"})


def duckdb_reserved() -> set[str]:
    """The words that DuckDB itself calls reserved, in any way."""
    rows = duckdb.sql(
        "select keyword_name from duckdb_keywords() "
        "where keyword_category in ('reserved', 'type_function')"
    ).fetchall()
    return {word for (word,) in rows}


def test_columns_bear_no_reserved_words() -> None:
    """No query on DuckDB, PostgreSQL or Spark needs quotes; `user` would even lie without."""
    reserved = duckdb_reserved() | POSTGRESQL | SPARK
    names = {table.name for table in TABLES} | {column.name for _, column in EVERY_COLUMN}

    assert names & reserved == set()


def test_columns_are_plain_names() -> None:
    """Lower case, letters, digits and underscores: the same on every engine."""
    odd = {c.name for _, c in EVERY_COLUMN if not c.name.isidentifier() or not c.name.islower()}

    assert odd == set()


def test_column_is_read_from_its_own_name_unless_told_otherwise() -> None:
    """An empty field means that no field fills the column."""
    column = EVERY_COLUMN[0][1]
    plain = Column("name", column.type, "Name.")
    other = Column("name", column.type, "Name.", field="title")
    none = Column("name", column.type, "Name.", field="")

    assert (plain.source, other.source, none.source) == ("name", "title", "")

"""Other processes that have the published file open while a sync runs."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from fake_reader import FakeReader
from humanloop_evals.errors import DatabaseBusy
from humanloop_evals.sync import sync
from sync.accounts import FILE, make_job, set_runs, small_account
from sync.contents import query
from sync.processes import holding

pytestmark = pytest.mark.slow

COUNT = "select count(*) from humanloop.evaluation_runs"


def reader_that(first: Callable[[], None]) -> FakeReader:
    """A reader of the small account, which does something else first: the copy is made by then."""
    account = small_account()
    reader = FakeReader([(e, account.runs[e["id"]]) for e in account.evaluations])
    reader.before = lambda call: first() if call == f"evaluations {FILE}" else None
    return reader


def test_sync_lets_a_reader_keep_its_snapshot(database: Path) -> None:
    """Whoever has the file open reads on what there was; the next to open it reads the new one."""
    account = small_account()
    set_runs(account, "evr_1", [])
    with holding(database, read_only=True) as reader:
        old = reader.query(COUNT)
        sync(make_job(account, database))
        still = reader.query(COUNT)

    assert (old, still, query(database, COUNT)) == ([(5,)], [(5,)], [(3,)])


def test_sync_waits_for_no_writer(database: Path) -> None:
    """A process that may write is named, and the file is left alone."""
    before = database.read_bytes()
    with holding(database, read_only=False) as writer:
        said = f"evals.duckdb: process {writer.pid} holds the file open for writing"

        with pytest.raises(DatabaseBusy, match=said):
            sync(make_job(small_account(), database))
    assert database.read_bytes() == before


def test_sync_publishes_nothing_over_a_writer(database: Path) -> None:
    """A writer that comes between copy and publish would lose what it writes."""
    before, writers = database.read_bytes(), []
    with contextlib.ExitStack() as stay:

        def come() -> None:
            writers.append(stay.enter_context(holding(database, read_only=False)))

        with pytest.raises(DatabaseBusy) as raised:
            sync(make_job(reader_that(come), database))

    assert f"process {writers[0].pid} holds the file open for writing" in str(raised.value)
    assert database.read_bytes() == before


def test_sync_publishes_nothing_over_what_was_written_meanwhile(database: Path) -> None:
    """What an analyst wrote after the copy was made is not lost without a word."""
    statement = "create table main.notes as select 42 as answer"

    def write() -> None:
        with holding(database, read_only=False, statement=statement):
            pass

    with pytest.raises(DatabaseBusy, match="another process wrote into the file"):
        sync(make_job(reader_that(write), database))
    assert query(database, "select answer from main.notes") == [(42,)]


def test_sync_keeps_the_tables_that_others_have_made(database: Path) -> None:
    """The analyst's own table and view are in the new file as well."""
    statements = (
        "create table main.notes as select 42 as answer",
        "create view main.answers as select answer from main.notes",
    )
    for statement in statements:
        with holding(database, read_only=False, statement=statement):
            pass
    sync(make_job(small_account(), database))

    assert query(database, "select answer from main.answers") == [(42,)]

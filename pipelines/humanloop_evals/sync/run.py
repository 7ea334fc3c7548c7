"""The steps of a sync, in their order."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TypeVar

import duckdb

from humanloop_evals import findings, ledger
from humanloop_evals.checks import run_checks
from humanloop_evals.database import (
    SCHEMA,
    SideFile,
    connect,
    exclusive,
    fetch_all,
    file_trouble,
    held_tables,
    limit_memory,
    read_only,
    resolve_path,
    unusable,
)
from humanloop_evals.ddl import create_tables, describe_tables
from humanloop_evals.errors import DatabaseBusy, HumanloopError
from humanloop_evals.extract import Batch, Difference, Extraction, Known, Report, result_of
from humanloop_evals.history import count_changes, write_changes
from humanloop_evals.reconciliation import new_among, reconcile
from humanloop_evals.removal import remove
from humanloop_evals.signals import ended_by_signals
from humanloop_evals.sync.forgetting import KEPT_BY_COLUMN, forget_quotes
from humanloop_evals.sync.held import (
    check_last_sync,
    check_nothing_is_kept_back,
    check_nothing_is_lost,
    check_redaction,
    check_something_is_read,
    read_known,
    read_known_ids,
    read_last_sync,
)
from humanloop_evals.sync.job import Job, Outcome
from humanloop_evals.sync.newest import read_newest
from humanloop_evals.sync.record import Record
from humanloop_evals.tables import LEDGER_TABLES, SOURCE_TABLES
from humanloop_evals.verify import Expected, verify
from humanloop_evals.views import update_views

T = TypeVar("T")

# Bytes from which on memory counts: a file is not kept open while others are read, and its tables
# are compared within a limit, which is found in 15 ms, and not by two threads at once.
_MUCH = 20_000_000


def sync(job: Job) -> Outcome:
    """Run one sync; the published file is replaced all or nothing.

    Raises:
        HumanloopError: With the exit code that it means; the published file is as it was.
    """
    path = resolve_path(job.database)
    record = Record(job, path)
    with _alone(path, record):
        side = SideFile(path)

        def leave(error: HumanloopError) -> None:
            record.failed(error)
            side.remove()

        with ended_by_signals(leave) as ignore_signals:
            try:
                outcome = _build(job, side, record)
                ignore_signals()
                side.publish()
            except BaseException as error:
                known = _as_known_error(error, path)
                record.failed(known)
                if known is error:
                    raise
                raise known from error
            finally:
                job.reader.close()
                side.remove()
            ledger.forget_failures(path, record.earlier)
            return outcome


@contextlib.contextmanager
def _alone(path: Path, record: Record) -> Iterator[None]:
    """Hold the lock; one that another sync keeps from beginning is recorded as failed."""
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(exclusive(path))
        except DatabaseBusy as error:
            record.failed(error)
            raise
        yield


def _build(job: Job, side: SideFile, record: Record) -> Outcome:
    """Everything but publishing."""
    content = _copy_published(job, side, record)
    expected, report = Expected(), Report()
    with contextlib.ExitStack() as kept_open:
        known = _known(side, job, content, kept_open)
        batches = _observed(_extracted(job, record, known, report), expected)
        with _beside(_make_ready, side, record, kept_open):
            first = next(batches)
        load_id = _load(chain([first], batches), side, job, known, report, kept_open)
    record.row |= {"load_id": load_id, "rows_count": expected.rows}
    # Opened anew: what is verified is read from the file.
    with connect(side.path) as connection:
        is_large = side.path.stat().st_size >= _MUCH
        if is_large:
            limit_memory(connection)
        outcome = _complete(connection, job, report, record)
        outcome = _proved(connection, expected, content, outcome, record, at_once=not is_large)
        side.finish(connection)
    side.settle()
    return outcome


@contextlib.contextmanager
def _beside(work: Callable[..., T], *arguments: object) -> Iterator[Future[T]]:
    """Let another thread do something; at the end it is done."""
    with ThreadPoolExecutor(1, thread_name_prefix="beside") as thread:
        done = thread.submit(work, *arguments)
        yield done
        result_of(done)


@contextlib.contextmanager
def _opened(side: SideFile, kept_open: contextlib.ExitStack) -> Iterator[duckdb.DuckDBPyConnection]:
    """The side file; a small one stays open, and is opened again in no time instead of 20 ms."""
    with connect(side.path) as connection:
        if side.path.stat().st_size < _MUCH:
            kept_open.enter_context(connect(side.path))
        yield connection


def _known(
    side: SideFile, job: Job, content: Path | None, kept_open: contextlib.ExitStack
) -> Known:
    """What the published file holds; nothing has to be made ready to know it of a new one."""
    if content is None:
        return Known(allow_empty=job.allow_empty)
    if job.full_refresh:
        return read_known_ids(content, allow_empty=job.allow_empty)
    with _opened(side, kept_open) as connection:
        # The published tables may be of an older shape.
        create_tables(connection)
        return read_known(connection, allow_empty=job.allow_empty)


def _make_ready(side: SideFile, record: Record, kept_open: contextlib.ExitStack) -> None:
    """Write tables, views and descriptions, and import dlt; no rows are needed for that."""
    with _opened(side, kept_open) as connection:
        create_tables(connection)
        held = ledger.read_sql_digest(connection)
        record.sql_digest = update_views(connection, held)
        record.has_other_sql = record.sql_digest != held
        describe_tables(connection)
    # One after the other: three threads at work would keep those that read from their answers.
    import humanloop_evals.load  # noqa: F401, PLC0415


def _load(
    batches: Iterator[Batch],
    side: SideFile,
    job: Job,
    known: Known,
    report: Report,
    kept_open: contextlib.ExitStack,
) -> str | None:
    """Load everything, if what could be read is enough to be published."""
    # Not at the top: dlt is imported while the first answers are waited for.
    from humanloop_evals.load import load, stage  # noqa: PLC0415

    staged = stage(batches, side.working_folder, job.tables)
    short = _newly_short(side, job, report)
    if not job.is_of_an_archive:
        check_something_is_read(report, known)
    if job.full_refresh:
        check_nothing_is_lost(report, known, short)
    if job.strict:
        check_nothing_is_kept_back(report, short)
    if side.may_need_room(staged.size):
        kept_open.close()
        side.make_room(staged.size)
    with connect(side.path) as connection:
        return load(staged, connection)


def _newly_short(side: SideFile, job: Job, report: Report) -> list[Difference]:
    """Evaluations that serve fewer runs than they say, and did not when they were last compared."""
    if not report.short or job.is_of_an_archive:
        return []
    with connect(side.path) as connection:
        return new_among(connection, report.short)


def _copy_published(job: Job, side: SideFile, record: Record) -> Path | None:
    """Copy what is kept of the published file; returns where its content can be read."""
    for note in side.read_notes():
        ledger.remember_failure(side.published, note)
    content = side.prepare()
    side.write_note(record.note())
    if content is None:
        return None
    # Opened once for all of it: what else opens it meanwhile costs nothing.
    with read_only(content):
        last = read_last_sync(job, content, side.published)
        record.is_ours = True
        if last is not None:
            check_last_sync(job, last, side.published)
            record.hides_more = check_redaction(job, content)
        side.copy(only_tables=_kept_of_the_ledger(record) if job.full_refresh else None)
    return content


def _kept_of_the_ledger(record: Record) -> dict[str, Mapping[str, str]]:
    """All of its tables; while they are copied, since bytes that are in a file once stay there."""
    forgotten = KEPT_BY_COLUMN if record.hides_more else {}
    return {table.name: forgotten.get(table.name, {}) for table in LEDGER_TABLES}


def _complete(
    connection: duckdb.DuckDBPyConnection, job: Job, report: Report, record: Record
) -> Outcome:
    """What is to be done in the file after the load: remove, record, describe."""
    connection.execute(f"use {SCHEMA}")
    load_id = str(record.row["load_id"])
    removed = [] if job.is_of_an_archive else _remove(connection, job, report, load_id)
    differences, known = reconcile(
        connection, record.sync_id, load_id, report, is_archive=job.is_of_an_archive
    )
    exit_code = record.published(report, differences, len(removed))
    findings.write_issues(connection, record.sync_id, report)
    record.earlier = ledger.read_failures(record.path)
    failures = forget_quotes(record.earlier, job.scope.redaction.signature)
    ledger.write_sync(connection, record.row, failures)
    rows = {table.name: _count(connection, table.name) for table in SOURCE_TABLES}
    return Outcome(
        exit_code,
        record.path,
        record.row,
        rows,
        report,
        differences,
        removed,
        known_differences=known,
    )


def _proved(
    connection: duckdb.DuckDBPyConnection,
    expected: Expected,
    content: Path | None,
    outcome: Outcome,
    record: Record,
    *,
    at_once: bool,
) -> Outcome:
    """The outcome, verified and checked: at once, or with less memory after each other."""
    load_id = record.row["load_id"]
    if not at_once:
        verify(connection, expected, load_id)
        outcome = _compared(connection, content, outcome, record)
        return replace(outcome, newest=read_newest(connection))
    # Closed with the file, of which nothing may be open any more when it is published.
    with connection.cursor() as other, _beside(_compared, other, content, outcome, record) as done:
        # In this thread: what is wrong with the load is said before what follows from that.
        verify(connection, expected, load_id)
        newest = read_newest(connection)
    return replace(done.result(), newest=newest)


def _compared(
    connection: duckdb.DuckDBPyConnection, content: Path | None, outcome: Outcome, record: Record
) -> Outcome:
    """The outcome with what the checks find, after history is written of what has changed."""
    write_changes(
        connection,
        record.sync_id,
        str(record.row["load_id"]),
        content,
        # The published file may show what is hidden from now on.
        with_values=not record.hides_more,
    )
    changes = count_changes(connection, record.sync_id)
    if content is not None:
        outcome = replace(outcome, changes=changes)
    if not record.has_other_sql and not changes:
        # The same rows have passed the same checks before.
        return outcome
    warnings = run_checks(connection)
    findings.write_warnings(connection, record.sync_id, warnings)
    return replace(outcome, warnings=warnings)


def _remove(
    connection: duckdb.DuckDBPyConnection, job: Job, report: Report, load_id: str
) -> list[str]:
    held = held_tables(connection)
    return remove(
        partial(fetch_all, connection),
        load_id,
        report,
        tables=[table for table in SOURCE_TABLES if table.name in held],
        selected_only=job.prune,
        archive_loads=ledger.archive_loads(connection),
    )


def _extracted(job: Job, record: Record, known: Known, report: Report) -> Iterator[Batch]:
    """Everything that is to be loaded; nobody else holds what reading remembers meanwhile."""
    yield from Extraction(
        job.reader,
        job.selection,
        synced_at=record.started_at,
        in_flight=job.in_flight,
        known=known,
        report=report,
        scope=job.scope,
        on_progress=job.on_progress,
    ).batches()


def _observed(batches: Iterator[Batch], expected: Expected) -> Iterator[Batch]:
    for batch in batches:
        expected.add(batch)
        yield batch


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"select count(*) from {SCHEMA}.{table}").fetchone()
    assert row is not None
    return int(row[0])


def _as_known_error(error: BaseException, path: Path) -> BaseException:
    """The error itself, or what it means for the file where that is what it is about."""
    trouble = None if isinstance(error, HumanloopError) else file_trouble(error)
    return error if trouble is None else unusable(path, trouble)

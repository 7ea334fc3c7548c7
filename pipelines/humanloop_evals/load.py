"""Batches into a side file through dlt, with nothing left over from earlier runs."""

import contextlib
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import dlt
import duckdb
import pyarrow as pa
from dlt.pipeline.exceptions import PipelineStepFailed

from humanloop_evals.database import SCHEMA, STAGING, held_tables, limit_memory, with_enough_memory
from humanloop_evals.dlt_settings import fixed_settings
from humanloop_evals.errors import find_cause
from humanloop_evals.extract import Batch
from humanloop_evals.source import batches_source
from humanloop_evals.tables import SOURCE_TABLES, Table

PIPELINE_NAME = "humanloop_evals"

# In the environment, because dlt starts telemetry and logging when its configuration is first
# looked at, and what is set there afterwards comes too late. Whoever has set these is obeyed.
_RUNTIME = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    # dlt would finish its step first; a sync has its own handler.
    "RUNTIME__INTERCEPT_SIGNALS": "false",
    # Whatever goes wrong is raised as well; a traceback for each attempt would hide the one line.
    "RUNTIME__LOG_LEVEL": "CRITICAL",
}
# Every job holds a table's new rows in memory; 20 at once, as usual, save no time.
_WORKERS = 1
# Bytes of the file and of what is to be loaded, up to which neither is done: to look for parts that
# texts have in common, which takes half of the time in which tables are written and would save a
# few MB; and to find the limit that memory needs, 12 ms.
_FEW_BYTES = 20_000_000

# dlt's own tables. What it would read from the first two, it finds out from our tables as well.
_FORGOTTEN = ("_dlt_version", "_dlt_pipeline_state")
_LOADS = "_dlt_loads"
_LOADS_COLUMNS = {
    ("load_id", "VARCHAR"),
    ("schema_name", "VARCHAR"),
    ("status", "BIGINT"),
    ("inserted_at", "TIMESTAMP WITH TIME ZONE"),
    ("schema_version_hash", "VARCHAR"),
}


@dataclass(frozen=True, slots=True)
class Staged:
    """Rows in dlt's working folder, ready to be loaded.

    Attributes:
        pipeline: That has them.
        tables: Names of the tables that got rows.
        largest: The bytes of the largest batch.
        size: The bytes of all files.
    """

    pipeline: dlt.Pipeline
    tables: frozenset[str]
    largest: int
    size: int


def stage(
    batches: Iterator[Batch], working_folder: Path, tables: Sequence[Table] = SOURCE_TABLES
) -> Staged:
    """Write every batch into dlt's working folder.

    A fresh working folder and no memory: dlt would load a package that a failed sync left behind
    instead of tonight's data, and stop at state or schemas that are damaged.

    Args:
        batches: Read to the end, in this thread.
        working_folder: For dlt, and empty.
        tables: Those that may get rows.

    Raises:
        HumanloopError: What reading the batches raised, unwrapped.
    """
    pipeline = _pipeline(working_folder)
    seen = _Seen(batches)
    source = batches_source(iter(seen), tables)
    # Step by step and not by run(), which would first ask the file for what is forgotten.
    with _known_errors(), fixed_settings():
        pipeline.extract(source, loader_file_format="parquet")
        pa.default_memory_pool().release_unused()
        pipeline.normalize()
    size = sum(path.stat().st_size for path in working_folder.rglob("*.parquet"))
    return Staged(pipeline, frozenset(seen.tables), seen.largest, size)


def load(staged: Staged, connection: duckdb.DuckDBPyConnection) -> str | None:
    """Load what was staged, and take away the rows that it replaces.

    Args:
        staged: The rows.
        connection: The side file.

    Returns:
        The id of the load, in `_dlt_load_id` of every row; None when there were no rows.
    """
    _forget(connection)
    if staged.size + _size(connection) < _FEW_BYTES:
        # Here, because DuckDB does not take it from the configuration of a connection.
        connection.execute("set disabled_compression_methods = 'fsst'")
    else:
        limit_memory(connection, largest_batch=staged.largest)
    held = held_tables(connection).keys()
    with _known_errors(), fixed_settings():
        # Our connection: with its own dlt would open the file anew for every job.
        destination = dlt.destinations.duckdb(connection)
        info = staged.pipeline.load(destination, workers=_WORKERS)
    if not info.loads_ids:
        return None
    _remove_replaced(connection, info.loads_ids[-1], staged.tables & held)
    return info.loads_ids[-1]


@contextlib.contextmanager
def _known_errors() -> Iterator[None]:
    """Raise what is inside of dlt's errors, if it is one of ours."""
    try:
        yield
    except PipelineStepFailed as error:
        if cause := find_cause(error):
            raise cause from error
        raise


class _Seen:
    """What is remembered of batches on their way.

    Attributes:
        tables: Names of those that got rows.
        largest: The bytes of the largest batch.
    """

    def __init__(self, batches: Iterator[Batch]) -> None:
        self._batches = batches
        self.tables: set[str] = set()
        self.largest = 0

    def __iter__(self) -> Iterator[Batch]:
        for batch in self._batches:
            self.tables |= batch.keys()
            self.largest = max(self.largest, *(rows.nbytes for rows in batch.values()), 0)
            yield batch


def _size(connection: duckdb.DuckDBPyConnection) -> int:
    found = connection.execute(
        "select block_size * total_blocks from pragma_database_size() "
        "where database_name = current_database()"
    ).fetchone()
    assert found is not None
    return int(found[0])


def _remove_replaced(
    connection: duckdb.DuckDBPyConnection, load_id: str, names: Collection[str]
) -> None:
    """Remove the rows that were read again, as a merge would have."""
    statements = []
    for table in (table for table in SOURCE_TABLES if table.name in names):
        matches = " and ".join(f"new.{column} = old.{column}" for column in table.key)
        statements.append(
            f"delete from {SCHEMA}.{table.name} as old where _dlt_load_id is distinct from $id "
            f"and exists (select 1 from {SCHEMA}.{table.name} as new "
            f"where {matches} and new._dlt_load_id = $id)"
        )

    def remove() -> None:
        # In one transaction: each has the file written to the disk.
        connection.begin()
        try:
            for statement in statements:
                connection.execute(statement, {"id": load_id})
        except duckdb.Error:
            connection.rollback()
            raise
        connection.commit()

    with_enough_memory(connection, remove)


def _pipeline(working_folder: Path) -> dlt.Pipeline:
    for name, value in _RUNTIME.items():
        os.environ.setdefault(name, value)
    pipeline = dlt.pipeline(
        PIPELINE_NAME,
        pipelines_dir=str(working_folder),
        destination=dlt.destinations.duckdb(":memory:"),
        dataset_name=SCHEMA,
    )
    # Nor would anybody read back what it would leave of itself in the file.
    pipeline.config.restore_from_destination = False
    return pipeline


def _forget(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what dlt would look up, and what an interrupted dlt may have left to be merged."""
    connection.execute(f"drop schema if exists {STAGING} cascade")
    columns = []
    with contextlib.suppress(duckdb.CatalogException):
        columns = connection.execute(f"describe {SCHEMA}.{_LOADS}").fetchall()
    damaged = () if {column[:2] for column in columns} == _LOADS_COLUMNS else (_LOADS,)
    for name in (*_FORGOTTEN, *damaged):
        connection.execute(f"drop table if exists {SCHEMA}.{name}")

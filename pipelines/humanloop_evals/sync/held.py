"""What the published file holds already: whose it is, and what reading has to know of it."""

from pathlib import Path

import duckdb

from humanloop_evals import ledger
from humanloop_evals.database import MARTS, SCHEMA, read_only
from humanloop_evals.errors import ConfigurationError
from humanloop_evals.extract import Known, Ranks, rank
from humanloop_evals.ledger import LastSync
from humanloop_evals.sync.job import SANDBOX, Job
from humanloop_evals.tables import DATASETS, SCHEMA_VERSION, VERSIONS


def read_last_sync(job: Job, content: Path, path: Path) -> LastSync | None:
    """The sync that published a file; None for one that is taken over.

    Args:
        job: The sync.
        content: Where the published content can be read.
        path: The published file.

    Raises:
        ConfigurationError: No sync has made the file, and it is not to be taken over.
    """
    with read_only(content) as connection:
        last = ledger.last_sync(connection)
        marts = connection.execute(
            "select count(*) from duckdb_tables() where schema_name = ?", [MARTS]
        ).fetchone()
    if last is None:
        _check_adoption(job, path, has_marts=marts is not None and marts[0] > 0)
    return last


def _check_adoption(job: Job, path: Path, *, has_marts: bool) -> None:
    """Refuse a file of others, unless it can be taken over without a loss."""
    others = f"{path} is a DuckDB file that no sync has made"
    if not job.adopt:
        raise ConfigurationError(
            f"{others}; it was not touched. Choose another --database, or --adopt to add the "
            "tables to it"
        )
    if job.full_refresh:
        raise ConfigurationError(f"{others}; --full-refresh would drop all it holds")
    if has_marts:
        raise ConfigurationError(
            f"{path} has tables of its own in schema {MARTS}, which every sync replaces; move them "
            "to another schema, or choose another --database"
        )


def check_last_sync(job: Job, last: LastSync, path: Path) -> None:
    """Refuse to mix data of different origins, or to write an older shape.

    Raises:
        ConfigurationError: The file can't be continued by this sync.
    """
    if SANDBOX in {job.input, last.input} and job.input != last.input:
        raise ConfigurationError(
            f"{path} was filled from {last.origin}; sandbox data is never mixed with real data. "
            "Choose another --database"
        )
    if last.origin != job.origin and not job.adopt:
        raise ConfigurationError(
            f"{path} was filled from {last.origin}, not from {job.origin}; choose another "
            "--database, or --adopt if both hold the same account"
        )
    if last.schema_version > SCHEMA_VERSION and not job.full_refresh:
        raise ConfigurationError(
            f"{path} was written by a newer humanloop-evals (tables of version "
            f"{last.schema_version}, this one knows {SCHEMA_VERSION}); update, or rebuild it with "
            "--full-refresh"
        )


def read_known(connection: duckdb.DuckDBPyConnection, *, allow_empty: bool) -> Known:
    """What an earlier sync left in the tables."""
    evaluations = connection.execute(
        f"select evaluation_id, file_id from {SCHEMA}.evaluations"
    ).fetchall()
    ranks: Ranks = {
        table.name: {
            key: rank(updated_at, last_used_at)
            for key, updated_at, last_used_at in connection.execute(
                f"select {table.key[0]}, epoch_us(updated_at), epoch_us(last_used_at) "
                f"from {SCHEMA}.{table.name}"
            ).fetchall()
        }
        for table in (VERSIONS, DATASETS)
    }
    return Known(dict(evaluations), ranks, allow_empty)

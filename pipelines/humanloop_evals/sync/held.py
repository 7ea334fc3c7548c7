"""What the published file holds already: whose it is, and what reading has to know of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from humanloop_evals import ledger
from humanloop_evals.database import MARTS, SCHEMA, read_only, resolve_path
from humanloop_evals.errors import ConfigurationError, SourceUnavailable, VerificationFailed
from humanloop_evals.extract import PROVIDER_PAYLOADS, Difference, Known, Ranks, Report, rank
from humanloop_evals.ledger import LastSync
from humanloop_evals.sync.job import API, SANDBOX, Job
from humanloop_evals.tables import (
    DATASET_DATAPOINTS,
    DATASETS,
    EVALUATION_LOG_READS,
    SCHEMA_VERSION,
    VERSIONS,
)

# How a source that always contradicts itself is lived with.
_TAKE_NOTE = "If that stays so, one sync without {} takes note of it"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
    if job.input == API and last.api not in {None, job.origin} and not job.adopt:
        raise ConfigurationError(
            f"{path} was filled from {last.api}, not from {job.origin}; choose another "
            "--database, or --adopt if both hold the same account"
        )
    if last.schema_version > SCHEMA_VERSION and not job.full_refresh:
        raise ConfigurationError(
            f"{path} was written by a newer humanloop-evals (tables of version "
            f"{last.schema_version}, this one knows {SCHEMA_VERSION}); update, or rebuild it with "
            "--full-refresh"
        )


def check_redaction(job: Job, content: Path) -> bool:
    """Refuse to add rows that hide other fields than those that are there.

    Returns:
        Whether other fields are hidden from now on.

    Raises:
        ConfigurationError: They are, and the rows are not built anew.
    """
    rules = list(job.scope.redaction.signature)
    with read_only(content) as connection:
        before = ledger.read_redaction(connection)
    if before is None:
        # Made before anything could be hidden, and before there were logs.
        before = [rule for rule in rules if rule in PROVIDER_PAYLOADS]
    is_other = before != rules
    if is_other and not job.full_refresh:
        raise ConfigurationError(
            f"the rows in the file hide {_listed(before)}, this sync would hide {_listed(rules)}; "
            "--full-refresh builds them anew"
        )
    return is_other


def _listed(rules: Sequence[str]) -> str:
    return ", ".join(rules) or "nothing"


def check_nothing_is_lost(report: Report, known: Known, short: Sequence[Difference]) -> None:
    """Refuse to build anew without what could not be read: there are no old rows to keep.

    Args:
        report: What was read.
        known: What the published file holds.
        short: Evaluations that newly serve fewer runs than they say.

    Raises:
        SourceUnavailable: Naming the first of them.
    """
    lost = [key for key in report.quarantined if key in known.evaluations]
    if lost:
        raise SourceUnavailable(
            f"{len(lost)} evaluations can't be read and --full-refresh keeps no old rows; nothing "
            f"was published. First {lost[0]}: {report.quarantined[lost[0]]}"
        )

    missing = [count for count in short if count.evaluation_id in known.evaluations]
    if missing:
        raise SourceUnavailable(
            f"{len(missing)} evaluations serve fewer runs than they say and --full-refresh keeps "
            f"no old rows; nothing was published. First {missing[0].describe()}. "
            f"{_TAKE_NOTE.format('--full-refresh')}"
        )


def check_nothing_is_kept_back(report: Report, short: Sequence[Difference]) -> None:
    """Refuse to publish, where that is wanted, while an evaluation keeps old rows.

    Args:
        report: What was read.
        short: Evaluations that newly serve fewer runs than they say.

    Raises:
        VerificationFailed: Naming the first of them.
    """
    if report.quarantined:
        key, error = next(iter(report.quarantined.items()))
        raise VerificationFailed(
            f"{len(report.quarantined)} evaluations can't be read and --strict publishes all or "
            f"nothing. First {key}: {error}"
        )
    if short:
        raise VerificationFailed(
            f"{len(short)} evaluations serve fewer runs than they say and --strict publishes all "
            f"or nothing. First {short[0].describe()}. {_TAKE_NOTE.format('--strict')}"
        )


def check_something_is_read(report: Report, known: Known) -> None:
    """Refuse to publish a file without a single evaluation because none could be read.

    Args:
        report: What was read.
        known: What the published file holds, if there is one.

    Raises:
        SourceUnavailable: Naming the first of them.
    """
    failed = report.quarantined
    if failed and len(failed) == len(report.selected) and not known.evaluations:
        key, error = next(iter(failed.items()))
        raise SourceUnavailable(
            f"none of the selected evaluations can be read, so that there is nothing to publish. "
            f"First {key}: {error}"
        )


def read_known(connection: duckdb.DuckDBPyConnection, *, allow_empty: bool) -> Known:
    """What an earlier sync left in the tables."""
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
    reads = connection.execute(
        "select evaluation_id, run_id, fingerprint, epoch_us(read_at) "
        f"from {SCHEMA}.{EVALUATION_LOG_READS.name}"
    ).fetchall()
    # An export may have had some of the datapoints only.
    datasets = connection.execute(
        f"select dataset_version_id from {SCHEMA}.{DATASET_DATAPOINTS.name} "
        f"join {SCHEMA}.{DATASETS.name} using (dataset_version_id) "
        "group by dataset_version_id, datapoints_count "
        "having count(*) >= coalesce(datapoints_count, 0)"
    ).fetchall()
    return replace(
        _read_ids(connection, allow_empty=allow_empty),
        ranks=ranks,
        log_reads={
            (evaluation_id, run_id): (fingerprint, _EPOCH + timedelta(microseconds=read_at))
            for evaluation_id, run_id, fingerprint, read_at in reads
        },
        datasets=frozenset(version_id for (version_id,) in datasets),
    )


def read_known_ids(content: Path, *, allow_empty: bool) -> Known:
    """What a published file holds that is to be built anew: ids only, no copy is compared with.

    Args:
        content: Where the published content can be read; its tables may be of another version.
        allow_empty: Whether a listing may have become empty.
    """
    try:
        with read_only(content) as connection:
            return _read_ids(connection, allow_empty=allow_empty)
    except (duckdb.CatalogException, duckdb.BinderException):
        return Known(allow_empty=allow_empty)


def known_by(job: Job) -> Known:
    """What a sync would know of the published file; nothing of one that it would make.

    Raises:
        ConfigurationError: The sync would refuse the file.
    """
    path = resolve_path(job.database)
    if not path.exists():
        return Known()
    with read_only(path) as connection:
        last = read_last_sync(job, path, path)
        if last is None:
            return Known()
        check_last_sync(job, last, path)
        check_redaction(job, path)
        try:
            return read_known(connection, allow_empty=False)
        except (duckdb.CatalogException, duckdb.BinderException):
            # Of an older version.
            return Known()


def _read_ids(connection: duckdb.DuckDBPyConnection, *, allow_empty: bool) -> Known:
    evaluations = connection.execute(
        f"select evaluation_id, file_id from {SCHEMA}.evaluations"
    ).fetchall()
    files = connection.execute(f"select file_id from {SCHEMA}.files").fetchall()
    return Known(
        dict(evaluations), frozenset(file_id for (file_id,) in files), allow_empty=allow_empty
    )

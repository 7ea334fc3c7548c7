"""A pipeline's destination, for the dlt way: what it holds, and taking away what is gone."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import dlt
from dlt.common.pipeline import LoadInfo
from dlt.destinations.exceptions import DatabaseUndefinedRelation
from dlt.destinations.sql_client import SqlClientBase
from dlt.extract import DltSource

from humanloop_evals.errors import SourceUnavailable
from humanloop_evals.extract import Known, Report, microseconds, rank
from humanloop_evals.removal import remove
from humanloop_evals.settings import SECTION
from humanloop_evals.tables import (
    DATASET_DATAPOINTS,
    DATASETS,
    EVALUATION_LOG_READS,
    EVALUATIONS,
    FILES,
    VERSIONS,
)

_READS = ("evaluation_id", "run_id", "fingerprint", "read_at")


def read_known(pipeline: dlt.Pipeline, *, allow_empty: bool = False) -> Known:
    """What the destination holds already, for `humanloop_source`; nothing before the first run.

    With it an emptied listing is refused, one that would delete rows is read twice, and an older
    copy of a version does not replace a newer row.

    Args:
        pipeline: That is about to run `humanloop_source`.
        allow_empty: Whether a listing may have become empty.
    """
    held = Known(allow_empty=allow_empty)
    try:
        held = replace(
            held,
            evaluations=dict(_read(pipeline, EVALUATIONS.name, "evaluation_id", "file_id")),
            file_ids=frozenset(file_id for (file_id,) in _read(pipeline, FILES.name, "file_id")),
            ranks={
                table.name: {
                    key: rank(microseconds(updated_at), microseconds(last_used_at))
                    for key, updated_at, last_used_at in _read(
                        pipeline, table.name, table.key[0], "updated_at", "last_used_at"
                    )
                }
                for table in (VERSIONS, DATASETS)
            },
        )
        return replace(
            held,
            log_reads={
                (evaluation_id, run_id): (fingerprint, read_at)
                for evaluation_id, run_id, fingerprint, read_at in _read(
                    pipeline, EVALUATION_LOG_READS.name, *_READS
                )
            },
            datasets=frozenset(
                version_id
                for (version_id,) in _read(
                    pipeline, DATASET_DATAPOINTS.name, "distinct dataset_version_id"
                )
            ),
        )
    except DatabaseUndefinedRelation:
        # All tables are made by the first load: where one is absent there was none, or one by a
        # release that did not read logs.
        return held


def run_exactly(pipeline: dlt.Pipeline, source: DltSource) -> LoadInfo:
    """Run a pipeline with a file format that keeps every value apart.

    Into PostgreSQL, and wherever else it can, dlt would load CSV, in which an empty text and no
    text are both NULL.
    """
    formats = {*pipeline.destination.capabilities().supported_loader_file_formats}
    if {"csv", "insert_values"} <= formats:
        logging.getLogger("dlt").addFilter(_is_news)
        return pipeline.run(source, loader_file_format="insert_values")
    return pipeline.run(source)


def remove_from(pipeline: dlt.Pipeline, info: LoadInfo, report: Report) -> list[str]:
    """Remove what the source no longer has from a pipeline's destination.

    Args:
        pipeline: That has just run `humanloop_source`.
        info: As its run returned it.
        report: As the source filled it.

    Returns:
        The evaluations that were removed.

    Raises:
        SourceUnavailable: The run did not read the source: dlt loads what an interrupted run left
            behind instead.
    """
    load_ids = [package.load_id for package in info.load_packages if package.schema_name == SECTION]
    if not report.is_complete or len(load_ids) != 1:
        raise SourceUnavailable(
            f"{pipeline.pipeline_name} did not read the source, but loaded what an interrupted run "
            "had left; run it again, after pipeline.abort_packages()"
        )
    with _client(pipeline) as client:
        return remove(
            lambda statement: client.execute_sql(statement) or [],
            load_ids[0],
            report,
            qualify=client.make_qualified_table_name,
        )


def _is_news(record: logging.LogRecord) -> bool:
    """Not that Arrow is converted for INSERT, which dlt says of each of thirty tables."""
    return "native writer could not be found" not in record.getMessage()


def _client(pipeline: dlt.Pipeline) -> SqlClientBase[Any]:
    """Where the source's tables are, whatever the pipeline knows of them by now."""
    if SECTION in pipeline.schema_names:
        return pipeline.sql_client(SECTION)
    return pipeline.sql_client()


def _read(pipeline: dlt.Pipeline, table: str, *columns: str) -> Sequence[Any]:
    with _client(pipeline) as client:
        name = client.make_qualified_table_name(table)
        return client.execute_sql(f"select {', '.join(columns)} from {name}") or []

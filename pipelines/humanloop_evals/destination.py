"""A pipeline's destination, for the dlt way: what it holds, and taking away what is gone."""

from collections.abc import Sequence
from dataclasses import replace

import dlt
from dlt.destinations.exceptions import DatabaseUndefinedRelation

from humanloop_evals.extract import Known, Report, microseconds, rank
from humanloop_evals.removal import remove
from humanloop_evals.tables import DATASETS, EVALUATIONS, FILES, VERSIONS


def read_known(pipeline: dlt.Pipeline, *, allow_empty: bool = False) -> Known:
    """What the destination holds already, for `humanloop_source`; nothing before the first run.

    With it an emptied listing is refused, one that would delete rows is read twice, and an older
    copy of a version does not replace a newer row.

    Args:
        pipeline: That is about to run `humanloop_source`.
        allow_empty: Whether a listing may have become empty.
    """
    if pipeline.default_schema_name is None:
        # The working folder is new; whether the destination is, only the destination knows.
        pipeline.sync_destination()
    held = Known(allow_empty=allow_empty)
    if pipeline.default_schema_name is None:
        return held
    try:
        return replace(
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
    except DatabaseUndefinedRelation:
        # All tables are made by the first load, so that where one is absent there was none.
        return held


def remove_from(pipeline: dlt.Pipeline, load_ids: Sequence[str], report: Report) -> list[str]:
    """Remove what the source no longer has from a pipeline's destination.

    Args:
        pipeline: That has just run `humanloop_source`.
        load_ids: As its run returned them.
        report: As the source filled it.

    Returns:
        The evaluations that were removed.
    """
    with pipeline.sql_client() as client:
        return [
            evaluation_id
            for load_id in load_ids
            for evaluation_id in remove(
                lambda statement: client.execute_sql(statement) or [],
                load_id,
                report,
                qualify=client.make_qualified_table_name,
            )
        ]


def _read(pipeline: dlt.Pipeline, table: str, *columns: str) -> Sequence[Sequence[object]]:
    with pipeline.sql_client() as client:
        name = client.make_qualified_table_name(table)
        return client.execute_sql(f"select {', '.join(columns)} from {name}") or []

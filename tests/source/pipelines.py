"""Pipelines whose working files are their own, and what they have loaded."""

from pathlib import Path

import dlt

Rows = list[tuple[object, ...]]


def pipeline_into(
    destination: object,
    folder: Path,
    *,
    name: str = "humanloop_test",
    dataset_name: str = "humanloop",
) -> dlt.Pipeline:
    """A pipeline that works in a folder."""
    return dlt.pipeline(
        name,
        pipelines_dir=str(folder / "dlt"),
        destination=destination,
        dataset_name=dataset_name,
    )


def read(pipeline: dlt.Pipeline, query: str) -> Rows:
    """The rows of a query at the destination, whose dataset is where names are looked up."""
    with pipeline.sql_client() as client:
        return [tuple(row) for row in client.execute_sql(query) or []]

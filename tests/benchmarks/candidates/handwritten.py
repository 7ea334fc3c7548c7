"""The dlt source that one writes in an evening: a resource, a parallel transformer, and dicts."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import dlt
from dlt.common.destination import TLoaderFileFormat
from dlt.sources.helpers import requests

Item = dict[str, Any]
PAGE_SIZE = 100


def getter(base_url: str) -> Callable[..., Any]:
    """A function that reads a path with parameters."""
    session = requests.Client(raise_for_status=True).session
    session.headers["X-API-KEY"] = "bench"

    def get(path: str, **params: Any) -> Any:
        return session.get(f"{base_url}{path}", params=params).json()

    return get


def resources(get: Callable[..., Any], file_ids: list[str]) -> tuple[Any, Any]:
    """Evaluations of some files, and their runs."""

    @dlt.resource(write_disposition="merge", primary_key="id")
    def evaluations() -> Iterator[list[Item]]:
        for file_id in file_ids:
            page = 1
            while True:
                answer = get("/evaluations", file_id=file_id, page=page, size=PAGE_SIZE)
                yield answer["records"]
                if page * PAGE_SIZE >= answer["total"]:
                    break
                page += 1

    @dlt.transformer(
        data_from=evaluations,
        parallelized=True,
        write_disposition="merge",
        primary_key=["evaluation_id", "id"],
    )
    def runs(page: list[Item]) -> Iterator[list[Item]]:
        for evaluation in page:
            answer = get(f"/evaluations/{evaluation['id']}/runs")
            yield [{"evaluation_id": evaluation["id"], **run} for run in answer["runs"]]

    return evaluations, runs


@dlt.source(name="humanloop")
def humanloop(base_url: str, file_ids: list[str]) -> Any:
    """The two together."""
    return resources(getter(base_url), file_ids)


def load(source: Callable[..., Any], loader_file_format: TLoaderFileFormat | None = None) -> None:
    """Load a source into the folder that the arguments name."""
    base_url, folder, *file_ids = sys.argv[1:]
    pipeline = dlt.pipeline(
        "humanloop_handwritten",
        pipelines_dir=f"{folder}/dlt",
        destination=dlt.destinations.duckdb(f"{folder}/candidate.duckdb"),
        dataset_name="humanloop",
    )
    pipeline.run(source(base_url, file_ids), loader_file_format=loader_file_format)


if __name__ == "__main__":
    load(humanloop)

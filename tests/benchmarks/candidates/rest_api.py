"""dlt's declarative `rest_api_source`, as its documentation shows it, with default settings."""

import sys
from typing import Any

import dlt
from dlt.sources.rest_api import RESTAPIConfig, rest_api_source


def config(base_url: str, file_ids: list[str]) -> RESTAPIConfig:
    """Evaluations of some files, and their runs."""
    files: Any = [[{"id": file_id} for file_id in file_ids]]
    return {
        "client": {
            "base_url": base_url,
            "auth": {
                "type": "api_key",
                "name": "X-API-KEY",
                "api_key": "bench",
                "location": "header",
            },
            # `total` counts records, not pages; dlt would take it for pages.
            "paginator": {"type": "page_number", "base_page": 1, "total_path": None},
        },
        "resource_defaults": {"write_disposition": "merge", "primary_key": "id"},
        "resources": [
            dlt.resource(files, name="files", selected=False),
            {
                "name": "evaluations",
                "endpoint": {
                    "path": "evaluations",
                    "params": {"file_id": "{resources.files.id}", "size": 100},
                    "data_selector": "records",
                },
            },
            {
                "name": "runs",
                "primary_key": ["_evaluations_id", "id"],
                "include_from_parent": ["id"],
                "endpoint": {
                    "path": "evaluations/{resources.evaluations.id}/runs",
                    "data_selector": "runs",
                    "paginator": "single_page",
                },
            },
        ],
    }


def load(source_config: RESTAPIConfig, folder: str) -> None:
    """Load into a folder."""
    pipeline = dlt.pipeline(
        "humanloop_rest_api",
        pipelines_dir=f"{folder}/dlt",
        destination=dlt.destinations.duckdb(f"{folder}/candidate.duckdb"),
        dataset_name="humanloop",
    )
    pipeline.run(rest_api_source(source_config))


if __name__ == "__main__":
    base_url, folder, *file_ids = sys.argv[1:]
    load(config(base_url, file_ids), folder)

"""The dlt way: the source in a pipeline of your own, into any destination.

Its file is one of its own: what `sync` publishes is written by nobody else.

HUMANLOOP_API_KEY=... SOURCES__HUMANLOOP__FILE_IDS='["pr_..."]' python humanloop_evals_pipeline.py
"""

import dlt

from humanloop_evals.destination import read_known, remove_from, run_exactly
from humanloop_evals.extract import Report
from humanloop_evals.source import humanloop_source

DUCKDB = dlt.destinations.duckdb("humanloop_dlt.duckdb")


def run(pipeline: dlt.Pipeline) -> None:
    """Load what is configured, then remove what the source no longer has."""
    # dlt would load what an interrupted run has left instead of reading the source.
    pipeline.abort_packages()
    report = Report()
    info = run_exactly(pipeline, humanloop_source(known=read_known(pipeline), report=report))
    remove_from(pipeline, info, report)
    print(info)  # noqa: T201


if __name__ == "__main__":
    run(dlt.pipeline("humanloop_dlt", destination=DUCKDB, dataset_name="humanloop"))

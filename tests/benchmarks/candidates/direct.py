"""Our extraction straight into DuckDB, without dlt: what loading costs at the very least."""

import sys

import duckdb

from extract import RUNS_ONLY, batches

base_url, folder, *file_ids = sys.argv[1:]
with duckdb.connect(f"{folder}/candidate.duckdb") as connection:
    for batch in batches(base_url, file_ids, RUNS_ONLY):
        for name, rows in batch.items():
            connection.register("batch", rows)
            connection.execute(f"create table if not exists {name} as from batch limit 0")
            connection.execute(f"insert into {name} select * from batch")
            connection.unregister("batch")

"""What a sync shows of the file that it publishes."""

from typing import Any

import duckdb

from humanloop_evals.database import MARTS, fetch_all

_NEWEST = f"""
select
    evaluation_name,
    coalesce(max(file_path), '-')
    || case when count(distinct file_path) > 1
        then ' and ' || (count(distinct file_path) - 1) || ' more' else '' end as file,
    count(*) as runs,
    count(*) filter (where status = 'completed') as completed,
    coalesce(max(case when control then coalesce(version_name, version_id) end), '-') as control,
    coalesce(string_agg(distinct model, ', ' order by model), '-') as models,
    strftime(max(created_at) at time zone 'UTC', '%Y-%m-%d') as newest
from {MARTS}.run_names
group by evaluation_id, evaluation_name
order by max(created_at) desc, evaluation_id
limit 8
"""


def read_newest(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """The evaluations with the newest runs: name, file, runs, completed, control, models, day."""
    return fetch_all(connection, _NEWEST)

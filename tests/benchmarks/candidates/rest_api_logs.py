"""The same with stats and logs as further children of evaluations."""

import sys

from dlt.sources.rest_api.typing import EndpointResource
from rest_api import config, load

_STATS: EndpointResource = {
    "name": "stats",
    "primary_key": ["_evaluations_id", "run_id"],
    "include_from_parent": ["id"],
    "endpoint": {
        "path": "evaluations/{resources.evaluations.id}/stats",
        "data_selector": "run_stats",
        "paginator": "single_page",
    },
}
_LOGS: EndpointResource = {
    "name": "logs",
    "primary_key": ["_evaluations_id", "run_id", "id"],
    "include_from_parent": ["id"],
    "endpoint": {
        "path": "evaluations/{resources.evaluations.id}/logs",
        "params": {"size": 100},
        "data_selector": "records",
    },
    # A record has no id of its own.
    "processing_steps": [{"map": lambda record: {"id": record["log"]["id"], **record}}],
}

base_url, folder, *file_ids = sys.argv[1:]
with_logs = config(base_url, file_ids)
with_logs["resources"] += [_STATS, _LOGS]
load(with_logs, folder)

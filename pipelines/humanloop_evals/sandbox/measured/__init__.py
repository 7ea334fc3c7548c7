"""The measured side of evaluations: datapoints, logs, judgments and the statistics over them."""

from humanloop_evals.sandbox.measured.datapoints import datapoints_of
from humanloop_evals.sandbox.measured.panel import Panel, Place, log_id_at
from humanloop_evals.sandbox.measured.stats import evaluation_stats

__all__ = ["Panel", "Place", "datapoints_of", "evaluation_stats", "log_id_at"]

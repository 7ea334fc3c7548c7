"""The endpoints by area; each module adds its own to a blueprint."""

from humanloop_evals.replay.endpoints.datasets import add_datasets
from humanloop_evals.replay.endpoints.evaluations import add_evaluations
from humanloop_evals.replay.endpoints.files import add_files
from humanloop_evals.replay.endpoints.logs import add_logs

__all__ = ["add_datasets", "add_evaluations", "add_files", "add_logs"]

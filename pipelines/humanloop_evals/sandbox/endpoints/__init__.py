"""The endpoints by area; each module adds its own to a blueprint."""

from humanloop_evals.sandbox.endpoints.datasets import add_datasets
from humanloop_evals.sandbox.endpoints.evaluations import add_evaluations, add_measured
from humanloop_evals.sandbox.endpoints.files import add_files
from humanloop_evals.sandbox.endpoints.logs import add_logs
from humanloop_evals.sandbox.endpoints.versions import add_versions

__all__ = [
    "add_datasets",
    "add_evaluations",
    "add_files",
    "add_logs",
    "add_measured",
    "add_versions",
]

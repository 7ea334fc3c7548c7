"""The measured side of evaluations: so far the datapoints."""

from humanloop_evals.sandbox.measured.datapoints import datapoints_of

__all__ = ["datapoints_of"]

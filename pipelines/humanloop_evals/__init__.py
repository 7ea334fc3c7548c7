"""Loads Humanloop evaluations, their runs and versions as relational tables."""

from humanloop_evals.errors import HumanloopError

__all__ = ["HumanloopError"]

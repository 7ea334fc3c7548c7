"""The nightly job: read, load into a side file, remove what vanished, verify, publish."""

from humanloop_evals.sync.held import known_by
from humanloop_evals.sync.job import API, EXPORT, SANDBOX, Job, Outcome
from humanloop_evals.sync.run import sync

__all__ = ["API", "EXPORT", "SANDBOX", "Job", "Outcome", "known_by", "sync"]

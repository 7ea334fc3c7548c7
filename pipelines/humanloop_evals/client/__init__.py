"""The Reader over HTTP: the v5 API, or anything that answers like it."""

from humanloop_evals.client.api import Client
from humanloop_evals.client.clock import Clock, SystemClock

__all__ = ["Client", "Clock", "SystemClock"]

"""An export served as the API that it came from: read-only, and never all of it in memory."""

from humanloop_evals.replay.app import create_app
from humanloop_evals.replay.archive import Archive

__all__ = ["Archive", "create_app"]

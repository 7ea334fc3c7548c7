"""From the API into folders: the layout of the vendor's exporter, with every count checked."""

from humanloop_evals.export.job import Job, Outcome
from humanloop_evals.export.run import export

__all__ = ["Job", "Outcome", "export"]

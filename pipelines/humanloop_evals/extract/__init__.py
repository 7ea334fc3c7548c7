"""From a Reader to Arrow tables: bounded concurrency, each distinct object decoded once."""

from humanloop_evals.extract.arrow import schema
from humanloop_evals.extract.body import UNRANKED, Rank, microseconds, rank
from humanloop_evals.extract.catalog import Ranks
from humanloop_evals.extract.extraction import Batch, Extraction
from humanloop_evals.extract.known import Known
from humanloop_evals.extract.report import Difference, Report
from humanloop_evals.extract.select import Selected, Target

__all__ = [
    "UNRANKED",
    "Batch",
    "Difference",
    "Extraction",
    "Known",
    "Rank",
    "Ranks",
    "Report",
    "Selected",
    "Target",
    "microseconds",
    "rank",
    "schema",
]

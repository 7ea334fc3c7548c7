"""From a Reader to Arrow tables: bounded concurrency, each distinct object decoded once."""

from humanloop_evals.extract.accumulate import Batch
from humanloop_evals.extract.arrow import schema
from humanloop_evals.extract.body import UNRANKED, Rank, microseconds, rank
from humanloop_evals.extract.catalog import Ranks
from humanloop_evals.extract.extraction import Extraction
from humanloop_evals.extract.foresight import Foresight, foresee
from humanloop_evals.extract.head import Head, read_head
from humanloop_evals.extract.known import Known
from humanloop_evals.extract.nearness import FEWEST_DIGITS, HALVES, NEAR, ROUNDED
from humanloop_evals.extract.once import Hashes
from humanloop_evals.extract.redaction import PROVIDER_PAYLOADS, Redaction
from humanloop_evals.extract.report import Difference, Report, check_failures
from humanloop_evals.extract.scope import Scope
from humanloop_evals.extract.select import Selected, Target
from humanloop_evals.extract.window import ordered, read_ahead, result_of

__all__ = [
    "FEWEST_DIGITS",
    "HALVES",
    "NEAR",
    "PROVIDER_PAYLOADS",
    "ROUNDED",
    "UNRANKED",
    "Batch",
    "Difference",
    "Extraction",
    "Foresight",
    "Hashes",
    "Head",
    "Known",
    "Rank",
    "Ranks",
    "Redaction",
    "Report",
    "Scope",
    "Selected",
    "Target",
    "check_failures",
    "foresee",
    "microseconds",
    "ordered",
    "rank",
    "read_ahead",
    "read_head",
    "result_of",
    "schema",
]

"""What the datapoints of every dataset look like, by segment."""

from collections.abc import Mapping

from humanloop_evals.sandbox.story.samples.contracts import CONTRACTS
from humanloop_evals.sandbox.story.samples.numbers import NUMBERS
from humanloop_evals.sandbox.story.samples.sample import Sample
from humanloop_evals.sandbox.story.samples.shop import ITEMS, PHOTOS, SEARCHES
from humanloop_evals.sandbox.story.samples.support import SUPPORT
from humanloop_evals.sandbox.story.samples.tasks import ANSWERS, REFUNDS, TASKS
from humanloop_evals.sandbox.story.samples.tickets import TICKETS

SAMPLES: Mapping[str, Mapping[str, tuple[Sample, ...]]] = {
    "support-questions": SUPPORT,
    "sorted-tickets": TICKETS,
    "contracts": CONTRACTS,
    "number-questions": NUMBERS,
    "catalogue-items": ITEMS,
    "damage-photos": PHOTOS,
    "search-words": SEARCHES,
    "agent-tasks": TASKS,
    "reviewed-answers": ANSWERS,
    "refund-cases": REFUNDS,
}
# What is logged without a dataset looks like the dataset a file is tested on.
USUAL: Mapping[str, str] = {
    "support-answer": "support-questions",
    "ticket-triage": "sorted-tickets",
    "contract-summary": "contracts",
    "contract-review": "contracts",
    "sql-writer": "number-questions",
    "analyst-agent": "number-questions",
    "product-description": "catalogue-items",
    "photo-check": "damage-photos",
    "query-rewriter": "search-words",
    "support-agent": "agent-tasks",
    "returns-agent": "agent-tasks",
    "answer-correctness": "reviewed-answers",
    "refund-calculator": "refund-cases",
}
ANY_DATASET = "support-questions"
NO_SEGMENT = "unlabelled"

__all__ = ["ANY_DATASET", "NO_SEGMENT", "SAMPLES", "USUAL", "Sample"]

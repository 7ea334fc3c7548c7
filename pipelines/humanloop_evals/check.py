"""What a sync would fetch and in how many requests; loads nothing."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from humanloop_evals.errors import EvaluationFailed
from humanloop_evals.extract import Known, Report, Selected
from humanloop_evals.reader import Reader
from humanloop_evals.settings import Selection


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sync of a selection would do.

    Attributes:
        evaluations: Evaluations that would be read.
        listings: Files whose evaluations were listed, just now.
        requests: What a sync would send, listings included, by call.
    """

    evaluations: int
    listings: int
    requests: dict[str, int]


def make_plan(reader: Reader, selection: Selection, *, in_flight: int) -> Plan:
    """List what is selected and count; reads one evaluation where there is no listing.

    Raises:
        HumanloopError: What a sync would end with, too.
    """
    report = Report()
    selected = Selected(reader, selection, Known(), report)
    pool = ThreadPoolExecutor(in_flight, thread_name_prefix="check")
    try:
        targets = list(selected.targets(pool, window=in_flight))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    listing_requests = reader.requests().requests
    single = [target for target in targets if target.document is None]
    if single and not listing_requests:
        _try_one(reader, single[0].evaluation_id)
    return Plan(
        evaluations=len(targets),
        listings=len(report.listed_files),
        requests={
            "GET /files, GET /evaluations (listings)": listing_requests,
            "GET /evaluations/{id}": len(single),
            "GET /evaluations/{id}/runs": len(targets),
        },
    )


def _try_one(reader: Reader, evaluation_id: str) -> None:
    """Prove that the endpoint answers and accepts the key."""
    try:
        reader.evaluation(evaluation_id)
    except EvaluationFailed as error:
        raise EvaluationFailed(f"the first selected evaluation can't be read: {error}") from error

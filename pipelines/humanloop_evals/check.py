"""What a sync would fetch and in how many requests; loads nothing."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from humanloop_evals.errors import EvaluationFailed
from humanloop_evals.extract import Foresight, Known, Report, Scope, Selected, foresee
from humanloop_evals.reader import Reader
from humanloop_evals.settings import Selection


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sync of a selection would do.

    Attributes:
        evaluations: Evaluations that would be read.
        listings: Files whose evaluations were listed, just now.
        requests: What a sync would send, listings included, by call.
        runs_with_logs: Runs whose logs would be read.
        runs_skipped: Runs whose logs the database holds, as nothing about them has changed.
        unreadable: Evaluations that can't be read now, with the reason.
        hidden: Fields that would be left out or replaced by a hash.
    """

    evaluations: int
    listings: int
    requests: dict[str, int]
    runs_with_logs: int
    runs_skipped: int
    unreadable: dict[str, str]
    hidden: list[str]


def make_plan(
    reader: Reader,
    selection: Selection,
    *,
    in_flight: int,
    known: Known | None = None,
    scope: Scope | None = None,
) -> Plan:
    """List what is selected and look at each evaluation, as far as the plan depends on it.

    Raises:
        HumanloopError: What a sync would end with, too.
    """
    known, scope = known or Known(), scope or Scope()
    report = Report()
    selected = Selected(reader, selection, known, report)
    pool = ThreadPoolExecutor(in_flight, thread_name_prefix="check")
    try:
        targets = list(selected.targets(pool, window=in_flight))
        listing_requests = reader.requests().requests
        seen, dataset_requests = foresee(
            reader, targets, pool, known=known, scope=scope, in_flight=in_flight
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    single = sum(target.document is None for target in targets)
    unreadable = {one.evaluation_id: one.error for one in seen if one.error is not None}
    if targets and len(unreadable) == len(targets):
        first = next(iter(unreadable.values()))
        raise EvaluationFailed(f"none of the selected evaluations can be read: {first}")
    return Plan(
        evaluations=len(targets),
        listings=len(report.listed_files),
        requests=_requests(listing_requests, single, seen, scope, dataset_requests),
        runs_with_logs=sum(one.runs_with_logs for one in seen),
        runs_skipped=sum(one.runs_skipped for one in seen),
        unreadable={key: str(error) for key, error in unreadable.items()},
        hidden=list(scope.redaction.rules),
    )


def _requests(
    listings: int, single: int, seen: list[Foresight], scope: Scope, datasets: int
) -> dict[str, int]:
    requests = Counter(
        {
            "GET /files, GET /evaluations (listings)": listings,
            "GET /evaluations/{id}": single,
            "GET /evaluations/{id}/runs": len(seen),
        }
    )
    if scope.stats:
        requests["GET /evaluations/{id}/stats"] = len(seen)
    if scope.logs:
        requests["GET /evaluations/{id}/logs (pages, as the stats foresee)"] = sum(
            one.log_requests for one in seen
        )
        requests["GET /datasets/{id}/datapoints (pages, as these say)"] = datasets
    return dict(requests)

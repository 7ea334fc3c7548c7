"""What reading evaluations would take, found out without reading their logs."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from humanloop_evals.errors import EvaluationFailed, forget_frames
from humanloop_evals.extract.head import Head, read_head
from humanloop_evals.extract.known import Known
from humanloop_evals.extract.log_plan import pages
from humanloop_evals.extract.reach import Reach
from humanloop_evals.extract.reading import Loaded, Reading
from humanloop_evals.extract.scope import Scope
from humanloop_evals.extract.select import Target
from humanloop_evals.reader import Reader


@dataclass(frozen=True, slots=True)
class Foresight:
    """One evaluation.

    Attributes:
        log_requests: Pages of logs that would be asked for.
        runs_with_logs: Runs whose logs would be read.
        runs_skipped: Runs whose logs the database holds as they are.
        error: Why it can't be read.
    """

    evaluation_id: str
    log_requests: int = 0
    runs_with_logs: int = 0
    runs_skipped: int = 0
    error: EvaluationFailed | None = None


def foresee(
    reader: Reader,
    targets: Iterable[Target],
    pool: ThreadPoolExecutor,
    *,
    known: Known,
    scope: Scope,
    in_flight: int,
) -> tuple[list[Foresight], int]:
    """Read each evaluation, its runs and its stats, and plan as a sync would.

    Returns:
        What reading each evaluation takes, and how many pages of datapoints there are.
    """
    loaded, now = Loaded(scope.redaction), datetime.now(UTC)

    def read(target: Target) -> Head:
        return read_head(reader, target, scope)

    def begin(head: Head) -> Reading:
        return Reading(head, loaded, known=known, scope=scope, synced_at=now)

    found = [_foresee(head, begin) for head in Reach(in_flight).ordered(pool, read, targets)]
    new = loaded.datasets - known.datasets
    counts = [count for version_id, _, count in loaded.catalog.datasets() if version_id in new]
    # Listings of distinct records end with a page that is not full.
    return found, sum(pages((count or 0) + 1) for count in counts) if scope.logs else 0


def _foresee(head: Head, begin: Callable[[Head], Reading]) -> Foresight:
    try:
        reading = begin(head)
        reading.accept()
    except EvaluationFailed as error:
        forget_frames(error)
        return Foresight(head.target.evaluation_id, error=error)
    plan = reading.logs.plan
    return Foresight(
        head.target.evaluation_id,
        len(plan.requests()),
        len(plan.runs),
        len(plan.everyone) - len(plan.runs),
    )

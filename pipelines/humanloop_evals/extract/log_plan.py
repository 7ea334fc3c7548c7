"""Which logs of an evaluation have to be read, and in which requests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from humanloop_evals.extract.known import Known
from humanloop_evals.extract.scope import Scope
from humanloop_evals.records import Rows, RunStats
from humanloop_evals.tables import EVALUATION_EVALUATORS, EVALUATION_RUNS, RUNS, Table

_END_STATES = {"completed", "cancelled"}
# As many records as a page has that is asked for; only used to foresee how many pages there are.
_PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class LogRequest:
    """One page of logs.

    Attributes:
        run_id: Of one run, or None: of all.
        page: Counted from 1.
    """

    run_id: str | None
    page: int


@dataclass(frozen=True, slots=True)
class LogPlan:
    """What is to be read of one evaluation.

    Attributes:
        runs: The runs whose logs will be complete, with their fingerprints.
        everyone: All runs of the evaluation, likewise.
        listings: What to ask for, run by run or everything at once (None), and how many pages are
            expected.
    """

    runs: Mapping[str, str]
    everyone: Mapping[str, str]
    listings: Mapping[str | None, int]

    def requests(self) -> list[LogRequest]:
        """Every page that is expected."""
        return [
            LogRequest(run_id, page)
            for run_id, pages in self.listings.items()
            for page in range(1, pages + 1)
        ]

    def of_everything(self) -> "LogPlan":
        """The same for a source that can't tell the runs' logs apart."""
        return LogPlan(self.everyone, self.everyone, {None: 0})


def plan_logs(
    rows: Rows, stats: Mapping[str, RunStats], known: Known, scope: Scope, synced_at: datetime
) -> LogPlan:
    """Compare what the source says about each run with what it said when its logs were read."""
    fingerprints = _fingerprints(rows, stats)
    due = {
        run_id: fingerprint
        for (evaluation_id, run_id), (fingerprint, is_final) in fingerprints.items()
        if not is_final
        or run_id not in stats
        or not known.has_logs(
            evaluation_id, run_id, fingerprint, since=synced_at - scope.recheck_after
        )
    }
    everyone = {run_id: fingerprint for (_, run_id), (fingerprint, _) in fingerprints.items()}
    if not due:
        return LogPlan({}, everyone, {})
    by_run: dict[str | None, int] = {run_id: pages(_logs(run_id, stats)) for run_id in due}
    at_once = pages(sum(_logs(run_id, stats) for run_id in everyone))
    if len(due) == len(everyone) or sum(by_run.values()) >= at_once:
        return LogPlan(everyone, everyone, {None: at_once})
    return LogPlan(due, everyone, by_run)


def pages(records: int) -> int:
    """How many requests a listing of so many records takes: one in any case."""
    return max(1, -(-records // _PAGE_SIZE))


def _logs(run_id: str, stats: Mapping[str, RunStats]) -> int:
    known = stats.get(run_id)
    return known.num_logs or 0 if known is not None else 0


def _fingerprints(
    rows: Rows, stats: Mapping[str, RunStats]
) -> dict[tuple[str, str], tuple[str, bool]]:
    """Of every run of the evaluation: a digest, and whether it is in an end state."""
    runs = {row["run_id"]: row for row in _rows(rows, RUNS)}
    evaluators = sorted(row["evaluator_version_id"] for row in _rows(rows, EVALUATION_EVALUATORS))
    found = {}
    for row in _rows(rows, EVALUATION_RUNS):
        run = runs[row["run_id"]]
        text = stats[row["run_id"]].text if row["run_id"] in stats else b""
        parts = [row["status"], run["version_id"], run["dataset_version_id"], *evaluators]
        digest = blake2b(text, digest_size=16)
        digest.update("\0".join(map(str, parts)).encode())
        key = (row["evaluation_id"], row["run_id"])
        found[key] = (digest.hexdigest(), row["status"] in _END_STATES)
    return found


def _rows(rows: Rows, table: Table) -> list[dict[str, str]]:
    found = rows.tables.get(table.name, {}).values()
    return [dict(zip(table.names, row, strict=True)) for row in found]

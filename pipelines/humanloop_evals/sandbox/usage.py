"""What use leaves behind on versions: counts of logs, times of last use, aggregates of monitors."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from humanloop_evals.sandbox.catalogue import Catalogue
from humanloop_evals.sandbox.chance import Chance, moment, stamp

Json = dict[str, Any]

_AVERAGED = ("boolean", "number")


def run_logs_count(run: Json, chance: Chance) -> int:
    """Return how many logs a run has: one per datapoint, fewer if it has not ended or was cut."""
    if run["status"] == "pending":
        return 0
    dataset = run.get("dataset")
    whole: int = dataset["datapoints_count"] if dataset else chance.whole(20, 60, "logs", run["id"])
    if run["status"] == "completed":
        return whole
    return chance.whole(1, max(whole - 1, 1), "partial", run["id"])


def record_usage(
    catalogue: Catalogue, evaluations: Iterable[Json], runs: dict[str, list[Json]]
) -> None:
    """Write the traces of all runs, and of everyday use, onto the versions and datasets.

    Args:
        catalogue: Its version objects are changed in place; runs and evaluations share them.
        evaluations: All evaluations of the account.
        runs: The runs of each.
    """
    for version in _every_version(catalogue):
        _use_every_day(catalogue.chance, version)
    seen: set[str] = set()
    for evaluation in evaluations:
        _use_in_runs(catalogue.chance, evaluation, runs[evaluation["id"]], seen)
    for versions in catalogue.versions.values():
        _sum_up(versions)


def _every_version(catalogue: Catalogue) -> Iterator[Json]:
    for versions in catalogue.versions.values():
        yield from versions


def _use_every_day(chance: Chance, version: Json) -> None:
    """Count what editors tried out and, for deployed versions, what production logged."""
    key = version["version_id"]
    used = moment(version["updated_at"]) + chance.span(
        timedelta(0), timedelta(days=20), "used", key
    )
    if "version_logs_count" in version:
        most = 40_000 if version["environments"] else 25
        version["version_logs_count"] = chance.whole(0, most, "everyday", key)
    if version["environments"]:
        version["last_used_at"] = stamp(used)
    for monitor in version.get("evaluators") or ():
        if monitor["version"]["spec"]["return_type"] in _AVERAGED:
            aggregate = _aggregate(chance, version, monitor, stamp(used))
            version["evaluator_aggregates"].append(aggregate)


def _aggregate(chance: Chance, version: Json, monitor: Json, updated_at: str) -> Json:
    evaluator = monitor["version"]
    limits = evaluator["spec"]["number_limits"] or {"min": 0, "max": 1}
    low, high = limits["min"] or 0, limits["max"] or 1
    share = chance.share("aggregate", version["version_id"], evaluator["version_id"])
    return {
        "value": round(low + (high - low) * (0.6 + 0.4 * share), 4),
        "evaluator_id": evaluator["id"],
        "evaluator_version_id": evaluator["version_id"],
        "created_at": monitor["created_at"],
        "updated_at": max(monitor["updated_at"], updated_at),
    }


def _use_in_runs(chance: Chance, evaluation: Json, runs: list[Json], seen: set[str]) -> None:
    """Count the logs of each run once, and those of the evaluators in every evaluation."""
    for run in runs:
        logs = run_logs_count(run, chance)
        is_new = run["id"] not in seen
        seen.add(run["id"])
        for used in (run["version"], run["dataset"]):
            if used:
                _count(used, logs if is_new else 0, run["created_at"])
        for evaluator in evaluation["evaluators"]:
            _count(evaluator["version"], logs, run["added_at"])


def _count(version: Json, logs: int, at: str) -> None:
    if "version_logs_count" in version:
        version["version_logs_count"] += logs
    version["last_used_at"] = max(version["last_used_at"], at)


def _sum_up(versions: list[Json]) -> None:
    """Give every version of a file the file's total; flows and datasets have none."""
    if "total_logs_count" in versions[0]:
        total = sum(version["version_logs_count"] for version in versions)
        for version in versions:
            version["total_logs_count"] = total

"""GET /evaluations/{id}/stats: counted from the same judgments the logs show."""

import math
from collections import Counter
from typing import Any

from humanloop_evals.sandbox.measured.judge import Judgment
from humanloop_evals.sandbox.measured.log import batch_id_of
from humanloop_evals.sandbox.measured.number import written
from humanloop_evals.sandbox.measured.panel import Panel
from humanloop_evals.sandbox.measured.report import progress_text, report_text

Json = dict[str, Any]

_PERCENTILES = ("0", "25", "50", "75", "90", "95", "99", "99.9", "100")


def evaluation_stats(panel: Panel) -> Json:
    """Return the statistics of an evaluation."""
    run_stats = [_run_stats(panel, run) for run in panel.runs]
    return {
        "run_stats": run_stats,
        "progress": progress_text(panel, run_stats),
        "report": report_text(panel, run_stats),
        "status": _status([run["status"] for run in panel.runs]),
    }


def _run_stats(panel: Panel, run: Json) -> Json:
    return {
        "run_id": run["id"],
        "version_id": run["version"]["version_id"] if run.get("version") else None,
        "batch_id": batch_id_of(panel.chance.seed, run["id"]),
        "num_logs": len(panel.logs(run)),
        "evaluator_stats": [
            _evaluator_stats(judge.version, judgments)
            for judge, judgments in zip(panel.judges, panel.judgments(run), strict=True)
        ],
        "status": run["status"],
    }


def _evaluator_stats(version: Json, judgments: list[Judgment]) -> Json:
    values = [judgment.value for judgment in judgments if judgment.value is not None]
    errors = sum(judgment.error is not None for judgment in judgments)
    return {
        "evaluator_version_id": version["version_id"],
        "total_logs": len(judgments),
        "num_judgments": len(values),
        "num_nulls": len(judgments) - len(values) - errors,
        "num_errors": errors,
        **_about_values(version["spec"], values),
    }


def _about_values(spec: Json, values: list[Any]) -> Json:
    """Return what the return type adds; texts are only counted."""
    kind = spec["return_type"]
    if kind == "boolean":
        return {"num_true": values.count(True), "num_false": values.count(False)}
    if kind == "number":
        return _about_numbers(sorted(values))
    if kind not in ("select", "multi_select"):
        return {}
    chosen = [values] if kind == "select" else values
    counts = Counter({option["name"]: 0 for option in spec.get("options") or ()})
    counts.update(option for options in chosen for option in options)
    return {"num_judgments_per_option": dict(counts)}


def _about_numbers(values: list[float]) -> Json:
    if not values:
        return {"mean": None, "sum": None, "std": None, "percentiles": {}}
    total = math.fsum(values)
    mean = total / len(values)
    return {
        "mean": written(mean),
        "sum": written(total),
        "std": _deviation(values, mean),
        "percentiles": {name: written(_percentile(values, name)) for name in _PERCENTILES},
    }


def _deviation(values: list[float], mean: float) -> float | None:
    """Return the standard deviation of a sample; a single number has none."""
    if len(values) == 1:
        return None
    squares = math.fsum((value - mean) ** 2 for value in values)
    return written(math.sqrt(squares / (len(values) - 1)))


def _percentile(values: list[float], name: str) -> float:
    """Return a percentile of sorted values, interpolated between neighbours."""
    place = float(name) / 100 * (len(values) - 1)
    below = math.floor(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


def _status(statuses: list[str]) -> str:
    """Return the status of an evaluation, from those of its runs."""
    known = ("running", "completed", "pending", "cancelled")
    return next((status for status in known if status in statuses), "pending")

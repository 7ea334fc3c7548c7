"""The two text tables in the statistics of an evaluation."""

from collections.abc import Sequence
from typing import Any

from humanloop_evals.sandbox.measured.panel import Panel

Json = dict[str, Any]
Row = tuple[str, ...]

_SHORT = slice(3, 8)  # a run is named by five characters of its id
_NOTHING = "N/A"
_NO_VERSION = "None"


def progress_text(panel: Panel, run_stats: list[Json]) -> str:
    """Return how far each run is."""
    rows: list[Row] = [("Run", "Status", "Logs", "Judgments")]
    for stats in run_stats:
        expected = stats["num_logs"] * len(panel.judges)
        judged = sum(each["num_judgments"] for each in stats["evaluator_stats"])
        counts = (str(stats["num_logs"]), f"{judged}/{expected}")
        rows.append((stats["run_id"][_SHORT], stats["status"], *counts))
    return _table(rows)


def report_text(panel: Panel, run_stats: list[Json]) -> str:
    """Return the latest run beside the control, one row per evaluator."""
    control = _control(panel, run_stats)
    latest = run_stats[0] if run_stats else None
    rows: list[Row] = [("", "Control", "Latest"), ("Run", _short(control), _short(latest))]
    rows.append(("Version ID", _version(control), _version(latest)))
    rows.append(("Logs", *(str(run["num_logs"]) if run else _NOTHING for run in (control, latest))))
    for position, judge in enumerate(panel.judges):
        cells = [
            _cell(run["evaluator_stats"][position]) if run else _NOTHING
            for run in (control, latest)
        ]
        rows.append((judge.version["name"], cells[0], cells[1]))
    return _table(rows)


def _control(panel: Panel, run_stats: list[Json]) -> Json | None:
    pairs = zip(panel.runs, run_stats, strict=True)
    return next((stats for run, stats in pairs if run["control"]), None)


def _short(run: Json | None) -> str:
    return run["run_id"][_SHORT] if run else _NOTHING


def _version(run: Json | None) -> str:
    return (run["version_id"] or _NO_VERSION) if run else _NOTHING


def _cell(stats: Json) -> str:
    """Return the one number that says most about an evaluator."""
    if not stats["num_judgments"]:
        return _NOTHING
    if "num_true" in stats:
        return f"{stats['num_true'] / stats['num_judgments']:.1%}"
    if "percentiles" in stats:
        return f"{stats['mean']:.2f}"
    counts = stats.get("num_judgments_per_option")
    if counts:
        most = max(counts, key=counts.__getitem__)
        return f"{most}: {counts[most]}"
    return f"{stats['num_judgments']} texts"


def _table(rows: Sequence[Row]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = "+" + "+".join("-" * (width + 2) for width in widths) + "+"
    return "\n".join([rule, lines[0], rule, *lines[1:], rule])

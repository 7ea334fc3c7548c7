"""Syncs of exports, and of the API that they were made from."""

from pathlib import Path
from typing import Any

from humanloop_evals.export_tree import ExportReader
from humanloop_evals.extract import Scope
from humanloop_evals.sandbox import Account, generate
from humanloop_evals.settings import Selection
from humanloop_evals.sync import EXPORT, Outcome, sync
from sync.accounts import make_job
from sync.contents import Contents, Row

NAME = "evals.duckdb"
EVERYTHING = Selection(all_evaluations=True)
# What belongs to evaluations: an export has all of it, and nothing else.
OF_EVALUATIONS = [
    "evaluations",
    "evaluation_evaluators",
    "evaluation_runs",
    "runs",
    "run_stats",
    "run_evaluator_stats",
    "run_evaluator_percentiles",
    "run_evaluator_options",
    "evaluation_reports",
    "evaluation_log_reads",
    "evaluation_logs",
    "judgments",
    "judgment_options",
]


def account_to_export() -> Account:
    """Two evaluations with one file of every type; no file has the second one."""
    account = generate(evaluations=2)
    runs = [run for runs in account.runs.values() for run in runs]
    used = [part for run in runs for part in (run["version"], run["dataset"]) if part]
    ids = {part["id"] for part in used} | {e["file_id"] for e in account.evaluations}
    account.files[:] = [file for file in account.files if file["id"] in ids]
    return account


def sync_export(path: Path, database: Path, **more: Any) -> Outcome:
    """Load an export, as the command does."""
    reader = ExportReader(path, beside=database.parent)
    usual = {
        "selection": EVERYTHING,
        "scope": Scope(),
        "input": EXPORT,
        "origin": f"export {reader.name}",
        "in_flight": 1,
    }
    return sync(make_job(reader, database, **(usual | more)))


def sync_api(account: Account, database: Path, **more: Any) -> Outcome:
    """Read everything from the API."""
    usual = {"selection": EVERYTHING, "scope": Scope()}
    return sync(make_job(account, database, **(usual | more)))


def difference(left: Contents, right: Contents) -> dict[str, set[Row]]:
    """The rows that only the first one has, by table."""
    found = {name: set(rows) - set(right[name]) for name, rows in left.items()}
    return {name: rows for name, rows in found.items() if rows}

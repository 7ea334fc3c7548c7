"""What commands print at their end, for people and for programs."""

import json
import shlex
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from humanloop_evals.cli.program import program
from humanloop_evals.settings import SANDBOX_DATABASE
from humanloop_evals.status import Status, describe_age

if TYPE_CHECKING:
    from humanloop_evals.check import Plan
    from humanloop_evals.ledger import LedgerRow
    from humanloop_evals.sync import Outcome

_NEWEST_HEAD = ("evaluation", "file", "runs", "completed", "control", "models", "newest run")
_KINDS = ("added", "changed", "removed")
_MOMENT = "%Y-%m-%d %H:%M:%S"
_WIDEST_CELL = 26
_MOST_ALARMS = 20


def write_summary(outcome: "Outcome", out: TextIO) -> None:
    """What a sync has done, what is in the file now, and what to do next."""
    row = outcome.ledger_row
    seconds = (row["finished_at"] - row["started_at"]).total_seconds()
    out.write(
        f"{outcome.database.name} holds {outcome.rows['evaluations']} evaluations with "
        f"{outcome.rows['runs']} runs.\n"
        f"Read from {row['origin']} in {seconds:.1f} s ({_traffic(row)}).{_changes(outcome)}\n\n"
    )
    out.write(f"{'table':<32}{'rows':>9}\n")
    out.writelines(f"{name:<32}{rows:>9,}\n" for name, rows in outcome.rows.items())
    if outcome.removed:
        out.write(f"\n{len(outcome.removed)} evaluations were gone from the source.\n")
    out.write(f"\n{_notes(outcome)}Evaluations with the newest runs:\n")
    out.write(_aligned([_NEWEST_HEAD, *outcome.newest]))
    is_sandbox = outcome.database == Path(SANDBOX_DATABASE).resolve()
    flag = "--sandbox" if is_sandbox else f"--database {shlex.quote(str(outcome.database))}"
    command = program()
    out.write(
        f"\nThe file: {outcome.database}\n"
        "Next:\n"
        f'  {command} query {flag} "select version_name, model, status from run_overview"\n'
        f"  {command} query {flag} regressions\n"
        f"  {command} status {flag}\n"
    )


def write_json(outcome: "Outcome", out: TextIO) -> None:
    """The same as one JSON object on one line."""
    row = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in outcome.ledger_row.items()
    }
    result = {
        "database": str(outcome.database),
        "sync": row,
        "rows": outcome.rows,
        "quarantined": {key: str(error) for key, error in outcome.report.quarantined.items()},
        "removed": outcome.removed,
        "alarms": alarms(outcome),
        "known_differences": outcome.known_differences,
        "changes": outcome.changes,
        "warnings": [warning.describe() for warning in outcome.warnings],
    }
    out.write(json.dumps(result) + "\n")


def alarms(outcome: "Outcome") -> list[str]:
    """One line for everything that makes a sync partial; none for a complete one."""
    lines = [
        f"evaluation {evaluation_id} was not read; what the file has of it stays: {error}"
        for evaluation_id, error in outcome.report.quarantined.items()
    ]
    lines += [finding.message for finding in outcome.report.losses]
    lines += [difference.describe() for difference in outcome.differences]
    if len(lines) > _MOST_ALARMS:
        more = f"and {len(lines) - _MOST_ALARMS} more, in sync_issues and sync_reconciliation"
        lines = [*lines[:_MOST_ALARMS], more]
    return lines


def plan_lines(plan: "Plan") -> list[str]:
    """What a sync would leave out, and why."""
    lines = []
    if plan.runs_with_logs or plan.runs_skipped:
        lines.append(f"Logs of {plan.runs_with_logs:,} runs would be read.")
    if plan.runs_skipped:
        lines.append(
            f"Those of {plan.runs_skipped:,} runs are in the database, and nothing about these "
            "has changed."
        )
    if plan.hidden:
        lines.append(f"Not loaded, or only as a hash: {', '.join(plan.hidden)}.")
    lines += [
        f"evaluation {key} can't be read now: {error}"
        for key, error in list(plan.unreadable.items())[:_MOST_ALARMS]
    ]
    return lines


def write_status(status: Status, out: TextIO, *, as_json: bool) -> None:
    """How old the data is and how syncs ended."""
    last = status.last
    if as_json:
        result = {
            "database": str(status.database),
            "age_seconds": round(status.age.total_seconds()),
            "sync_id": last.sync_id,
            "started_at": last.started_at.isoformat(),
            "finished_at": last.finished_at.isoformat(),
            "origin": last.origin,
            "rows": status.rows,
            "failures": status.failures,
        }
        out.write(json.dumps(result) + "\n")
        return
    out.write(
        f"{status.database.name}: read from {last.origin} {describe_age(status.age)} ago "
        f"({last.started_at:{_MOMENT}} UTC)\n"
    )
    out.writelines(f"  {name:<32}{rows:>9,}\n" for name, rows in status.rows.items())
    if status.failures:
        out.write("Syncs that failed after that:\n")
    out.writelines(
        f"  {_moment(failure.get('started_at'))}, exit code {failure.get('exit_code')}: "
        f"{failure.get('message')}\n"
        for failure in status.failures
    )


def _changes(outcome: "Outcome") -> str:
    if outcome.changes is None:
        return ""
    if not outcome.changes:
        return " Nothing has changed."
    counts = ", ".join(f"{outcome.changes.get(kind, 0):,} {kind}" for kind in _KINDS)
    return f" Rows: {counts}; see table changes."


def _moment(written: object) -> str:
    """A moment of the file beside the database, which anybody may have edited."""
    try:
        return f"{datetime.fromisoformat(str(written)):{_MOMENT}} UTC"
    except ValueError:
        return str(written)


def _traffic(row: "LedgerRow") -> str:
    read = f"{row['bytes_count'] / 1e6:.1f} MB"
    return read if row["input"] == "export" else f"{row['requests_count']} requests, {read}"


def _notes(outcome: "Outcome") -> str:
    notes = ""
    if odd := sum(outcome.report.notes.values()):
        notes += f"{odd} values did not look as documented; see table sync_issues.\n"
    if remarks := len(outcome.report.findings) - len(outcome.report.losses):
        notes += f"{remarks} remarks on how the export was read are in table sync_issues.\n"
    if known := outcome.known_differences:
        notes += f"{known} figures differ inside the source as before; see sync_reconciliation.\n"
    for warning in outcome.warnings:
        check = warning.check
        notes += f"{warning.rows_count:,} {check.about} (query {check.name}).\n"
    return notes


def _aligned(rows: Sequence[Sequence[object]]) -> str:
    """Rows of cells in columns, long cells cut."""
    cells = [["" if cell is None else _cut(str(cell)) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    return "\n".join(lines) + "\n"


def _cut(cell: str) -> str:
    printable = "".join(c if c.isprintable() else " " for c in cell)
    return printable if len(printable) <= _WIDEST_CELL else printable[: _WIDEST_CELL - 1] + "…"

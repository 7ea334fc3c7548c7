"""What a sync shows of the file that it publishes, and of what it has changed in it."""

import io
import json
import re
from pathlib import Path

import pytest

import api_objects as api
from humanloop_evals.cli.summary import write_json, write_summary
from humanloop_evals.sync import Outcome, run, sync
from sync.accounts import find, make_job, set_runs, small_account

# The tenth in UTC.
LATER = "2024-07-11T01:30:00+02:00"
OTHER_FILE = {"id": "pr_2", "path": "Sales/offer"}


@pytest.mark.parametrize("much", [0, 20_000_000], ids=["large", "small"])
def test_newest_evaluations_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, much: int
) -> None:
    """One with runs of two files and models, one that is running, one without a version."""
    monkeypatch.setattr(run, "_MUCH", much)
    account = small_account()
    ours = api.prompt("prv_3", version_name="brief", **OTHER_FILE)
    theirs = api.prompt("prv_4", model="claude-3-5-sonnet-latest")
    later = [
        api.run("rn_5", version=ours, control=True, created_at=LATER),
        api.run("rn_6", version=theirs, status="running"),
    ]
    set_runs(account, "evr_3", later)
    set_runs(account, "evr_2", [api.run("rn_3", version=None)])
    outcome = sync(make_job(account, tmp_path / "evals.duckdb"))

    both = "claude-3-5-sonnet-latest, gpt-4o"
    assert outcome.newest == [
        ("evr_3", "Support/prompt and 1 more", 2, 1, "brief", both, "2024-07-10"),
        ("evr_1", "Support/prompt", 2, 2, "prv_1", "gpt-4o", "2024-07-08"),
        ("evr_2", "-", 1, 1, "-", "-", "2024-07-08"),
    ]


def head(outcome: Outcome) -> str:
    """The first lines of the summary, without the time it took."""
    printed = io.StringIO()
    write_summary(outcome, printed)
    return re.sub(r"\d\.\d s", "# s", printed.getvalue().split("\n\n")[0])


@pytest.mark.parametrize("much", [0, 20_000_000], ids=["large", "small"])
def test_summary_says_what_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, much: int
) -> None:
    """Nothing of a new file, that nothing has, or how many rows."""
    monkeypatch.setattr(run, "_MUCH", much)
    account, database = small_account(), tmp_path / "evals.duckdb"
    first = sync(make_job(account, database))
    same = sync(make_job(account, database))
    find(account, "evr_1")["name"] = "renamed"
    set_runs(account, "evr_2", [api.run("rn_9", version=None)])
    other = sync(make_job(account, database))

    read = "Read from https://evals.example.com in # s (4 requests, 0.0 MB)."
    holds = "evals.duckdb holds 3 evaluations with {} runs.\n"
    assert head(first) == holds.format(4) + read
    assert head(same) == holds.format(4) + read + " Nothing has changed."
    assert other.changes == {"added": 2, "changed": 2, "removed": 3}
    assert head(other).endswith(" Rows: 2 added, 2 changed, 3 removed; see table changes.")
    written = io.StringIO()
    write_json(other, written)
    assert json.loads(written.getvalue())["changes"] == other.changes

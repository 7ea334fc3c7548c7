"""What syncs write about themselves."""

import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import duckdb
import pytest

from humanloop_evals import ledger
from humanloop_evals.ddl import create_tables
from humanloop_evals.sandbox import Account
from humanloop_evals.sync import Outcome, sync
from humanloop_evals.tables import SCHEMA_VERSION
from sync.accounts import ORIGIN, client_of, make_job, small_account, version_of
from sync.contents import query

KEPT = "was not read; what the file has of it stays: GET /evaluations/evr_3/runs: 404 (gone)"
TWICE = "stood more than once under one key; one of them is loaded"
MISFIT = "did not fit its column; NULL there, kept in extra"
MISSING = "promised by the API but absent; NULL"
INFERRED = "did not name its type; inferred from its id or fields"
UNKNOWN = "not documented; kept in extra"

# The row of sync_runs, but for its id and times, the id of the load and the bytes.
EXPECTED = {
    "exit_code": 4,
    "is_published": True,
    "message": "1 evaluations kept their old rows",
    "input": "api",
    "origin": ORIGIN,
    "selection": '{"evaluation_ids":[],"file_ids":["pr_1"],"all_evaluations":false}',
    "redaction": '["provider_request","provider_response"]',
    "schema_version": SCHEMA_VERSION,
    "tool_version": version("humanloop-evals"),
    "dlt_version": version("dlt"),
    "duckdb_version": duckdb.__version__,
    "python_version": platform.python_version(),
    "evaluations_count": 3,
    "quarantined_count": 1,
    "removed_count": 0,
    "rows_count": 26,
    "requests_count": 4,
    "retries_count": 0,
}


@dataclass(frozen=True)
class Synced:
    """A first sync that found a lot to say.

    Attributes:
        begun: Just before it.
        ended: Just after it.
    """

    database: Path
    outcome: Outcome
    begun: datetime
    ended: datetime


def odd_account() -> Account:
    """The small account with one of everything that is worth an issue."""
    account = small_account()
    run = account.runs["evr_1"][0]
    run["colour"] = "blue"
    run["control"] = "yes"
    del run["added_at"]
    del version_of(account, "prv_2")["type"]
    account.runs["evr_1"].append(dict(run))
    return account


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Synced:
    """The odd account in a new file; evaluation evr_3 can't be read."""
    database = tmp_path_factory.mktemp("ledger") / "evals.duckdb"
    gone = {"/v5/evaluations/evr_3/runs": (404, {"detail": "gone"})}
    begun = datetime.now(UTC)
    outcome = sync(make_job(client_of(odd_account(), gone), database))
    return Synced(database, outcome, begun, datetime.now(UTC))


def rows(database: Path, table: str) -> list[dict[str, object]]:
    """Whole rows of a ledger table, times as text."""
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        told = connection.execute(f"select * from humanloop.{table} order by 1, 2")
        names = [column[0] for column in told.description]
        texts = [column[1] == "TIMESTAMP WITH TIME ZONE" for column in told.description]
        columns = ", ".join(
            f"cast({name} as varchar) as {name}" if as_text else name
            for name, as_text in zip(names, texts, strict=True)
        )
        found = connection.execute(f"select {columns} from humanloop.{table} order by 1, 2")
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_sync_runs_has_a_row_of_the_sync(synced: Synced) -> None:
    """When, from where, with what, how much and how it ended."""
    (row,) = rows(synced.database, "sync_runs")
    started = datetime.fromisoformat(str(row.pop("started_at")))
    finished = datetime.fromisoformat(str(row.pop("finished_at")))
    measured = {name: row.pop(name) for name in ("bytes_count", "load_id", "sql_digest")}

    assert synced.begun <= started <= finished <= synced.ended
    assert row.pop("sync_id") == started.strftime("%Y%m%dT%H%M%S.%fZ")
    assert measured["bytes_count"] > 2000
    assert [(measured["load_id"],)] == query(
        synced.database, "select distinct _dlt_load_id from humanloop.evaluations"
    )
    assert row == EXPECTED


def test_sync_runs_has_the_moment_before_the_first_request(tmp_path: Path) -> None:
    """A command may have sent it before there was a sync; nothing that was read is older."""
    began = datetime(2025, 6, 1, 12, tzinfo=UTC)
    database = tmp_path / "evals.duckdb"
    sync(make_job(small_account(), database, started_at=began))

    assert query(database, "select sync_id, started_at from humanloop.sync_runs") == [
        ("20250601T120000.000000Z", began)
    ]
    assert query(database, "select distinct last_synced_at from humanloop.evaluations") == [
        (began,)
    ]


def test_sync_issues_names_everything_that_was_odd(synced: Synced) -> None:
    """Every kind of issue once, with an example and how many."""
    found = rows(synced.database, "sync_issues")

    assert {row.pop("sync_id") for row in found} == {synced.outcome.ledger_row["sync_id"]}
    assert [tuple(row.values()) for row in found] == [
        (0, "quarantined", "evr_3", "evaluations", None, None, 1, KEPT),
        (1, "duplicate", None, "evaluation_runs", None, "evr_1/rn_1", 1, TWICE),
        (2, "duplicate", None, "runs", None, "rn_1", 1, TWICE),
        (3, "misfit", None, "evaluation_runs", "control", "evr_1/rn_1", 2, MISFIT),
        (4, "missing", None, "evaluation_runs", "added_at", "evr_1/rn_1", 2, MISSING),
        (5, "type_inferred", None, "versions", "type", "prv_2", 1, INFERRED),
        (6, "unknown_field", None, "runs", "colour", "rn_1", 2, UNKNOWN),
    ]


def test_sync_reconciliation_compares_every_evaluation(synced: Synced) -> None:
    """What was read of it and what it says of itself; the one that failed says nothing."""
    sync_id = synced.outcome.ledger_row["sync_id"]

    assert [tuple(row.values()) for row in rows(synced.database, "sync_reconciliation")] == [
        (sync_id, 0, "runs_count", "evr_1", *[None] * 4, 2.0, 2.0, "equal", None),
        (sync_id, 1, "runs_count", "evr_2", *[None] * 4, 2.0, 2.0, "equal", None),
    ]


def test_ledger_takes_any_text() -> None:
    """NUL, emoji and control characters stay; what is no text becomes a question mark."""
    texts = ["a\x00b", "\N{GRINNING FACE} \u2028", "\x1b[1m'\"\\", "caf\udce9"]
    with duckdb.connect(":memory:") as connection:
        create_tables(connection)
        failures = [{"sync_id": str(n), "message": text} for n, text in enumerate(texts)]
        ledger.write_sync(connection, {"sync_id": "last", "message": None}, failures)
        held = connection.execute("select message from humanloop.sync_runs order by sync_id")
        messages = [message for (message,) in held.fetchall()]

    assert messages == [*texts[:3], "caf?", None]

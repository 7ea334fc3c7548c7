"""What can't be read keeps its old rows, and nothing is deleted because of an error."""

from pathlib import Path

import pytest

from fake_reader import FakeReader
from humanloop_evals.errors import HumanloopError, SourceUnavailable, VerificationFailed
from humanloop_evals.settings import Selection
from humanloop_evals.sync import sync
from sync.accounts import client_of, find, make_job, small_account, version_of
from sync.contents import contents, execute, keys, query
from sync.processes import Command
from sync.served import serving

OLDER, NEWER = "2024-07-01T00:00:00Z", "2024-08-01T00:00:00Z"


def rows_of(database: Path, evaluation_id: str) -> dict[str, list[tuple]]:
    """Everything that belongs to an evaluation, and which load wrote it."""
    return {
        table: query(
            database,
            f"select columns(*)::varchar from humanloop.{table} "
            f"where evaluation_id = '{evaluation_id}' order by all",
        )
        for table in ("evaluations", "evaluation_evaluators", "evaluation_runs")
    }


def test_sync_keeps_an_evaluation_that_cannot_be_read(tmp_path: Path, database: Path) -> None:
    """Its old rows stay whole, the others are synced, and stderr and sync_issues name it."""
    account = small_account()
    with serving(account) as served:
        origin = served.url.removesuffix("/v5")
        execute(database, f"update humanloop.sync_runs set origin = '{origin}'")
        old = rows_of(database, "evr_2")
        for evaluation_id in ("evr_1", "evr_2"):
            find(account, evaluation_id)["name"] = "renamed"
        served.errors["/v5/evaluations/evr_2/runs"] = (404, "no such thing")
        flags = (*served.flags, "--database", str(database))
        done = Command(*flags, folder=tmp_path, HUMANLOOP_API_KEY=served.key).done()
    said = (
        "was not read; what the file has of it stays: "
        "GET /evaluations/evr_2/runs: 404 (no such thing)"
    )
    issues = keys(database, "sync_issues", "columns(* exclude sync_id)")

    assert (done.code, done.err) == (4, f"humanloop-evals: evaluation evr_2 {said}\n")
    assert rows_of(database, "evr_2") == old
    assert keys(database, "evaluations", "name") == [("evr_2",), ("evr_3",), ("renamed",)]
    assert issues == [(0, "quarantined", "evr_2", "evaluations", None, None, 1, said)]


def test_sync_makes_no_file_of_nothing(tmp_path: Path) -> None:
    """A first sync of an id with a slip in it; a file that exists keeps what it has."""
    selection = Selection(evaluation_ids=("evr_one",))
    fresh = tmp_path / "fresh.duckdb"
    with pytest.raises(SourceUnavailable) as raised:
        sync(make_job(small_account(), fresh, selection=selection))

    assert str(raised.value).startswith(
        "none of the selected evaluations can be read, so that there is nothing to publish. "
        "First evr_one: GET /evaluations/evr_one: 404"
    )
    assert not fresh.exists()
    sync(make_job(small_account(), fresh))
    before = rows_of(fresh, "evr_1")
    outcome = sync(make_job(small_account(), fresh, selection=selection))

    assert (outcome.exit_code, list(outcome.report.quarantined)) == (4, ["evr_one"])
    assert rows_of(fresh, "evr_1") == before


def test_sync_deletes_nothing_because_of_an_error(database: Path) -> None:
    """A listing that fails ends the sync, whatever else could be read."""
    account, before = small_account(), database.read_bytes()
    account.evaluations.pop()
    reader = client_of(account, {"/v5/evaluations": (500, {"detail": "out of order"})})

    with pytest.raises(SourceUnavailable, match="Without this listing nothing can be read"):
        sync(make_job(reader, database))
    assert database.read_bytes() == before


def test_sync_deletes_nothing_because_of_a_short_listing(database: Path) -> None:
    """A listing that serves less than its own total says ends the sync."""
    account, before = small_account(), database.read_bytes()
    short = {"records": account.evaluations[:1], "page": 1, "size": 100, "total": 3}
    reader = client_of(account, {"/v5/evaluations": (200, short)})

    with pytest.raises(SourceUnavailable, match="Without this listing nothing can be read"):
        sync(make_job(reader, database))
    assert database.read_bytes() == before


def test_sync_refuses_a_listing_that_became_empty(database: Path) -> None:
    """Everything gone over night is more often a fault than the truth."""
    account, before = small_account(), database.read_bytes()
    account.evaluations.clear()

    with pytest.raises(VerificationFailed, match=r"pr_1 is empty.*3 of it.*--allow-empty"):
        sync(make_job(account, database))
    assert database.read_bytes() == before


def test_sync_believes_an_empty_listing_when_told(database: Path) -> None:
    """With `--allow-empty` everything goes, but for what is shared."""
    account = small_account()
    account.evaluations.clear()
    sync(make_job(account, database, allow_empty=True))
    held = {name for name, rows in contents(database).items() if rows}

    assert held == {
        "versions", "version_inputs", "version_environments", "version_tags",
        "version_template_messages", "datasets", "users", "environments",
    }  # fmt: skip


def test_sync_prunes_only_when_told(database: Path) -> None:
    """An evaluation that is not selected keeps its rows; `--prune` removes it."""
    before, account = rows_of(database, "evr_2"), small_account()
    only_first = Selection(evaluation_ids=("evr_1",))
    kept = sync(make_job(account, database, selection=only_first))
    after = rows_of(database, "evr_2")
    pruned = sync(make_job(account, database, selection=only_first, prune=True))

    assert (kept.removed, after) == ([], before)
    assert sorted(pruned.removed) == ["evr_2", "evr_3"]
    assert keys(database, "evaluation_runs", "evaluation_id") == [("evr_1",), ("evr_1",)]


def test_sync_keeps_a_newer_version_with_its_lists(database: Path) -> None:
    """A copy older than the row in the database changes neither the row nor its lists."""
    account = small_account()
    tables = ("versions", "version_tags", "version_inputs", "version_environments")
    before = contents(database)
    version_of(account, "prv_1").update(
        {"updated_at": OLDER, "model": "old", "tags": ["old"], "inputs": [], "environments": []}
    )
    version_of(account, "prv_2").update({"updated_at": NEWER, "tags": ["new"]})
    sync(make_job(account, database))
    after = contents(database)
    of_first = {name: [row for row in after[name] if row[0] == "prv_1"] for name in tables}

    assert of_first == {name: [r for r in before[name] if r[0] == "prv_1"] for name in tables}
    assert ("prv_2", "new", None) in after["version_tags"]


def test_sync_refuses_a_failing_source(database: Path) -> None:
    """When too many evaluations fail nothing is published."""
    before = database.read_bytes()
    gone = (404, {"detail": "gone"})
    answers = {f"/v5/evaluations/evr_{n}/runs": gone for n in (1, 2, 3)}

    with pytest.raises(HumanloopError, match="3 of 3 evaluations failed") as raised:
        sync(make_job(client_of(small_account(), answers), database))
    assert (raised.value.exit_code, database.read_bytes()) == (7, before)


def test_sync_publishes_nothing_that_does_not_verify(database: Path) -> None:
    """Rows that stand twice, whoever has put them there, are not published once more."""
    row = "insert into humanloop.versions (version_id, _dlt_load_id) values ('prv_old', 'x')"
    execute(database, row, row)
    before = database.read_bytes()

    with pytest.raises(VerificationFailed, match=r"versions: 1 values of \(version_id\) stand"):
        sync(make_job(small_account(), database))
    assert database.read_bytes() == before


class Watched(FakeReader):
    """A reader that knows whether it was closed."""

    is_closed = False

    def close(self) -> None:
        """See `Reader`."""
        self.is_closed = True


def test_sync_closes_its_reader(tmp_path: Path) -> None:
    """However it ends: no request may go on afterwards."""
    reader = Watched()
    reader.errors = {"evaluations pr_1": SourceUnavailable("no connection")}

    with pytest.raises(SourceUnavailable):
        sync(make_job(reader, tmp_path / "evals.duckdb"))
    assert reader.is_closed

"""Exports and the API in one database: merged by key, and nothing is lost."""

from pathlib import Path

import pytest

from exporter import Exporter, Quirks, lost, refused
from humanloop_evals.errors import ConfigurationError, ExitCode
from humanloop_evals.status import read_status
from humanloop_evals.sync import SANDBOX
from sync.accounts import find, set_runs
from sync.contents import contents, execute, keys, query
from sync.exports import NAME, account_to_export, difference, sync_api, sync_export
from sync.test_export import changes

pytestmark = pytest.mark.slow

LATER = "20250701-090000"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A complete export of the account, loaded."""
    folder = tmp_path_factory.mktemp("loaded")
    sync_export(Exporter(account_to_export()).export(folder), folder / NAME)
    return (folder / NAME).read_bytes()


@pytest.fixture
def database(tmp_path: Path, loaded: bytes) -> Path:
    """A copy of that for one test."""
    (tmp_path / NAME).write_bytes(loaded)
    return tmp_path / NAME


def test_same_export_again_changes_nothing(database: Path, tmp_path: Path) -> None:
    """No row, no history."""
    before = contents(database)
    outcome = sync_export(Exporter(account_to_export()).export(tmp_path), database)

    assert outcome.exit_code == ExitCode.COMPLETE
    assert changes(database, outcome) == []
    assert contents(database) == before


def test_api_after_an_export_changes_nothing(database: Path) -> None:
    """Its texts are the same, and what it is not asked for stays; logs are not even read again."""
    before = contents(database)
    outcome = sync_api(account_to_export(), database)

    assert outcome.exit_code == ExitCode.COMPLETE
    assert changes(database, outcome) == []
    assert contents(database) == before


def test_lossy_export_takes_nothing_away(tmp_path: Path) -> None:
    """What it lacks is in the database, and so it is no loss."""
    account = account_to_export()
    judged = next(e["id"] for e in account.evaluations if e["file_id"])
    sync_api(account, tmp_path / NAME)
    before = contents(tmp_path / NAME)
    fails = lost(f"/evaluations/{judged}/logs", 2)
    quirks = Quirks(log_page_size=50, fails=lambda *asked: fails(*asked) or asked[0] == "/logs")
    outcome = sync_export(Exporter(account, quirks).export(tmp_path), tmp_path / NAME)

    assert outcome.differences == []
    # Only what was read of each run is not as it was.
    assert difference(before, contents(tmp_path / NAME)).keys() == {"evaluation_log_reads"}


def test_older_runs_and_judgments_stay(database: Path, tmp_path: Path) -> None:
    """A run that a newer export does not have is not removed; --full-refresh does it."""
    account = account_to_export()
    evaluation = next(e for e in account.evaluations if e["file_id"])
    set_runs(account, evaluation["id"], account.runs[evaluation["id"]][:3])
    folder = Exporter(account).export(tmp_path, LATER)
    sync_export(folder, database)
    merged = len(keys(database, "evaluation_runs", "run_id"))
    sync_export(folder, database, full_refresh=True)

    assert (merged, len(keys(database, "evaluation_runs", "run_id"))) == (8, 3)


def test_api_keeps_what_it_does_not_cover(database: Path) -> None:
    """Files that it does not list, with their evaluations: another export may be all there is."""
    account = account_to_export()
    evaluation = next(e for e in account.evaluations if e["file_id"])
    account.files[:] = [file for file in account.files if file["id"] != evaluation["file_id"]]
    before = contents(database)
    outcome = sync_api(account, database, allow_empty=True)

    assert outcome.removed == []
    assert difference(before, contents(database)) == {}


def test_api_removes_what_it_covers(database: Path) -> None:
    """An evaluation that its file does not list any more; the file's own logs stay."""
    account = account_to_export()
    evaluation = next(e for e in account.evaluations if e["file_id"])
    account.evaluations.remove(evaluation)
    before = contents(database)
    outcome = sync_api(account, database, allow_empty=True)
    after = contents(database)

    assert outcome.removed == [evaluation["id"]]
    assert (after["evaluations"], after["judgments"]) == ([], [])
    assert after["file_logs"] == before["file_logs"]
    others = (
        "select log_id from humanloop.logs where log_id not in "
        "(select log_id from humanloop.file_logs union all "
        "select log_id from humanloop.nested_logs semi join humanloop.file_logs "
        "on nested_logs.root_log_id = file_logs.log_id)"
    )
    assert query(database, others) == []


def test_api_reads_datapoints_that_an_export_lacks(tmp_path: Path) -> None:
    """A dataset version that was loaded in part is not taken for read."""
    account = account_to_export()
    dataset = next(file for file in account.files if file["type"] == "dataset")
    fails = lost(f"/datasets/{dataset['id']}/datapoints", 2)
    quirks = Quirks(datapoints_page_size=5, fails=fails)
    partial = sync_export(Exporter(account, quirks).export(tmp_path), tmp_path / NAME)
    complete = sync_api(account, tmp_path / NAME)

    assert {one.what for one in partial.differences} == {"datapoints_count"}
    assert complete.exit_code == ExitCode.COMPLETE
    assert query(
        tmp_path / NAME,
        "select count(*) from humanloop.datasets join humanloop.runs using (dataset_version_id) "
        "where datapoints_count <> (select count(*) from humanloop.dataset_datapoints as p "
        "where p.dataset_version_id = datasets.dataset_version_id)",
    ) == [(0,)]


def test_two_exports_in_one_folder_are_one(tmp_path: Path) -> None:
    """What the newer one could not finish comes from the older one."""
    account = account_to_export()
    judged = next(e["id"] for e in account.evaluations if e["file_id"])
    Exporter(account).export(tmp_path / "exports")
    sync_export(tmp_path / "exports", tmp_path / "first.duckdb")
    quirks = Quirks(fails=refused(f"/evaluations/{judged}/stats"))
    find(account, judged)["name"] = "renamed"
    Exporter(account, quirks).export(tmp_path / "exports", LATER)
    outcome = sync_export(tmp_path / "exports", tmp_path / NAME)

    assert outcome.exit_code == ExitCode.COMPLETE
    assert outcome.ledger_row["origin"] == "export exports (2 exports)"
    assert contents(tmp_path / NAME) == contents(tmp_path / "first.duckdb")
    remarks = [one.message for one in outcome.report.findings if not one.is_loss]
    assert len(remarks) == 2
    for what in (find(account, judged)["file_id"], judged):
        assert [1 for one in remarks if f"/{what}: loaded from here; {LATER} has not all" in one]


def test_database_says_what_it_was_filled_from(database: Path) -> None:
    """The status, and the ledger."""
    assert read_status(database).last.origin == "export 20250605-120000"
    assert keys(database, "sync_runs", "input", "origin", "requests_count") == [
        ("export", "export 20250605-120000", 0)
    ]


def test_exports_and_apis_know_their_account(database: Path, tmp_path: Path) -> None:
    """The sandbox is never mixed in, and another API than before is not taken for the same."""
    account = account_to_export()
    with pytest.raises(ConfigurationError, match="sandbox data is never mixed with real data"):
        sync_api(account, database, input=SANDBOX, origin=SANDBOX)
    sync_api(account, database, origin="https://one.example.com")
    sync_export(Exporter(account).export(tmp_path), database)

    with pytest.raises(ConfigurationError, match=r"filled from https://one\.example\.com, not"):
        sync_api(account, database, origin="https://two.example.com")


@pytest.mark.parametrize("damage", ["delete from file_logs", "update logs set output = 'other'"])
def test_export_mends_what_was_changed(database: Path, tmp_path: Path, damage: str) -> None:
    """Every row that it has is there as it has it."""
    before = contents(database)
    execute(database, "use humanloop", damage)
    sync_export(Exporter(account_to_export()).export(tmp_path), database)

    assert contents(database) == before

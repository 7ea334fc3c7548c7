"""What is gone from the source is gone from the file, with everything that belonged to it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

import api_objects as api
from fake_reader import FakeReader
from humanloop_evals.errors import VerificationFailed
from humanloop_evals.sandbox import Account
from humanloop_evals.settings import Selection
from humanloop_evals.sync import Outcome, sync
from sync.accounts import FILE, find, make_job, set_runs, small_account, version_of
from sync.contents import keys

STAYING = {
    "versions": "version_id",
    "datasets": "dataset_version_id",
    "users": "user_id",
    "environments": "environment_id",
}
EVERYTHING = Selection(all_evaluations=True)
LATER = "2024-08-01T00:00:00Z"


@dataclass(frozen=True)
class Synced:
    """A file after a sync that has removed a lot.

    Attributes:
        before: Some tables before it.
    """

    database: Path
    outcome: Outcome
    before: dict[str, list[tuple]]


def add_evaluation(account: Account) -> None:
    """A fourth evaluation with a run of its own, and a second file."""
    account.files.append(api.tool())
    judged = [api.evaluation_evaluator(api.evaluator("evv_4", created_by=api.user("usr_4")))]
    account.evaluations.append(api.evaluation("evr_4", evaluators=judged))
    set_runs(account, "evr_4", [api.run("rn_5", version=api.prompt("prv_4", tags=["last"]))])


def remove_much(account: Account) -> None:
    """A file and an evaluation go, another loses its runs, a run leaves one of two, lists empty."""
    account.files.pop()
    account.evaluations.pop()
    set_runs(account, "evr_3", [])
    set_runs(account, "evr_1", account.runs["evr_1"][:1])
    first, answers = version_of(account, "prv_1"), account.runs["evr_1"][0]["dataset"]
    for version in (first, answers):
        version |= {"tags": [], "environments": [], "updated_at": LATER}
    first["inputs"] = []


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Synced:
    """The file after two syncs, between which much was removed."""
    database = tmp_path_factory.mktemp("removal") / "evals.duckdb"
    account = small_account()
    add_evaluation(account)
    sync(make_job(account, database, selection=EVERYTHING))
    before = {table: keys(database, table, key) for table, key in STAYING.items()}
    remove_much(account)
    return Synced(database, sync(make_job(account, database, selection=EVERYTHING)), before)


def test_removal_takes_an_evaluation_that_is_gone(synced: Synced) -> None:
    """A complete listing without it removes it, and its evaluators."""
    evaluations = keys(synced.database, "evaluations", "evaluation_id")
    judged = keys(synced.database, "evaluation_evaluators", "evaluation_id", "evaluator_version_id")

    assert synced.outcome.removed == ["evr_4"]
    assert evaluations == [("evr_1",), ("evr_2",), ("evr_3",)]
    assert judged == [("evr_1", "evv_1"), ("evr_2", "evv_1"), ("evr_3", "evv_1")]


def test_removal_takes_a_run_from_one_of_two_evaluations(synced: Synced) -> None:
    """Run rn_2 left evr_1 and is still one of evr_2; evr_3 has none left."""
    links = keys(synced.database, "evaluation_runs", "evaluation_id", "run_id", "control")

    assert links == [("evr_1", "rn_1", True), ("evr_2", "rn_2", True), ("evr_2", "rn_3", False)]


def test_removal_takes_runs_of_no_evaluation(synced: Synced) -> None:
    """Runs go with their last evaluation: rn_4 and rn_5."""
    assert keys(synced.database, "runs", "run_id") == [("rn_1",), ("rn_2",), ("rn_3",)]


def test_removal_takes_the_last_tag(synced: Synced) -> None:
    """The tags of prv_1 and of the dataset are gone, those of other versions are not."""
    assert keys(synced.database, "version_tags", "version_id", "tag") == [
        ("evv_1", "judges"),
        ("prv_2", "tone"),
        ("prv_4", "last"),
    ]


@pytest.mark.parametrize("table", ["version_inputs", "version_environments"])
def test_removal_takes_the_last_row_of_a_list(synced: Synced, table: str) -> None:
    """A list that is empty now has no row left."""
    assert keys(synced.database, table, "version_id") == []


def test_removal_takes_a_file_that_is_not_listed(synced: Synced) -> None:
    """The listing of files was complete without it."""
    assert keys(synced.database, "files", "file_id") == [("pr_1",)]


def test_removal_leaves_what_is_shared(synced: Synced) -> None:
    """Versions, datasets, users and environments stay, whoever referred to them."""
    after = {table: keys(synced.database, table, key) for table, key in STAYING.items()}

    assert after == synced.before
    assert after == {
        "versions": [("evv_1",), ("evv_4",), ("prv_1",), ("prv_2",), ("prv_4",), ("tv_1",)],
        "datasets": [("dsv_1",)],
        "users": [("usr_1",), ("usr_4",)],
        "environments": [("env_1",)],
    }


def test_removal_is_counted(synced: Synced) -> None:
    """The ledger says how many evaluations were gone."""
    rows = keys(synced.database, "sync_runs", "sync_id", "removed_count")

    assert [count for _, count in rows] == [0, 1]


def test_removal_takes_an_evaluation_that_never_named_its_file(tmp_path: Path) -> None:
    """It stood in the listing of a file and does not any more; an empty listing is refused."""
    database, account = tmp_path / "evals.duckdb", small_account()
    nameless = [find(account, key) for key in ("evr_1", "evr_2")]
    reader = FakeReader([(e | {"file_id": None}, account.runs[e["id"]]) for e in nameless])
    outcomes = []
    for listed in (nameless, nameless[:1]):
        reader.listings[FILE] = [{**evaluation, "file_id": None} for evaluation in listed]
        outcomes.append(sync(make_job(reader, database)))
    reader.listings[FILE] = []
    with pytest.raises(VerificationFailed, match="--allow-empty"):
        sync(make_job(reader, database))

    assert [outcome.removed for outcome in outcomes] == [[], ["evr_2"]]
    assert keys(database, "evaluations", "evaluation_id", "file_id") == [("evr_1", FILE)]

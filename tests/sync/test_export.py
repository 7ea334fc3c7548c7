"""An export gives the same tables as the API that it was made from."""

import shutil
from pathlib import Path

import pytest

from exporter import Exporter, Quirks, lost, refused
from humanloop_evals.cli.summary import alarms
from humanloop_evals.errors import ExitCode
from humanloop_evals.sandbox import Account
from humanloop_evals.sync import Outcome
from sync.contents import Contents, contents, keys, query
from sync.exports import NAME, OF_EVALUATIONS, account_to_export, difference, sync_api, sync_export

pytestmark = pytest.mark.slow

ODD = Quirks(reversed_pages=True, repeated_lines=True, log_page_size=30, datapoints_page_size=20)


@pytest.fixture(scope="module")
def account() -> Account:
    """See there."""
    return account_to_export()


@pytest.fixture(scope="module")
def judged(account: Account) -> str:
    """The evaluation that is of a file."""
    return next(e["id"] for e in account.evaluations if e["file_id"] is not None)


@pytest.fixture(scope="module")
def from_api(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Contents:
    """What the API gives."""
    database = tmp_path_factory.mktemp("api") / NAME
    sync_api(account, database)
    return contents(database)


@pytest.fixture(scope="module")
def exported(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A complete export; not to be changed."""
    return Exporter(account).export(tmp_path_factory.mktemp("exports"))


@pytest.fixture(scope="module")
def loaded(exported: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """That export, loaded."""
    database = tmp_path_factory.mktemp("loaded") / NAME
    return database, sync_export(exported, database)


def export_and_load(account: Account, quirks: Quirks, folder: Path) -> tuple[Contents, Outcome]:
    """An export that went like this."""
    outcome = sync_export(Exporter(account, quirks).export(folder), folder / NAME)
    return contents(folder / NAME), outcome


def test_export_gives_the_tables_of_the_api(
    loaded: tuple[Path, Outcome], from_api: Contents
) -> None:
    """Row by row; beside them is only what the API is not asked for."""
    database, outcome = loaded
    found = contents(database)

    assert outcome.exit_code == ExitCode.COMPLETE
    assert difference(from_api, found) == {}
    assert {name: found[name] for name in OF_EVALUATIONS} == {
        name: from_api[name] for name in OF_EVALUATIONS
    }
    assert found["files"] == from_api["files"]


def test_export_gives_what_only_it_has(loaded: tuple[Path, Outcome], account: Account) -> None:
    """All versions of all files, their deployments, datapoints of all versions, own logs."""
    database, _ = loaded
    versions = [version for file in account.files for version in account.versions[file["id"]]]
    deployed = {
        (version["id"], version["version_id"], place["id"])
        for version in versions
        for place in version["environments"]
    }
    held = {key for (key,) in keys(database, "versions", "version_id")}
    held |= {key for (key,) in keys(database, "datasets", "dataset_version_id")}

    assert held >= {version["version_id"] for version in versions}
    assert deployed == set(keys(database, "deployments", "file_id", "version_id", "environment_id"))
    assert query(
        database,
        "select count(*) from humanloop.datasets where datapoints_count <> (select count(*) from "
        "humanloop.dataset_datapoints as p where p.dataset_version_id = "
        "datasets.dataset_version_id)",
    ) == [(0,)]
    assert query(
        database,
        "select count(*) > 0, bool_and(v.file_id = l.file_id) from humanloop.file_logs as l "
        "join humanloop.logs using (log_id) join humanloop.versions as v using (version_id)",
    ) == [(True, True)]


def test_quirks_of_the_exporter_change_nothing(
    account: Account, loaded: tuple[Path, Outcome], tmp_path: Path
) -> None:
    """Lines in any order, lines that stand twice, many small pages."""
    found, outcome = export_and_load(account, ODD, tmp_path)

    assert outcome.exit_code == ExitCode.COMPLETE
    assert found == contents(loaded[0])


@pytest.mark.parametrize("kind", ["zip", "gztar"])
def test_archive_gives_the_same(
    exported: Path, loaded: tuple[Path, Outcome], kind: str, tmp_path: Path
) -> None:
    """And leaves nothing beside the database."""
    archive = Path(shutil.make_archive(str(tmp_path / "packed"), kind, exported.parent))
    (tmp_path / "database").mkdir()
    database = tmp_path / "database" / NAME
    outcome = sync_export(archive, database)

    assert contents(database) == contents(loaded[0])
    assert outcome.ledger_row["origin"] == f"export {exported.name}"
    assert {path.name for path in database.parent.iterdir()} == {NAME, f"{NAME}.lock"}


def test_lost_page_is_named_and_all_else_loaded(
    account: Account, judged: str, loaded: tuple[Path, Outcome], tmp_path: Path
) -> None:
    """Every run that lacks logs, with the reason from the exporter's log; nothing is derived."""
    quirks = Quirks(log_page_size=50, fails=lost(f"/evaluations/{judged}/logs", 2))
    found, outcome = export_and_load(account, quirks, tmp_path)
    complete = contents(loaded[0])
    missing = difference(complete, found)
    short = [one for one in outcome.differences if one.what == "num_logs"]

    assert outcome.exit_code == ExitCode.PARTIAL
    assert outcome.differences == short
    assert sum(one.expected - (one.loaded or 0) for one in short) == 50
    assert len(missing["evaluation_logs"]) == 50
    # Only what was read of the runs as a whole is not as it was.
    assert missing.keys() <= {
        "evaluation_log_reads", "evaluation_logs", "judgments", "judgment_options"
    }  # fmt: skip
    assert difference(found, complete).keys() <= {"evaluation_log_reads"}
    first = short[0]
    assert alarms(outcome)[0] == (
        f"evaluation {judged}, run {first.run_id}: num_logs says {first.expected:.0f}, what was "
        f"served and loaded gives {first.loaded:.0f} (export.log: could not fetch page 2 (Server "
        "error '500 Internal Server Error'))"
    )


def test_lost_page_is_named_every_time(account: Account, judged: str, tmp_path: Path) -> None:
    """An export does not get better by being loaded again."""
    quirks = Quirks(log_page_size=50, fails=lost(f"/evaluations/{judged}/logs", 2))
    folder = Exporter(account, quirks).export(tmp_path)
    first, second = (sync_export(folder, tmp_path / NAME) for _ in range(2))

    assert alarms(second) == alarms(first) != []
    assert changes(tmp_path / NAME, second) == []


def test_lost_page_of_datapoints_is_named(account: Account, tmp_path: Path) -> None:
    """Of the dataset version that lacks them."""
    version = max(
        (v for each in account.versions.values() for v in each if v["type"] == "dataset"),
        key=lambda version: version["datapoints_count"],
    )
    path = f"/datasets/{version['id']}/datapoints"
    fails = lost(path, 2, version_id=version["version_id"])
    _, outcome = export_and_load(account, Quirks(datapoints_page_size=20, fails=fails), tmp_path)
    (difference_,) = outcome.differences

    assert outcome.exit_code == ExitCode.PARTIAL
    assert (difference_.what, difference_.dataset_version_id) == (
        "datapoints_count",
        version["version_id"],
    )
    assert difference_.expected - (difference_.loaded or 0) == 20
    assert "export.log: could not fetch page 2" in difference_.describe()


def test_lost_pages_of_unknown_content_are_named(account: Account, tmp_path: Path) -> None:
    """A file's own logs are nowhere counted: that one was lost is all there is to say."""
    file_id = max(account.files, key=lambda file: file.get("total_logs_count") or 0)["id"]
    fails = lost("/logs", 2, file_id=file_id)
    named = export_and_load(account, Quirks(log_page_size=10, fails=fails), tmp_path / "a")[1]
    quirks = Quirks(log_page_size=10, fails=fails, without_url=True)
    unnamed = export_and_load(account, quirks, tmp_path / "b")[1]

    assert named.exit_code == unnamed.exit_code == ExitCode.PARTIAL
    (message,) = alarms(named)
    assert message.endswith(
        f"could not fetch page 2 (Server error '500 Internal Server Error') of the logs of file "
        f"{file_id}"
    )
    assert alarms(unnamed) == [
        "export.log: a page of unknown content could not be fetched (The read operation timed out)"
    ]


@pytest.mark.parametrize(
    ("step", "rows", "said"),
    [
        ("stats", (1, 0, 0), ["stats.json is missing", "runs is missing"]),
        ("runs", (1, 0, 1), ["runs is missing"]),
        ("logs", (1, 8, 1), []),
    ],
)
def test_aborted_file_is_named_and_what_it_has_loaded(
    account: Account,
    judged: str,
    step: str,
    rows: tuple[int, int, int],
    said: list[str],
    tmp_path: Path,
) -> None:
    """As far as the exporter came: the evaluation, its stats, its runs."""
    quirks = Quirks(fails=refused(f"/evaluations/{judged}/{step}"))
    found, outcome = export_and_load(account, quirks, tmp_path)
    of_it = [
        sum(row[0] == judged for row in found[name])
        for name in ("evaluations", "evaluation_runs", "evaluation_reports")
    ]
    messages = " ".join(alarms(outcome))

    assert outcome.exit_code == ExitCode.PARTIAL
    assert tuple(of_it) == rows
    assert "was not finished by the exporter, which stopped at it: Server error '500" in messages
    for part in said:
        assert f"{judged}: {part}" in messages


def test_resumed_export_leaves_no_trace(judged: str, tmp_path: Path) -> None:
    """Run files of the first attempt stay, of runs that were removed before the second."""
    of_its_own = account_to_export()
    file_id = next(e["file_id"] for e in of_its_own.evaluations if e["id"] == judged)
    exporter = Exporter(of_its_own, Quirks(fails=refused("/logs")))
    exporter.export(tmp_path)
    gone = of_its_own.runs[judged].pop()["id"]
    evaluation = next(e for e in of_its_own.evaluations if e["id"] == judged)
    evaluation["runs_count"] -= 1
    exporter.quirks = Quirks()
    folder = exporter.export(tmp_path)
    outcome = sync_export(folder, tmp_path / NAME)
    sync_api(of_its_own, tmp_path / "api.duckdb")
    found, expected = contents(tmp_path / NAME), contents(tmp_path / "api.duckdb")

    assert (folder / "files" / file_id / "evaluations" / judged / "runs" / gone).exists()
    assert outcome.exit_code == ExitCode.COMPLETE
    assert {name: found[name] for name in OF_EVALUATIONS} == {
        name: expected[name] for name in OF_EVALUATIONS
    }
    assert query(
        tmp_path / NAME, "select count(*) from humanloop.sync_issues where kind = 'remark'"
    ) == [(1,)]


def test_cut_line_keeps_back_its_evaluation_only(
    exported: Path, judged: str, loaded: tuple[Path, Outcome], tmp_path: Path
) -> None:
    """Named with file and line."""
    folder = Path(shutil.copytree(exported, tmp_path / exported.name))
    (part,) = folder.glob(f"files/*/evaluations/{judged}/logs/1.jsonl")
    lines = part.read_text().splitlines(keepends=True)
    part.write_text("".join(lines)[:-100])
    outcome = sync_export(folder, tmp_path / NAME)
    (message,) = alarms(outcome)

    assert outcome.exit_code == ExitCode.PARTIAL
    assert message.startswith(
        f"evaluation {judged} was not read; what the file has of it stays: "
        f"{part}, line {len(lines)}: "
    )
    assert keys(tmp_path / NAME, "evaluations", "evaluation_id") == []
    assert contents(tmp_path / NAME)["deployments"] == contents(loaded[0])["deployments"]


def changes(database: Path, outcome: Outcome) -> list[tuple]:
    """What a sync has changed."""
    sync_id = outcome.ledger_row["sync_id"]
    return query(
        database,
        "select table_name, change, record_key, changed_columns from humanloop.changes "
        f"where sync_id = '{sync_id}' order by all",
    )

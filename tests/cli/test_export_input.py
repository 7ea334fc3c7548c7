"""`--from-export` on the command line: no key, no network, and losses that are named."""

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import command
from exporter import Exporter, Quirks, lost
from humanloop_evals.sandbox import generate

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small export in `exports`."""
    folder = tmp_path_factory.mktemp("owner")
    account = generate(evaluations=2)
    (evaluation,) = [e for e in account.evaluations if e["file_id"]]
    datasets = [run["dataset"]["id"] for run in account.runs[evaluation["id"]] if run["dataset"]]
    wanted = {evaluation["file_id"], *datasets}
    account.files[:] = [file for file in account.files if file["id"] in wanted]
    Exporter(account).export(folder / "exports")
    return folder


def test_sync_of_an_export_needs_no_key(folder: Path) -> None:
    """What is configured for an API, however broken, is not looked at; stderr stays empty."""
    done = command.run(
        "sync", "--from-export", "exports", "--progress", "off",
        folder=folder, HUMANLOOP_API_KEY="no key", HUMANLOOP_BASE_URL="no address",
        SOURCES__HUMANLOOP__FILE_IDS='["pr_elsewhere"]',
    )  # fmt: skip
    status = command.run("status", folder=folder)

    assert (done.code, done.err) == (0, "")
    assert "holds 1 evaluations with 8 runs.\nRead from export 20250605" in done.out
    assert "requests" not in done.out.partition("\n")[0]
    assert "read from export 20250605-120000 " in status.out


def test_sync_of_an_export_hides_what_is_configured_to_be_hidden(
    folder: Path, tmp_path: Path
) -> None:
    """What is the tool's own configuration holds for every input."""
    flags = ("sync", "--from-export", str(folder / "exports"), "--progress", "off")
    done = command.run(*flags, folder=tmp_path, HUMANLOOP_EVALS_REDACT='["output"]')
    sql = "select count(*) as n, count(output) as outputs from humanloop.logs"
    query = command.run("query", sql, "--format", "csv", folder=tmp_path)

    assert (done.code, done.err) == (0, "")
    assert query.out.splitlines()[1] == "189,0"


def test_progress_of_an_export_is_in_bytes(folder: Path, tmp_path: Path) -> None:
    """How many evaluations there are says little when one has most of the logs."""
    flags = ("sync", "--from-export", str(folder / "exports"), "--progress", "bar")
    done = command.run(*flags, folder=tmp_path)

    assert " of 4 MB read" in done.err


def test_check_of_an_export_says_what_is_there(folder: Path) -> None:
    """And that nothing is missing."""
    done = command.run("check", "--from-export", "exports", folder=folder)
    found = json.loads(
        command.run("check", "--from-export", "exports", "--json", folder=folder).out
    )

    datasets = found["files"]["dataset"]

    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[1:] == [
        "It holds 20250605-120000, with",
        f"          {datasets + 1}  files ({datasets} dataset, 1 prompt)",
        f"  {found['versions']:>9,}  versions",
        "          1  evaluations with 8 runs",
        "        189  logs of evaluations",
        "        189  logs that files list as their own",
        f"  {found['datapoints']:>9,}  datapoints of dataset versions",
        "Nothing is missing that is counted somewhere.",
        "Next: humanloop-evals sync --from-export exports",
    ]
    assert (found["missing"], found["logs"], found["runs"]) == ([], 189, 8)


def test_check_of_an_export_refuses_a_file_of_others(folder: Path, tmp_path: Path) -> None:
    """As the sync would."""
    with duckdb.connect(str(tmp_path / "mine.duckdb")) as connection:
        connection.execute("create table t as select 1 as a")
    flags = ("--from-export", str(folder / "exports"), "--database", "mine.duckdb")
    done = command.run("check", *flags, folder=tmp_path)

    assert (done.code, done.out) == (2, "")
    assert "is a DuckDB file that no sync has made; it was not touched." in done.err


def test_check_of_an_export_names_what_is_missing(tmp_path: Path) -> None:
    """Lost pages, damaged lines, files that were not finished."""
    account = generate(evaluations=2)
    (evaluation,) = [e for e in account.evaluations if e["file_id"]]
    dataset = next(run["dataset"] for run in account.runs[evaluation["id"]] if run["dataset"])
    ids = {evaluation["file_id"], dataset["id"]}
    account.files[:] = [file for file in account.files if file["id"] in ids]
    fails = lost(f"/evaluations/{evaluation['id']}/logs", 2)
    folder = Exporter(account, Quirks(log_page_size=50, fails=fails)).export(tmp_path)
    (part,) = folder.glob("files/*/evaluations/*/logs/1.jsonl")
    part.write_text(part.read_text() + '{"run_id": ')
    shutil.rmtree(folder / "files" / dataset["id"] / "datapoints")
    (folder / "files" / dataset["id"] / ".done").unlink()
    done = command.run("check", "--from-export", str(folder), folder=tmp_path)
    _, _, missing = done.out.partition("Missing:\n")

    assert done.code == 0
    for said in (
        f"  evaluation {evaluation['id']}: logs: 139 of 189 (export.log: could not fetch page 2 (",
        f"  {part}, line 140 is no log; evaluation {evaluation['id']} is kept back",
        f"  dataset version {dataset['version_id']}: datapoints: ",
        f"  {folder}/files/{dataset['id']} was not finished by the exporter",
    ):
        assert said in missing


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--sandbox",), "--from-export does not go with --sandbox: both name an input"),
        (("--base-url", "https://x"), "--from-export does not go with --base-url: both name"),
        (("--prune",), "--from-export does not go with --prune: an export is no complete listing"),
    ],
)
def test_flags_that_contradict_an_export_are_refused(
    folder: Path, flags: tuple[str, ...], said: str
) -> None:
    """Before anything is read."""
    done = command.run("sync", "--from-export", "exports", *flags, folder=folder)

    assert (done.code, done.err.startswith(f"humanloop-evals: {said}")) == (2, True)


def test_export_that_is_none_ends_with_2(tmp_path: Path) -> None:
    """One line, no traceback, no file."""
    done = command.run("sync", "--from-export", ".", folder=tmp_path)

    assert done.code == 2
    assert done.err.startswith("humanloop-evals: . holds no export: pass exports/<timestamp>")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at the process's open files")
def test_killed_sync_of_an_archive_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    """Not even the worst of signals: what was unpacked has no name."""
    archive = shutil.make_archive(str(tmp_path / "packed"), "gztar", folder / "exports")
    (tmp_path / "database").mkdir()
    held = (
        "import humanloop_evals.export_tree.tree as tree\n"
        "def stop(text):\n"
        "    print('unpacked', flush=True)\n"
        "    input()\n"
        "tree._explore = stop\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", held + command.MAIN, "sync", "--from-export", archive],
        cwd=tmp_path / "database",
        env=command.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "unpacked\n"
        process.send_signal(signal.SIGKILL)

    assert list((tmp_path / "database").iterdir()) == []

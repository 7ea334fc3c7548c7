"""The report as a command, and behind a sync."""

import shutil
import stat
from pathlib import Path

import duckdb
import pytest

import command
from report.filled import Filled
from sync.accounts import small_account
from sync.processes import Command, wait_until
from sync.served import Served, serving

pytestmark = pytest.mark.slow

LOADED = "humanloop_sandbox.duckdb"


@pytest.fixture
def published(loaded: Path, tmp_path: Path) -> Path:
    """A folder with the sandbox's file."""
    shutil.copy(loaded / LOADED, tmp_path / LOADED)
    return tmp_path


def test_report_command_says_what_it_wrote(published: Path, sandbox_report: Path) -> None:
    """The first figures; the file is the owner's, and needs no library that is slow to import."""
    code = command.telling("dlt", "pyarrow", "httpx", "pandas", "flask", "pytz")
    done = command.run("report", "-o", "r.html", "--sandbox", folder=published, code=code)
    said, imported = done.out.splitlines()

    assert (done.code, done.err) == (0, "")
    assert said.startswith("r.html: 24 evaluations, ")
    assert imported == "imported: []"
    assert (published / "r.html").read_bytes() == sandbox_report.read_bytes()
    assert stat.S_IMODE((published / "r.html").stat().st_mode) == 0o600
    assert sorted(path.name for path in published.iterdir()) == [LOADED, "r.html"]


def test_report_replaces_what_a_link_leads_to(filled: Filled) -> None:
    """The link stays, and so does the mode of the file behind it."""
    filled.put()
    folder = filled.database.parent
    (folder / "served.html").write_text("old")
    (folder / "served.html").chmod(0o644)
    filled.path.symlink_to("served.html")
    filled.report()

    assert filled.path.is_symlink()
    assert (folder / "served.html").read_text().startswith("<!DOCTYPE html>")
    assert stat.S_IMODE((folder / "served.html").stat().st_mode) == 0o644


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "none/r.html"], "none/r.html: the folder {folder}/none does not exist"),
        (["-o", "x.duckdb"], "x.duckdb belongs to the database; choose another for the report"),
        (
            ["-o", "x.duckdb.wal"],
            "x.duckdb.wal belongs to the database; choose another for the report",
        ),
        (["-o", "."], ". is no file; the report can't replace it"),
        (
            ["-o", "r.html", "--evaluation", "evr_9"],
            (
                "there is no evaluation 'evr_9' in the file; `humanloop-evals query "
                '"select evaluation_id, name from evaluations"` lists them'
            ),
        ),
        (
            ["-o", "r.html", "--database", "none.duckdb"],
            "{folder}/none.duckdb does not exist; `humanloop-evals sync` makes it",
        ),
    ],
)
def test_report_refuses_what_it_cannot_do(
    filled: Filled, arguments: list[str], message: str
) -> None:
    """One line, exit 2, and no file."""
    filled.put()
    folder = filled.database.parent
    flags = [] if "--database" in arguments else ["--database", "x.duckdb"]
    done = command.run("report", *arguments, *flags, folder=folder)

    assert (done.code, done.out) == (2, "")
    assert done.err == f"humanloop-evals: {message.format(folder=folder)}\n"
    assert [path.name for path in folder.iterdir()] == ["x.duckdb"]


def test_report_refuses_a_file_without_its_views(filled: Filled) -> None:
    """One of an older version: it says what helps."""
    filled.put()
    with duckdb.connect(str(filled.database)) as connection:
        connection.execute("drop schema marts cascade")
    flags = ("--database", "x.duckdb")
    done = command.run("report", "-o", "r.html", *flags, folder=filled.database.parent)

    assert done.code == 2
    assert done.err.startswith("humanloop-evals: x.duckdb lacks what the report reads (")
    assert done.err.endswith("the next sync with this version adds it\n")


def test_report_that_cannot_be_written_leaves_the_old_one(filled: Filled) -> None:
    """On a full disk, too."""
    filled.put()
    filled.path.write_text("old")
    process = Command(
        "report", "-o", "report.html", "--database", "x.duckdb",
        folder=filled.database.parent, file_limit=4096,
    )  # fmt: skip
    done = process.done()

    assert done.code == 2
    assert "report.html can't be written: File too large" in done.err
    assert filled.path.read_text() == "old"
    assert list(filled.database.parent.glob(".report*")) == []


@pytest.fixture
def served() -> "Served":
    """A small account behind a gate."""
    with serving(small_account()) as found:
        yield found


def test_sync_writes_a_report_after_publishing(served: Served, tmp_path: Path) -> None:
    """The same as the command writes of the same file."""
    flags = (*served.flags, "--allow-http", "--database", "x.duckdb", "--report", "r.html")
    key = {"HUMANLOOP_API_KEY": served.key}
    done = Command(*flags, folder=tmp_path, **key).done()
    command.run("report", "-o", "again.html", "--database", "x.duckdb", folder=tmp_path)

    assert (done.code, done.err) == (0, "")
    assert (tmp_path / "r.html").read_bytes() == (tmp_path / "again.html").read_bytes()


def test_sync_refuses_a_report_before_it_reads(served: Served, tmp_path: Path) -> None:
    """A folder that is missing is found out at once, not after an hour."""
    flags = (*served.flags, "--allow-http", "--database", "x.duckdb", "--report", "none/r.html")
    done = Command(*flags, folder=tmp_path, HUMANLOOP_API_KEY=served.key).done()

    assert done.code == 2
    assert done.err.startswith("humanloop-evals: none/r.html: the folder ")
    assert served.paths == set()
    assert not (tmp_path / "x.duckdb").exists()


def test_sync_with_a_failing_report_is_published_and_not_silent(
    served: Served, tmp_path: Path
) -> None:
    """The folder of the report goes while the sync reads: exit 2, a line, and the new data."""
    (tmp_path / "reports").mkdir()
    served.held.add("/v5/evaluations")
    flags = (*served.flags, "--allow-http", "--database", "x.duckdb", "--report", "reports/r.html")
    process = Command(*flags, folder=tmp_path, HUMANLOOP_API_KEY=served.key)
    wait_until(served.arrived.is_set, process)
    (tmp_path / "reports").rmdir()
    served.open()
    done = process.done()
    status = command.run("status", "--database", "x.duckdb", folder=tmp_path)

    assert done.code == 2
    assert done.err == (
        "humanloop-evals: published, but the report was not written: reports/r.html: the folder "
        f"{tmp_path}/reports does not exist\n"
    )
    assert "x.duckdb holds 3 evaluations" in done.out
    assert (status.code, status.err) == (0, "")


def test_partial_sync_with_a_failing_report_stays_partial(tmp_path: Path) -> None:
    """What the sync itself has to say weighs more."""
    code = (
        "import sys; from pathlib import Path; from types import SimpleNamespace as Outcome\n"
        "from humanloop_evals.cli.reporting import write_report_of\n"
        "outcome = Outcome(exit_code=4, database=Path('none.duckdb'))\n"
        "sys.exit(write_report_of(outcome, Path('r.html')))"
    )
    done = command.run(folder=tmp_path, code=code)

    assert done.code == 4
    assert done.err.startswith("humanloop-evals: published, but the report was not written: ")


def test_signal_behind_a_sync_says_what_is_missing(tmp_path: Path) -> None:
    """Published, so not 143, and not without a word."""
    code = (
        "import os, signal; from humanloop_evals.signals import leave_with\n"
        "leave_with(2, 'no report'); os.kill(os.getpid(), signal.SIGTERM)\n"
        "signal.pause()"
    )
    done = command.run(folder=tmp_path, code=code)

    assert (done.code, done.err) == (2, "humanloop-evals: no report\n")

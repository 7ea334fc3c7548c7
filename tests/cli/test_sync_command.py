"""`sync` as a command: what it prints, and how it refuses."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

import command
from humanloop_evals.ledger import read_failures

LOADED = "humanloop_sandbox.duckdb"
# The command, up to its first requests.
_BEGINNING = f"""
import os, sys
from humanloop_evals.client import Client
def begin(client, selection):
    print(selection.file_ids, sorted({{"dlt", "duckdb", "pyarrow"}} & sys.modules.keys()))
    sys.stdout.flush()
    os._exit(0)
Client.begin = begin
{command.MAIN}
"""
# The command, from where a sync has published.
_PUBLISHED = f"""
import os, sys
from types import SimpleNamespace
from humanloop_evals import signals
from humanloop_evals.cli import commands
def leave_with(exit_code):
    print(exit_code, "humanloop_evals.cli.summary" in sys.modules)
    sys.stdout.flush()
    os._exit(0)
signals.leave_with = leave_with
commands.start_sync = lambda flags, say: lambda: SimpleNamespace(exit_code=4)
{command.MAIN}
"""
# The command, up to the sync of an export.
_OF_AN_EXPORT = f"""
import os, sys
from humanloop_evals import export_tree, sync
class Export:
    archive, name = True, "exports"
    def __init__(self, *_, **__):
        pass
export_tree.ExportReader = Export
def show(job):
    print(job.origin, job.started_at)
    sys.stdout.flush()
    os._exit(0)
sync.sync = show
{command.MAIN}
"""


def test_sync_prints_the_rows_of_every_table(loaded: Path) -> None:
    """The counts printed are those in the file."""
    printed = (loaded / "printed").read_text(encoding="utf-8").splitlines()
    start = printed.index(f"{'table':<32}{'rows':>9}") + 1
    table = [line.split() for line in printed[start : printed.index("", start)]]
    with duckdb.connect(str(loaded / LOADED), read_only=True) as connection:
        counted = [
            [
                name,
                f"{connection.execute(f'select count(*) from humanloop.{name}').fetchone()[0]:,}",
            ]
            for name, _ in table
        ]

    assert table == counted


def test_sync_says_where_the_file_is_and_what_next(loaded: Path) -> None:
    """The last lines are commands that work as they stand."""
    printed = (loaded / "printed").read_text(encoding="utf-8")
    commands = [
        line.strip() for line in printed.splitlines() if line.startswith("  humanloop-evals")
    ]

    assert f"The file: {loaded / LOADED}" in printed
    assert commands == [
        'humanloop-evals query --sandbox "select version_name, model, status from run_overview"',
        "humanloop-evals query --sandbox regressions",
        "humanloop-evals status --sandbox",
    ]


def test_sync_refuses_an_empty_selection(tmp_path: Path) -> None:
    """Without a selection it names the three ways, and the sandbox."""
    done = command.run("sync", folder=tmp_path, HUMANLOOP_API_KEY="hl_sk_example")

    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "humanloop-evals: nothing selected: pass --evaluation ID, --file ID or --all-evaluations, "
        "or set evaluation_ids, file_ids or all_evaluations in .dlt/config.toml under "
        "[sources.humanloop]. To try without an account: humanloop-evals sync --sandbox\n"
    )


def test_sync_refuses_to_run_without_a_key(tmp_path: Path) -> None:
    """Without a key it names both places for one."""
    done = command.run("sync", "--all-evaluations", folder=tmp_path)

    assert done.code == 2
    assert done.err == (
        "humanloop-evals: no API key: set HUMANLOOP_API_KEY, or humanloop_api_key in "
        ".dlt/secrets.toml under [sources.humanloop]\n"
    )


def copy_of(loaded: Path, database: Path) -> Path:
    """What a sync has left: the file, and its lock beside it."""
    for ending in ("", ".lock"):
        shutil.copy(loaded / f"{LOADED}{ending}", f"{database}{ending}")
    return database


def test_sync_that_cannot_begin_is_recorded(loaded: Path, tmp_path: Path) -> None:
    """A key that was taken away costs nights: status says so, also while the file is young."""
    copy_of(loaded, tmp_path / LOADED)
    (tmp_path / ".dlt").mkdir()
    (tmp_path / ".dlt" / "config.toml").write_text("[broken")
    flags = ("--all-evaluations", "--json", "--database", LOADED)
    done = command.run("sync", *flags, folder=tmp_path, HUMANLOOP_API_KEY="hl_sk_example")
    (row,) = read_failures(tmp_path / LOADED)
    status = command.run("status", "--database", LOADED, folder=tmp_path)

    assert (done.code, json.loads(done.out)) == (2, {"exit_code": 2, "message": row["message"]})
    assert done.err == f"humanloop-evals: {row['message']}\n"
    assert (row["exit_code"], row["input"], row["is_published"]) == (2, "api", False)
    assert status.code == 8
    assert row["message"] in status.err


BROKEN = {
    "another setting": ('[humanloop_evals]\ndatabase = "x.duckdb"\nattempts = "many"\n', ""),
    "the other file": ('[humanloop_evals]\ndatabase = "x.duckdb"\n', "broken ["),
}


@pytest.mark.parametrize("what", BROKEN)
def test_sync_that_cannot_begin_is_recorded_where_the_database_is(
    loaded: Path, tmp_path: Path, what: str
) -> None:
    """Whatever else can't be read, the night is missing there."""
    folder, database = tmp_path / ".dlt", copy_of(loaded, tmp_path / "x.duckdb")
    folder.mkdir()
    for name, content in zip(("config.toml", "secrets.toml"), BROKEN[what], strict=True):
        (folder / name).write_text(content, encoding="utf-8")
    done = command.run("sync", "--all-evaluations", folder=tmp_path, HUMANLOOP_API_KEY="k")

    assert done.code == 2
    assert [row["exit_code"] for row in read_failures(database)] == [2]


def test_sync_that_cannot_begin_is_recorded_where_the_environment_says(
    loaded: Path, tmp_path: Path
) -> None:
    """The README's crontab line names the database there."""
    database = copy_of(loaded, tmp_path / "x.duckdb")
    more = {"HUMANLOOP_EVALS_DATABASE": str(database), "HUMANLOOP_EVALS_ATTEMPTS": "many"}
    done = command.run("sync", "--all-evaluations", folder=tmp_path, **more)

    assert done.code == 2
    assert [row["exit_code"] for row in read_failures(database)] == [2]


@pytest.mark.parametrize("command_name", ["sync", "status"])
def test_database_that_no_file_can_be_is_refused(tmp_path: Path, command_name: str) -> None:
    """A line break or NUL from a configuration file."""
    (tmp_path / ".dlt").mkdir()
    config = '[humanloop_evals]\ndatabase = "a\\u0000b"'
    (tmp_path / ".dlt" / "config.toml").write_text(config, encoding="utf-8")
    flags = ("--all-evaluations",) if command_name == "sync" else ()
    done = command.run(command_name, *flags, folder=tmp_path, HUMANLOOP_API_KEY="k")

    assert (done.code, done.out) == (2, "")
    assert done.err == "humanloop-evals: 'a\\x00b': no file can have this name\n"


def test_sync_that_cannot_begin_leaves_nothing_in_a_new_folder(tmp_path: Path) -> None:
    """A first try is no night."""
    done = command.run("sync", "--all-evaluations", folder=tmp_path)

    assert done.code == 2
    assert list(tmp_path.iterdir()) == []


def test_sync_refuses_plain_http_to_another_host(tmp_path: Path) -> None:
    """The key must not travel unencrypted by accident."""
    flags = ("--all-evaluations", "--base-url", "http://evals.example.com/v5")
    done = command.run("sync", *flags, folder=tmp_path, HUMANLOOP_API_KEY="hl_sk_example")

    assert done.code == 2
    assert "unencrypted" in done.err
    assert list(tmp_path.iterdir()) == []


def test_sync_explains_a_wrong_option(tmp_path: Path) -> None:
    """A usage error is exit 2, without a traceback."""
    done = command.run("sync", "--deadline", "soon", folder=tmp_path)

    assert done.code == 2
    assert "expected a duration such as 90, 90s, 30m, 26h or 7d" in done.err


def test_sync_prints_one_json_object(tmp_path: Path, sandbox_url: str) -> None:
    """`--json` is for programs, nothing else is printed; here of a compatible endpoint."""
    flags = ("--all-evaluations", "--base-url", sandbox_url, "--json", "--progress", "off")
    done = command.run("sync", *flags, folder=tmp_path, HUMANLOOP_API_KEY="sandbox")
    printed = json.loads(done.out)

    assert (done.code, done.err) == (0, "")
    assert printed["alarms"] == []
    assert printed["sync"]["exit_code"] == 0
    assert printed["rows"]["evaluations"] == printed["sync"]["evaluations_count"]
    assert printed["sync"]["origin"] == sandbox_url.removesuffix("/v5")
    assert printed["database"] == str(tmp_path / "humanloop_evals.duckdb")


def test_sync_names_a_refused_key_without_showing_it(tmp_path: Path, sandbox_url: str) -> None:
    """401 is exit 3 after one try; the key stays out of everything."""
    flags = ("--all-evaluations", "--base-url", sandbox_url)
    done = command.run("sync", *flags, folder=tmp_path, HUMANLOOP_API_KEY="hl_sk_not_this_one")
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert done.code == 3
    assert "401" in done.err
    assert "Check HUMANLOOP_API_KEY" in done.err
    assert "hl_sk_not_this_one" not in done.out + done.err
    assert b"hl_sk_not_this_one" not in written


def test_sync_asks_before_it_imports_what_loads(tmp_path: Path) -> None:
    """While the first answers are on their way there is time for DuckDB, Arrow and dlt."""
    done = command.run(
        "sync",
        *("--file", "pr_1", "--base-url", "http://127.0.0.1:9/v5"),
        folder=tmp_path,
        code=_BEGINNING,
        HUMANLOOP_API_KEY="hl_sk_example",
    )

    assert (done.code, done.out) == (0, "('pr_1',) []\n")


def test_sync_that_has_published_says_so_before_all_else(tmp_path: Path) -> None:
    """To import the summary takes time, in which a signal must not say that nothing was."""
    done = command.run("sync", "--sandbox", folder=tmp_path, code=_PUBLISHED)

    assert (done.code, done.out) == (0, "4 False\n")


def test_sync_of_an_export_begins_when_that_was_looked_through(tmp_path: Path) -> None:
    """That may take minutes, in which a sync of the API publishes newer data."""
    done = command.run("sync", "--from-export", ".", folder=tmp_path, code=_OF_AN_EXPORT)

    assert (done.code, done.out) == (0, "export exports None\n")


def test_sync_names_a_server_that_is_not_there(tmp_path: Path) -> None:
    """Nothing listening is exit 7, and no file appears."""
    flags = ("--all-evaluations", "--base-url", "http://127.0.0.1:9/v5")
    more = {"HUMANLOOP_API_KEY": "k", "HUMANLOOP_EVALS_ATTEMPTS": "1"}
    done = command.run("sync", *flags, folder=tmp_path, **more)

    assert done.code == 7
    assert done.err.startswith("humanloop-evals: http://127.0.0.1:9: no connection")
    assert not (tmp_path / "humanloop_evals.duckdb").exists()


@pytest.mark.parametrize("flag", ["--no-logs", "--no-stats"])
def test_sync_does_not_rebuild_what_it_would_leave_out(tmp_path: Path, flag: str) -> None:
    """A file built anew would have lost what the flag leaves as it is."""
    done = command.run("sync", "--sandbox", "--full-refresh", flag, folder=tmp_path)

    assert done.code == 2
    assert "--full-refresh builds the file anew" in done.err
    assert list(tmp_path.iterdir()) == []

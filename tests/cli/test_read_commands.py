"""`query`, `status`, `check` and the help: quick, read-only, and the same for every reader."""

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import command

QUERY = "select 'é, \"x\"' as t, 1 as n, 0.1::double as d, null as nothing, true as b"


def test_query_prints_csv(loaded: Path) -> None:
    """CSV with a header, quoted where it must be."""
    done = command.run("query", "--sandbox", QUERY, "--format", "csv", folder=loaded)

    assert done == command.Done(0, 't,n,d,nothing,b\n"é, ""x""",1,0.1,,true\n', "")


def test_query_prints_json(loaded: Path) -> None:
    """JSON as a list of objects."""
    done = command.run("query", "--sandbox", QUERY, "--format", "json", folder=loaded)

    assert json.loads(done.out) == [{"t": 'é, "x"', "n": 1, "d": 0.1, "nothing": None, "b": True}]


def test_query_prints_parquet(loaded: Path, tmp_path: Path) -> None:
    """Parquet goes to stdout as bytes."""
    arguments = [sys.executable, "-c", command.MAIN, "query", "--sandbox", QUERY]
    printed = subprocess.run(
        [*arguments, "--format", "parquet"],
        cwd=loaded,
        env=command.environment(),
        capture_output=True,
        check=True,
    ).stdout
    (tmp_path / "x.parquet").write_bytes(printed)
    rows = duckdb.sql(f"select * from '{tmp_path}/x.parquet'").fetchall()

    assert rows == [('é, "x"', 1, 0.1, None, True)]


def test_query_prints_a_table_with_times_in_utc(loaded: Path) -> None:
    """A table for people, whatever the zone of the machine."""
    sql = "select timestamptz '2025-03-08 12:00:00+02' as at"
    done = command.run("query", "--sandbox", sql, folder=loaded, TZ="Asia/Tokyo")

    assert "2025-03-08 10:00:00+00" in done.out


def test_query_runs_a_named_query(loaded: Path) -> None:
    """A name of sql/queries stands for its file; tables need no schema."""
    named = command.run(
        "query", "--sandbox", "version_iterations", "--format", "csv", folder=loaded
    )
    counted = command.run(
        "query", "--sandbox", "select count(distinct version_id) from runs", "--format", "csv",
        folder=loaded,
    )  # fmt: skip

    assert len(named.out.splitlines()) - 1 == int(counted.out.splitlines()[1])


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("selekt 1", "the query can't be run: Parser Error"),
        ("select * from nowhere", "the query can't be run: Catalog Error"),
        ("delete from runs", "one select (or explain, describe, show, summarize) is wanted"),
        ("copy (select 1) to 'written.csv'", "one select"),
        ("attach 'written.duckdb' as w", "one select"),
        ("select 1; select 2", "one select"),
        ("create table runs (a int); select 1", "read-only"),
        ("", "one select"),
        ("nothing_like_that", "there is no query named 'nothing_like_that'"),
    ],
)
def test_query_explains_what_it_cannot_run(loaded: Path, sql: str, said: str) -> None:
    """A wrong statement is exit 2 and one message, without a traceback."""
    done = command.run("query", "--sandbox", sql, folder=loaded)

    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "Traceback" not in done.err
    assert not list(loaded.glob("written*"))


def test_query_names_a_missing_file(tmp_path: Path) -> None:
    """Before the first sync it says which command makes the file."""
    done = command.run("query", "select 1", folder=tmp_path)

    assert done.code == 2
    assert done.err == (
        "humanloop-evals: humanloop_evals.duckdb does not exist; `humanloop-evals sync` makes it\n"
    )


@pytest.mark.parametrize(
    "arguments", [("query", "select 1"), ("query", "regressions"), ("report", "-o", "r.html")]
)
def test_file_of_others_is_named(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """A DuckDB file without our tables is a mistake of the user, and no bug."""
    with duckdb.connect(str(tmp_path / "mine.duckdb")) as connection:
        connection.execute("create table t as select 1 as a")
    done = command.run(*arguments, "--database", "mine.duckdb", folder=tmp_path)

    assert (done.code, done.out) == (2, "")
    assert done.err.endswith(
        "mine.duckdb is a DuckDB file that no sync has made; choose another --database\n"
    )


def test_query_reads_what_dlt_alone_has_loaded(tmp_path: Path) -> None:
    """It has the tables, but no views."""
    with duckdb.connect(str(tmp_path / "dlt.duckdb")) as connection:
        connection.execute("create schema humanloop; create table humanloop.runs as select 1 as a")
    flags = ("--database", "dlt.duckdb", "--format", "csv")
    done = command.run("query", "from runs", *flags, folder=tmp_path)

    assert done == command.Done(0, "a\n1\n", "")


def test_query_ends_quietly_when_its_reader_has_gone(loaded: Path) -> None:
    """`| head` ends it by SIGPIPE, like any filter, without a word."""
    line = f"{sys.executable} -c '{command.MAIN}' query --sandbox --format csv"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{line} 'from range(500000)' | head -1"],
        cwd=loaded,
        env=command.environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (141, "range\n", "")


def test_status_reports_the_last_sync(loaded: Path) -> None:
    """Age, origin and rows, for a program."""
    done = command.run("status", "--sandbox", "--json", folder=loaded)
    printed = json.loads(done.out)

    assert done.code == 0
    assert printed["origin"] == "sandbox"
    assert printed["failures"] == []
    assert 0 <= printed["age_seconds"] < 3600


def test_status_is_what_a_monitor_calls(loaded: Path) -> None:
    """Young enough is exit 0, too old is exit 8 with a sentence."""
    young = command.run("status", "--sandbox", "--max-age", "26h", folder=loaded)
    old = command.run("status", "--sandbox", "--max-age", "0.001s", folder=loaded)

    assert (young.code, old.code) == (0, 8)
    assert "older than" in old.err


def test_status_reports_a_failed_sync(loaded: Path, tmp_path: Path) -> None:
    """A sync that failed since is exit 8, whatever the age."""
    shutil.copy(loaded / "humanloop_sandbox.duckdb", tmp_path / "x.duckdb")
    flags = ("--all-evaluations", "--base-url", "http://127.0.0.1:9/v5", "--adopt")
    more = {"HUMANLOOP_API_KEY": "k", "HUMANLOOP_EVALS_ATTEMPTS": "1"}
    failed = command.run("sync", *flags, "--database", "x.duckdb", folder=tmp_path, **more)
    done = command.run("status", "--database", "x.duckdb", folder=tmp_path)

    assert (failed.code, done.code) == (2, 8)
    assert "failed with exit code 2" in done.err


def test_check_counts_what_a_sync_would_fetch(loaded: Path, tmp_path: Path) -> None:
    """The plan's requests are those that the sync sent; nothing is written."""
    plan = json.loads(command.run("check", "--sandbox", "--json", folder=tmp_path).out)
    sent = command.run(
        "query", "--sandbox", "select requests_count from sync_runs limit 1", "--format", "csv",
        folder=loaded,
    )  # fmt: skip

    assert sum(plan["requests"].values()) == int(sent.out.splitlines()[1])
    assert list(tmp_path.iterdir()) == []


def test_check_refuses_the_file_that_a_sync_would_refuse(loaded: Path, tmp_path: Path) -> None:
    """With what the sync would say, and before anything is asked for."""
    with duckdb.connect(str(tmp_path / "mine.duckdb")) as connection:
        connection.execute("create table t as select 1 as a")
    shutil.copy(loaded / "humanloop_sandbox.duckdb", tmp_path / "sandbox.duckdb")
    api = ("--base-url", "http://127.0.0.1:1/v5", "--all-evaluations")
    told = {}
    for name in ("check", "sync"):
        foreign = command.run(name, "--sandbox", "--database", "mine.duckdb", folder=tmp_path)
        other = command.run(
            name, *api, "--database", "sandbox.duckdb", folder=tmp_path, HUMANLOOP_API_KEY="k"
        )
        hidden = command.run(
            *(name, "--sandbox", "--database", "sandbox.duckdb", "--redact", "inputs"),
            folder=tmp_path,
        )
        told[name] = [(done.code, done.out, done.err) for done in (foreign, other, hidden)]

    assert told["check"] == told["sync"]
    reasons = ["that no sync has made", "sandbox data is never mixed", "this sync would hide"]
    for (code, out, err), reason in zip(told["check"], reasons, strict=True):
        assert (code, out, reason in err) == (2, "", True)


def test_help_teaches_every_command(tmp_path: Path) -> None:
    """Each command explains itself."""
    for name in ("sync", "export", "check", "status", "query", "report", "sandbox"):
        done = command.run(name, "--help", folder=tmp_path)

        assert done.code == 0
        assert done.out.startswith("Usage:")


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["sync", "--help"], ["status", "--sandbox"], ["query", "--sandbox", "select 1"]],
)
def test_quick_commands_import_nothing_slow(loaded: Path, arguments: list[str]) -> None:
    """What needs no loading does not wait for dlt, pyarrow, httpx or pandas."""
    code = command.telling("dlt", "pyarrow", "httpx", "pandas", "flask")
    done = command.run(*arguments, folder=loaded, code=code)

    assert done.code == 0
    assert done.out.splitlines()[-1] == "imported: []"


@pytest.mark.parametrize("sql", ["summarize runs", "explain select 1", "show tables", "from runs"])
def test_query_runs_whatever_only_reads(loaded: Path, sql: str) -> None:
    """Not only what begins with select."""
    done = command.run("query", "--sandbox", sql, "--format", "csv", folder=loaded)

    assert (done.code, done.err) == (0, "")


def test_query_of_unfinished_runs_has_those_of_unknown_status(tmp_path: Path) -> None:
    """A status that is NULL is no end state."""
    database = tmp_path / "x.duckdb"
    statuses = ["completed", None, "pending", "cancelled", "running"]
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema humanloop; create schema marts")
        connection.execute(
            "create table marts.run_overview (evaluation_id text, evaluation_name text, "
            "run_id text, version_name text, status text, created_at timestamptz)"
        )
        connection.executemany(
            "insert into marts.run_overview values ('evr_1', 'e', ?, 'v', ?, ?)",
            [(f"rn_{n}", status, f"2024-01-0{n + 1}") for n, status in enumerate(statuses)],
        )
    flags = ("--database", str(database), "--format", "csv")
    done = command.run("query", "unfinished_runs", *flags, folder=tmp_path)

    assert [line.split(",")[1:4] for line in done.out.splitlines()[1:]] == [
        ["rn_1", "v", ""],
        ["rn_2", "v", "pending"],
        ["rn_4", "v", "running"],
    ]


@pytest.mark.parametrize("port", ["-1", "65536", "x"])
def test_sandbox_refuses_what_is_no_port(tmp_path: Path, port: str) -> None:
    """A usage error, and not whatever port the system makes of it."""
    done = command.run("sandbox", "--port", port, folder=tmp_path)

    assert done.code == 2
    assert "--port" in done.err


def test_sandbox_names_a_port_that_is_taken(tmp_path: Path) -> None:
    """One line, exit 2."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = command.run("sandbox", "--port", str(port), folder=tmp_path)

    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"humanloop-evals: port {port} of 127.0.0.1 can't be used: Address already in use\n"
    )

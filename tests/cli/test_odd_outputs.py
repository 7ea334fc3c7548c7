"""Standard output and configuration that are not as one would wish."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import command

pytestmark = pytest.mark.slow

LOADED = "humanloop_sandbox.duckdb"


UNREACHABLE = ("--all-evaluations", "--base-url", "http://127.0.0.1:9/v5")
KEY = {"HUMANLOOP_API_KEY": "k", "HUMANLOOP_EVALS_ATTEMPTS": "1"}


def run(folder: Path, *arguments: str, redirect: str, **more: str) -> tuple[int, str]:
    """Run a command whose output a shell redirects; its exit code and what stderr got."""
    words = [sys.executable, "-c", command.MAIN, *arguments]
    done = subprocess.run(
        ["/bin/sh", "-c", f"{shlex.join(words)} {redirect}"],
        cwd=folder,
        env=command.environment(**more),
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stderr


def test_sync_says_that_it_published_when_stdout_is_full(tmp_path: Path) -> None:
    """A full disk under stdout is no bug, and the file is published."""
    flags = ("sync", "--sandbox", "--no-stats", "--progress", "off")
    code, said = run(tmp_path, *flags, redirect=">/dev/full")

    assert code == 0
    assert said.startswith("humanloop-evals: published, but the summary is cut short")
    assert len(said.splitlines()) == 1
    assert (tmp_path / LOADED).exists()


def test_sync_publishes_with_closed_outputs(tmp_path: Path) -> None:
    """As a program that starts it may leave them."""
    flags = ("sync", "--sandbox", "--no-stats", "--progress", "plain")
    code, _ = run(tmp_path, *flags, redirect=">&- 2>&-")

    assert code == 0
    assert (tmp_path / LOADED).exists()


def test_sync_keeps_its_exit_code_when_stderr_is_full(tmp_path: Path, sandbox_url: str) -> None:
    """What can't be said does not change how it ended: partial, or a mistake."""
    flags = ("--all-evaluations", "--evaluation", "evr_nosuch", "--base-url", sandbox_url)
    partial, _ = run(
        tmp_path, "sync", *flags, redirect="2>/dev/full >summary", HUMANLOOP_API_KEY="sandbox"
    )
    mistake, _ = run(tmp_path, "sync", redirect="2>/dev/full >nothing")

    assert (partial, mistake) == (4, 2)
    assert "The file:" in (tmp_path / "summary").read_text(encoding="utf-8")


@pytest.mark.parametrize("redirect", [">/dev/full", ">&-"])
def test_failed_sync_keeps_its_exit_code_without_stdout(tmp_path: Path, redirect: str) -> None:
    """The object that was asked for can't be written; the reason stands on stderr."""
    code, said = run(tmp_path, "sync", *UNREACHABLE, "--json", redirect=redirect, **KEY)

    assert code == 7
    assert said.startswith("humanloop-evals: http://127.0.0.1:9: no connection")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("query", "--sandbox", "from runs"),
        ("query", "--sandbox", "from runs", "--format", "csv"),
        ("status", "--sandbox"),
        ("check", "--sandbox"),
    ],
)
def test_output_that_cannot_be_written_is_one_line(
    loaded: Path, arguments: tuple[str, ...]
) -> None:
    """A full disk is nobody's bug."""
    code, said = run(loaded, *arguments, redirect=">/dev/full")

    assert code == 2
    assert said.startswith("humanloop-evals: the output can't be written: [Errno 28]")
    assert len(said.splitlines()) == 1


def test_query_leaves_no_file_behind_when_its_reader_goes(loaded: Path, tmp_path: Path) -> None:
    """`| head` ends it in the middle."""
    sql = "select repeat('x', 1000) from range(5000)"
    flags = ("query", "--sandbox", sql, "--format", "csv")
    run(loaded, *flags, redirect="| head -1 >/dev/null", TMPDIR=str(tmp_path))

    assert list(tmp_path.iterdir()) == []


def test_sync_prints_into_any_encoding(tmp_path: Path) -> None:
    """A terminal without our characters gets question marks, not a traceback."""
    done = command.run(
        "sync",
        "--sandbox",
        "--no-stats",
        "--progress",
        "off",
        folder=tmp_path,
        PYTHONIOENCODING="ascii",
    )

    assert (done.code, done.err) == (0, "")
    assert "Evaluations with the newest runs" in done.out


def test_sandbox_needs_no_configuration_to_be_right(tmp_path: Path) -> None:
    """What is configured for the real API does not keep the sandbox away."""
    (tmp_path / ".dlt").mkdir()
    (tmp_path / ".dlt" / "config.toml").write_text("not toml", encoding="utf-8")
    more = {"HUMANLOOP_BASE_URL": "http://evals.example.com/v5", "HUMANLOOP_API_KEY": "a b"}
    done = command.run("check", "--sandbox", folder=tmp_path, **more)

    assert (done.code, done.err) == (0, "")


def test_sandbox_hides_with_the_salt_of_the_environment(tmp_path: Path) -> None:
    """A salt can't be given as a flag."""
    flags = ("check", "--sandbox", "--no-stats")
    rule = ("--redact", "email_address:hash")
    salt = {"HUMANLOOP_EVALS_REDACT_SALT": "salt of the test"}
    without = command.run(*flags, *rule, folder=tmp_path)
    hashing = command.run(*flags, *rule, folder=tmp_path, **salt)

    assert (without.code, hashing.code, hashing.err) == (2, 0, "")
    assert "needs a redact_salt" in without.err


def test_status_reports_that_no_sync_has_succeeded(tmp_path: Path) -> None:
    """A first night that failed is exit 8 with its reason."""
    failed = command.run("sync", *UNREACHABLE, folder=tmp_path, **KEY)
    done = command.run("status", folder=tmp_path)

    assert (failed.code, done.code) == (7, 8)
    assert "no sync of humanloop_evals.duckdb has succeeded yet" in done.err
    assert "exit code 7" in done.err

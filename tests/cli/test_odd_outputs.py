"""Standard output and configuration that are not as one would wish."""

import subprocess
import sys
from pathlib import Path

import command


def test_sync_says_that_it_published_when_stdout_is_full(tmp_path: Path) -> None:
    """A full disk under stdout is no bug, and the file is published."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-c", command.MAIN, "sync", "--sandbox", "--progress", "off"],
            cwd=tmp_path,
            env=command.environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == 0
    assert done.stderr.startswith("humanloop-evals: published, but the summary is cut short")
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "humanloop_sandbox.duckdb").exists()


def test_sync_prints_into_any_encoding(tmp_path: Path) -> None:
    """A terminal without our characters gets question marks, not a traceback."""
    done = command.run(
        "sync", "--sandbox", "--progress", "off", folder=tmp_path, PYTHONIOENCODING="ascii"
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


def test_status_reports_that_no_sync_has_succeeded(tmp_path: Path) -> None:
    """A first night that failed is exit 8 with its reason."""
    flags = ("--all-evaluations", "--base-url", "http://127.0.0.1:9/v5")
    more = {"HUMANLOOP_API_KEY": "k", "HUMANLOOP_EVALS_ATTEMPTS": "1"}
    failed = command.run("sync", *flags, folder=tmp_path, **more)
    done = command.run("status", folder=tmp_path)

    assert (failed.code, done.code) == (7, 8)
    assert "no sync of humanloop_evals.duckdb has succeeded yet" in done.err
    assert "exit code 7" in done.err

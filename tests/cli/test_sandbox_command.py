"""`sandbox` as a command: whom it lets in."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import command

SMALL = ("sandbox", "--port", "0", "--evaluations", "1")


@contextmanager
def running(*arguments: str, **more: str) -> Iterator[tuple[str, str]]:
    """A sandbox that runs as long as the block; its address, and the first line it printed."""
    process = subprocess.Popen(
        [sys.executable, "-c", command.MAIN, *arguments],
        env=command.environment(**more),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        yield line.split()[0], line
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


def status_of(url: str, key: str, **headers: str) -> int:
    """How a request for the files is answered."""
    request = urllib.request.Request(f"{url}/files", headers={"X-API-KEY": key, **headers})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert json.load(answer)["total"] == 55
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_sandbox_is_open_to_this_machine_only(sandbox_url: str) -> None:
    """Under its own names: a page of the web that gives it another one is refused."""
    assert sandbox_url.startswith("http://127.0.0.1:")
    assert status_of(sandbox_url, "sandbox") == 200
    assert status_of(sandbox_url, "sandbox", Host="localhost") == 200
    assert status_of(sandbox_url, "sandbox", Host="evil.example.com") == 403


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "evals.example.com"])
def test_sandbox_lets_nobody_else_in_without_a_key(tmp_path: Path, host: str) -> None:
    """The usual key stands in the documentation."""
    done = command.run(*SMALL, "--host", host, folder=tmp_path)

    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"humanloop-evals: --host {host} lets other machines in: choose a key with --key or "
        "$HUMANLOOP_EVALS_SANDBOX_KEY\n"
    )


def test_sandbox_demands_the_key_that_was_chosen() -> None:
    """Other machines need it; it is not printed, and need not be in the list of processes."""
    more = {"HUMANLOOP_EVALS_SANDBOX_KEY": "chosen"}
    with running(*SMALL, "--host", "0.0.0.0", **more) as (url, line):
        here = url.replace("0.0.0.0", "127.0.0.1")
        statuses = [status_of(here, key) for key in ("chosen", "sandbox", "")]
        elsewhere = status_of(here, "chosen", Host="evals.example.com")

    assert statuses == [200, 401, 401]
    assert elsewhere == 200
    assert "chosen" not in line


def test_sandbox_serves_other_addresses_of_this_machine() -> None:
    """Also those of the newer kind."""
    with running(*SMALL, "--host", "::1") as (url, _):
        status = status_of(url, "sandbox")

    assert url.startswith("http://[::1]:")
    assert status == 200


def test_sandbox_serves_an_export(tmp_path: Path) -> None:
    """It says what it serves; a sync of it is a sync of what was exported."""
    command.run("export", "--sandbox", "out", "--no-logs", folder=tmp_path)
    (tmp_path / "out" / "files").rename(tmp_path / "files")
    (next((tmp_path / "files").glob("ds_*")) / ".done").unlink()
    arguments = ("sandbox", "--from-export", str(tmp_path / "files"), "--port", "0")
    with running(*arguments) as (url, line):
        flags = ("--all-evaluations", "--no-logs", "--base-url", url, "--json", "--progress", "off")
        done = command.run("sync", *flags, folder=tmp_path, HUMANLOOP_API_KEY="sandbox")

    assert line == (
        f"{url} with X-API-KEY: sandbox, 55 files and 23 evaluations of {tmp_path}/files (1 of "
        "the files not finished by the exporter). Try:\n"
    )
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["rows"]["evaluations"] == 23


def test_sandbox_refuses_what_is_no_export(tmp_path: Path) -> None:
    """In one line."""
    done = command.run("sandbox", "--from-export", ".", folder=tmp_path)

    assert (done.code, done.out) == (2, "")
    assert "holds no export" in done.err


@pytest.mark.parametrize("option", ["--seed", "--evaluations"])
def test_sandbox_makes_nothing_up_beside_an_export(tmp_path: Path, option: str) -> None:
    """The two can't be meant together."""
    done = command.run("sandbox", "--from-export", ".", option, "3", folder=tmp_path)

    assert (done.code, done.out) == (2, "")
    assert done.err == (f"humanloop-evals: {option} makes data up, --from-export has its own\n")


@pytest.mark.parametrize("key", ["", "two words"])
def test_sandbox_refuses_what_is_no_key(tmp_path: Path, key: str) -> None:
    """An empty one would let everybody in."""
    done = command.run(*SMALL, "--host", "0.0.0.0", "--key", key, folder=tmp_path)

    assert (done.code, done.out) == (2, "")
    assert "--key" in done.err


def test_sandbox_names_a_host_that_is_not_this_machine(tmp_path: Path) -> None:
    """An address of another one."""
    done = command.run(*SMALL, "--host", "192.0.2.1", "--key", "k", folder=tmp_path)

    assert (done.code, done.out) == (2, "")
    assert "of 192.0.2.1 can't be used: " in done.err

"""What every test shares: a private home, and inputs to read from."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

import browser
import command
import postgres_server
from humanloop_evals.sandbox import Account, generate


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: every sync waits for the disk now and then."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture
def account() -> Account:
    """A tiny account of the sandbox, to be changed at will."""
    return generate(evaluations=3)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL cluster that lives as long as the tests."""
    programs = postgres_server.find_programs()
    if programs is None:
        pytest.skip("PostgreSQL's server (Debian package postgresql) is not installed")
    with postgres_server.serve(programs) as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program."""
    program = browser.find_chromium()
    if program is None:
        pytest.skip("Chromium (Debian package chromium) is not installed")
    return program


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, testrun_uid: str) -> Path:
    """A folder in which `sync --sandbox` has run, once for all workers: copy it to change it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / f"loaded-{testrun_uid}"
    printed = folder / "printed"
    with FileLock(f"{folder}.lock"):
        if not printed.exists():
            folder.mkdir(exist_ok=True)
            done = command.run("sync", "--sandbox", "--progress", "off", folder=folder)
            assert (done.code, done.err) == (0, "")
            printed.write_text(done.out, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def sandbox_url() -> Iterator[str]:
    """The base URL of a small `humanloop-evals sandbox`, running as long as the tests."""
    process = subprocess.Popen(
        [sys.executable, "-c", command.MAIN, "sandbox", "--port", "0", "--evaluations", "3"],
        env=command.environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[0]
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()

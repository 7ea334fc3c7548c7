"""SIGTERM and SIGINT end a sync within seconds, and what was published is never called stopped."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import command
from humanloop_evals.ledger import read_failures
from humanloop_evals.signals import ended_by_signals
from humanloop_evals.sync import sync
from sync.accounts import find, make_job, small_account
from sync.contents import keys
from sync.processes import PATIENCE, Command, exit_code_of, stopped_while_loading, wait_until
from sync.self_signalled import clean_up_under_fire, sync_with_late_signal
from sync.served import Served, serving

pytestmark = pytest.mark.slow

NAME = "evals.duckdb"
SOON = 10.0
LEFT = {NAME, f"{NAME}.lock", f"{NAME}.failed-syncs.jsonl", "stdout", "stderr"}


# The command waits for signals already when it imports Arrow.
STOPPED_AT_IMPORT = """
import os, signal, sys
class Stopping:
    def find_spec(self, name, *_):
        if name == "pyarrow":
            os.kill(os.getpid(), signal.SIGTERM)
sys.meta_path.insert(0, Stopping())
from humanloop_evals.cli import main
main()
"""


def start(served: Served, folder: Path) -> Command:
    """A sync into the file of the folder."""
    flags = (*served.flags, "--database", str(folder / NAME))
    return Command(*flags, folder=folder, HUMANLOOP_API_KEY=served.key)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)], ids=["SIGTERM", "SIGINT"]
)
def test_signal_ends_a_sync_that_reads(tmp_path: Path, number: signal.Signals, code: int) -> None:
    """A server that never answers holds nothing up; no file is left of the sync."""
    with serving(small_account()) as served:
        served.held.add("/v5/evaluations/evr_2/runs")
        process = start(served, tmp_path)
        assert served.arrived.wait(PATIENCE)
        began = time.monotonic()
        process.send(number)
        done = process.done()
        took = time.monotonic() - began

    assert done.code == code
    assert done.err == (f"humanloop-evals: stopped by {number.name}; nothing was published\n")
    assert took < SOON
    assert {path.name for path in tmp_path.iterdir()} == LEFT - {NAME}


def test_signal_before_anything_is_read_is_recorded(tmp_path: Path) -> None:
    """A second is spent on importing: a sync that is stopped there is one that was stopped."""
    database = tmp_path / NAME
    sync(make_job(small_account(), database))
    arguments = ("sync", "--all-evaluations", "--database", str(database))
    process = subprocess.Popen(
        [sys.executable, "-c", STOPPED_AT_IMPORT, *arguments],
        cwd=tmp_path,
        env=command.environment(HUMANLOOP_API_KEY="k"),
        stderr=subprocess.PIPE,
        text=True,
    )
    _, said = process.communicate(timeout=PATIENCE)
    (row,) = read_failures(database)

    assert process.returncode == 143
    assert said == "humanloop-evals: stopped by SIGTERM; nothing was published\n"
    assert (row["exit_code"], row["is_published"]) == (143, False)


def test_signal_ends_a_sync_that_loads(tmp_path: Path) -> None:
    """Dlt's threads are at work: they are not waited for, and the old file is as it was."""
    account, database = small_account(), tmp_path / NAME
    with serving(account) as served:
        sync(make_job(account, database, origin=served.url.removesuffix("/v5")))
        process = stopped_while_loading(lambda: start(served, tmp_path), tmp_path)
        before = database.read_bytes()
        process.send(signal.SIGTERM)
        process.send(signal.SIGCONT)
        done = process.done()

    assert (done.code, database.read_bytes()) == (143, before)
    assert {path.name for path in tmp_path.iterdir()} == LEFT


def test_signal_after_publishing_is_ignored(tmp_path: Path) -> None:
    """What was published is not called stopped."""
    database = tmp_path / NAME

    assert exit_code_of(sync_with_late_signal, database) == 0
    assert keys(database, "evaluations", "evaluation_id") == [("evr_1",)]


def test_signal_does_not_disturb_the_cleaning_up(tmp_path: Path) -> None:
    """Two signals are answered like the first."""
    trace = tmp_path / "trace"

    assert exit_code_of(clean_up_under_fire, trace) == 130
    assert trace.read_text() == "cleaned up\n"


def full_pipe(path: Path) -> int:
    """A pipe that nobody reads and that takes nothing any more; its descriptor."""
    os.mkfifo(path)
    pipe = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    for size in (4096, 1):
        with contextlib.suppress(BlockingIOError):
            while os.write(pipe, b" " * size):
                pass
    return pipe


def test_signal_while_the_summary_is_printed_keeps_the_exit_code(tmp_path: Path) -> None:
    """What was published is not called stopped because its summary was cut short."""
    account, out = small_account(), tmp_path / "pipe"
    find(account, "evr_1")["runs_count"] = 3
    pipe, err = full_pipe(out), tmp_path / "stderr"
    err.touch()
    with serving(account) as served:
        flags = (*served.flags, "--database", str(tmp_path / NAME))
        process = Command(*flags, folder=tmp_path, out=out, HUMANLOOP_API_KEY=served.key)
        # Alarms come before the summary, which then waits for a reader.
        wait_until(lambda: "runs_count" in err.read_text(), process)

        def is_over() -> bool:
            # One that comes in the moment before it waits is heard with the next.
            process.send(signal.SIGTERM)
            return not process.is_running

        wait_until(is_over)
        done = process.done()
    os.close(pipe)

    assert (done.code, done.err.count("\n")) == (4, 1)


def test_signal_handlers_of_before_come_back() -> None:
    """From the point of no return signals are ignored, and afterwards are somebody else's."""
    before = signal.getsignal(signal.SIGTERM)
    heard: list[object] = []
    with ended_by_signals(heard.append) as ignore_signals:
        ignore_signals()
        os.kill(os.getpid(), signal.SIGTERM)
    after = signal.getsignal(signal.SIGTERM)

    assert heard == []
    assert after == before


def test_signal_handling_is_left_alone_in_other_threads() -> None:
    """Python takes handlers from the main thread only; a sync may run in any."""
    before, ended = signal.getsignal(signal.SIGTERM), threading.Event()

    def run() -> None:
        with ended_by_signals(lambda _: None):
            ended.set()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()

    assert ended.is_set()
    assert signal.getsignal(signal.SIGTERM) == before

"""A sync that is killed leaves the old file or the new one, and the next sync needs no help."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from humanloop_evals.sandbox import Account
from humanloop_evals.sync import sync
from sync.accounts import make_job, set_runs, small_account
from sync.contents import contents
from sync.processes import Command, first_match, wait_until
from sync.served import Served, serving

pytestmark = pytest.mark.slow

NAME = "evals.duckdb"
KILLS_IN_TIME = 5
# The first sights are caught whatever the speed of the machine, so as many kills are certain.
SEEN_BEFORE_THE_END = 3


def change(account: Account) -> None:
    """Another account than the one that was published: a run less, an evaluation less."""
    set_runs(account, "evr_1", account.runs["evr_1"][1:])
    account.evaluations.pop()


def start(served: Served, folder: Path) -> Command:
    """A sync of the account into the file of the folder."""
    flags = (*served.flags, "--database", str(folder / NAME))
    return Command(*flags, folder=folder, HUMANLOOP_API_KEY=served.key)


def sights(folder: Path) -> list[Callable[[], object]]:
    """What can be seen of a sync from outside, in its order, up to the rename itself."""
    inode = (folder / NAME).stat().st_ino

    def seen(pattern: str) -> Callable[[], object]:
        return lambda: first_match(folder, f"{NAME}.sync-*/{pattern}")

    return [
        seen(NAME),
        seen("dlt/humanloop_evals/normalize"),
        seen("dlt/humanloop_evals/load/normalized/*/started_jobs/*"),
        lambda: (folder / NAME).stat().st_ino != inode,
    ]


def test_sync_killed_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    """Whatever the moment: old or new row for row; the sync after all of it ends well."""
    account, database = small_account(), tmp_path / NAME
    with serving(account) as served:
        sync(make_job(account, database, origin=served.url.removesuffix("/v5")))
        old, old_bytes = contents(database), database.read_bytes()
        change(account)
        began = time.monotonic()
        assert start(served, tmp_path).done().code == 0
        lasts, new = time.monotonic() - began, contents(database)
        seen, codes = [], []
        for moment in range(KILLS_IN_TIME + len(sights(tmp_path))):
            database.write_bytes(old_bytes)
            codes.append(kill(served, tmp_path, moment, lasts))
            seen.append(contents(database))
        last = start(served, tmp_path).done()

    assert all(state in (old, new) for state in seen)
    assert (old in seen, new in seen) == (True, True)
    assert codes.count(-signal.SIGKILL) >= SEEN_BEFORE_THE_END
    assert (last.code, last.err, contents(database)) == (0, "", new)
    assert {path.name for path in tmp_path.iterdir()} == {NAME, f"{NAME}.lock", "stdout", "stderr"}


def kill(served: Served, folder: Path, moment: int, lasts: float) -> int:
    """Kill a sync after a share of the time that one takes, or when something can be seen."""
    process = start(served, folder)
    if moment < KILLS_IN_TIME:
        ends = time.monotonic() + lasts * (moment + 0.5) / KILLS_IN_TIME
        wait_until(lambda: time.monotonic() > ends, process)
    else:
        wait_until(sights(folder)[moment - KILLS_IN_TIME], process)
    process.send(signal.SIGKILL)
    return process.done().code

"""An export that is killed leaves no `.done` too many, and the next one needs no help."""

import json
import signal
import threading
from pathlib import Path

import pytest

from export.trees import done, tree
from humanloop_evals.sandbox import Account, generate
from sync.processes import Command, wait_until
from sync.served import Served, serving

pytestmark = pytest.mark.slow

# Shares of the requests that an export sends.
MOMENTS = (0.3, 0.6, 0.8, 0.95)
FLAGS = ("--all-evaluations", "--progress", "off", "--json")


def start(served: Served, folder: Path, out: str = "out") -> Command:
    """An export of everything the server has."""
    arguments = ("export", str(folder / out), "--base-url", served.url, *FLAGS)
    return Command(*arguments, folder=folder, HUMANLOOP_API_KEY=served.key)


def small() -> Account:
    """One evaluation, its logs in several parts and pages."""
    return generate(evaluations=1)


class Counting:
    """Knows how many requests have come."""

    def __init__(self, served: Served) -> None:
        self._app = served._app
        self._lock = threading.Lock()
        self.count = 0
        served._app = self

    def __call__(self, environ: object, start_response: object) -> object:
        """Answer one request (WSGI)."""
        with self._lock:
            self.count += 1
        return self._app(environ, start_response)


def test_export_killed_at_any_moment_is_gone_on_with(tmp_path: Path) -> None:
    """No file is called complete that is not; in the end everything is as if never killed."""
    with serving(small()) as served:
        counting = Counting(served)
        assert start(served, tmp_path, "at once").done().code == 0
        whole, requests = tree(tmp_path / "at once"), counting.count
        for moment in MOMENTS:
            counting.count = 0
            killed_at = int(moment * requests)
            process = start(served, tmp_path)
            wait_until(lambda at=killed_at: counting.count >= at, process)
            process.send(signal.SIGKILL)
            process.done()
            check_done(tmp_path / "out", whole)
        last = start(served, tmp_path).done()

    assert (last.code, last.err) == (0, "")
    assert tree(tmp_path / "out") == whole
    assert not (tmp_path / "out" / ".export" / "unfinished").exists()


def check_done(folder: Path, whole: dict[str, bytes]) -> None:
    """Every file that has its `.done` has everything else."""
    found = tree(folder)
    for name in done(folder):
        place = f"files/{name}/"
        expected = {key: content for key, content in whole.items() if key.startswith(place)}

        assert {key: content for key, content in found.items() if key.startswith(place)} == expected


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)], ids=["SIGTERM", "SIGINT"]
)
def test_signal_ends_an_export(tmp_path: Path, number: signal.Signals, code: int) -> None:
    """A server that never answers holds nothing up; unfinished work is not left behind."""
    account = small()
    evaluation = account.evaluations[0]["id"]
    with serving(account) as served:
        served.held.add(f"/v5/evaluations/{evaluation}/logs")
        flags = ("--evaluation", evaluation, "--progress", "off")
        arguments = ("export", str(tmp_path / "out"), "--base-url", served.url, *flags)
        process = Command(*arguments, folder=tmp_path, HUMANLOOP_API_KEY=served.key)
        assert served.arrived.wait(60)
        process.send(number)
        stopped = process.done()
        served.open()
        last = start(served, tmp_path).done()

    assert stopped.code == code
    assert stopped.err == (
        f"humanloop-evals: stopped by {number.name}; what is complete stays; "
        "run it again to go on\n"
    )
    assert not (tmp_path / "out" / ".export" / "unfinished").exists()
    assert json.loads(last.out)["not_complete"] == {}

"""The API key stands in no file that a sync writes, however the sync ends."""

import signal
from pathlib import Path

from sync.accounts import small_account
from sync.processes import Command, stopped_while_loading
from sync.served import Served, serving

NAME = "evals.duckdb"
KEY = "hl_sk_0123456789abcdefSECRET"


def start(served: Served, folder: Path) -> Command:
    """A sync with the key into the file of the folder."""
    flags = (*served.flags, "--database", str(folder / NAME))
    return Command(*flags, folder=folder, HUMANLOOP_API_KEY=KEY)


def files_with_key(folder: Path) -> list[str]:
    """Files below a folder that have the key somewhere in them."""
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and KEY.encode() in path.read_bytes()
    ]


def test_key_stands_in_no_file(tmp_path: Path) -> None:
    """Not in what a killed sync leaves, nor in the database, nor in what is printed."""
    with serving(small_account(), KEY) as served:
        killed = stopped_while_loading(lambda: start(served, tmp_path), tmp_path)
        killed.send(signal.SIGKILL)
        killed.done()
        left = list(tmp_path.glob(f"{NAME}.sync-*"))
        found = files_with_key(tmp_path)
        ended = start(served, tmp_path).done()

    assert (len(left), found) == (1, [])
    assert (ended.code, files_with_key(tmp_path)) == (0, [])


def test_key_stands_in_no_file_when_the_source_repeats_it(tmp_path: Path) -> None:
    """A source that puts the key into its error messages is quoted without it."""
    with serving(small_account(), KEY) as served:
        served.errors["/v5/evaluations"] = (422, f"no rights for {KEY}")
        done = start(served, tmp_path).done()
    failures = (tmp_path / f"{NAME}.failed-syncs.jsonl").read_text()

    assert (done.code, "no rights for" in done.err, "no rights for" in failures) == (7, True, True)
    assert files_with_key(tmp_path) == []

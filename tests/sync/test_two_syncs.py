"""Two syncs of one file at once: the second does nothing and says who is at work."""

from pathlib import Path

import pytest

from humanloop_evals.database import exclusive, resolve_path
from humanloop_evals.errors import DatabaseBusy
from sync.accounts import small_account
from sync.contents import keys
from sync.processes import PATIENCE, Command
from sync.served import serving

NAME = "evals.duckdb"


def test_second_sync_at_once_names_the_first(tmp_path: Path) -> None:
    """Exit 5 with the process id; the first is not disturbed, and records the second."""
    other = tmp_path / "other"
    other.mkdir()
    with serving(small_account()) as served:
        served.held.add("/v5/evaluations/evr_2/runs")
        flags = (*served.flags, "--database", str(tmp_path / NAME))
        first = Command(*flags, folder=tmp_path, HUMANLOOP_API_KEY=served.key)
        assert served.arrived.wait(PATIENCE)
        second = Command(*flags, folder=other, HUMANLOOP_API_KEY=served.key).done()
        served.open()
        ended = first.done()

    assert (second.code, second.out) == (5, "")
    assert second.err == (
        f"humanloop-evals: {NAME}: another sync is running (process {first.pid}); "
        "this one did nothing\n"
    )
    assert (ended.code, ended.err) == (0, "")
    assert keys(tmp_path / NAME, "sync_runs", "exit_code", "is_published", "message") == [
        (0, True, None),
        (5, False, second.err.strip().removeprefix("humanloop-evals: ")),
    ]


def test_sync_through_a_link_is_a_sync_of_the_file(tmp_path: Path) -> None:
    """Two names of one file have one lock."""
    link = tmp_path / "nightly.duckdb"
    link.symlink_to(tmp_path / NAME)

    with (
        exclusive(resolve_path(tmp_path / NAME)),
        pytest.raises(DatabaseBusy, match="another sync is running"),
        exclusive(resolve_path(link)),
    ):
        pass

"""How files are opened: without a word on stdout."""

from pathlib import Path

from humanloop_evals.database import connect, read_only


def test_no_progress_bar_is_drawn(tmp_path: Path) -> None:
    """It would stand among results, as soon as a statement takes two seconds."""
    asked = "select current_setting('enable_progress_bar')"
    with connect(tmp_path / "side.duckdb") as connection:
        assert connection.execute(asked).fetchone() == (False,)
    with read_only(tmp_path / "side.duckdb") as connection:
        assert connection.execute(asked).fetchone() == (False,)

"""What is set for dlt elsewhere does not change a sync."""

from pathlib import Path

import dlt
import pytest

from humanloop_evals.sync import sync
from sync.accounts import make_job, small_account
from sync.contents import contents, query

COLUMNS = "select table_name, column_name, data_type from duckdb_columns() where not internal"


def test_settings_for_other_pipelines_change_nothing(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of these would end a sync, or add columns; after it dlt finds them as before."""
    monkeypatch.setenv("NORMALIZE__PARQUET_NORMALIZER__ADD_DLT_ID", "true")
    monkeypatch.setenv("NORMALIZE__PARQUET_NORMALIZER__ADD_DLT_LOAD_ID", "false")
    monkeypatch.setenv("DATA_WRITER__COERCE_TIMESTAMPS", "s")
    again = tmp_path / "again.duckdb"
    sync(make_job(small_account(), again))

    assert contents(again) == contents(database)
    assert sorted(query(again, COLUMNS)) == sorted(query(database, COLUMNS))
    assert dlt.config["data_writer.coerce_timestamps"] == "s"

"""What is set for dlt elsewhere does not change a sync."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import dlt
import pyarrow as pa
import pytest

from humanloop_evals import dlt_settings
from humanloop_evals.extract import Batch, Extraction, accumulate, schema
from humanloop_evals.load import stage
from humanloop_evals.sync import sync
from humanloop_evals.tables import DATASETS, RUNS, USERS
from sync.accounts import OF_FILE, client_of, make_job, small_account
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


def test_rows_stand_in_several_files(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there are so many that one file would take too much memory; each is loaded."""
    for name in ("_ROWS_A_BATCH", "_ROWS_WORTH_A_BATCH"):
        monkeypatch.setattr(accumulate, name, 1)
    monkeypatch.setitem(dlt_settings._SETTINGS, "file_max_items", 1)
    extraction = Extraction(
        client_of(small_account()), OF_FILE, synced_at=datetime.now(UTC), in_flight=1
    )
    stage(extraction.batches(), tmp_path / "staged")
    again = tmp_path / "again.duckdb"
    sync(make_job(small_account(), again))

    assert len(list(tmp_path.glob("staged/**/evaluation_runs.*.parquet"))) > 1
    assert contents(again) == contents(database)


class Watched(dict[str, pa.Table]):
    """A batch that knows which of its tables were taken."""

    def __init__(self, tables: Batch) -> None:
        super().__init__(tables)
        self.taken: list[str] = []

    def __getitem__(self, name: str) -> pa.Table:
        """The table."""
        self.taken.append(name)
        return super().__getitem__(name)


def test_a_batch_is_written_before_the_next_is_asked_for(tmp_path: Path) -> None:
    """Else batches would wait in memory, and what the last answers bring behind all of them."""
    tables = (DATASETS, RUNS, USERS)
    waited: list[list[str]] = []

    def batches() -> Iterator[Batch]:
        for _ in range(3):
            batch = Watched({table.name: schema(table).empty_table() for table in tables})
            yield batch
            waited.append(sorted(batch.taken))

    stage(batches(), tmp_path / "staged", tables)

    assert waited == [[DATASETS.name, RUNS.name, USERS.name]] * 3

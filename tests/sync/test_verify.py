"""A fault between load and publish is found, and the table is named."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from humanloop_evals import load as loading
from humanloop_evals.database import SideFile, connect
from humanloop_evals.ddl import create_tables
from humanloop_evals.errors import VerificationFailed
from humanloop_evals.extract import Batch, Extraction
from humanloop_evals.load import Staged, load, stage
from humanloop_evals.sync import run, sync
from humanloop_evals.verify import Expected, verify
from sync.accounts import OF_FILE, client_of, make_job, small_account

OLD = "'from an earlier load' as _dlt_load_id"


@dataclass(frozen=True)
class Fault:
    """Something done to a file, and what has to be said about it."""

    doctoring: str
    said: str


RUNS_DIFFER = "runs: the 4 rows loaded do not have the values that were read"
VERSIONS_DIFFER = "versions: the 3 rows loaded do not have the values that were read"
FAULTS = {
    "missing row": Fault(
        "delete from humanloop.version_tags where tag = 'beta'",
        "version_tags: 5 rows read, 4 loaded",
    ),
    "lost table": Fault(
        "delete from humanloop.version_tags",
        "version_tags: 5 rows read, 0 loaded",
    ),
    "row too many": Fault(
        "insert into humanloop.version_tags by name "
        "select * replace ('more' as tag) from humanloop.version_tags limit 1",
        "version_tags: 5 rows read, 6 loaded",
    ),
    "changed text": Fault(
        "update humanloop.versions set model = 'other' where version_id = 'prv_1'",
        VERSIONS_DIFFER,
    ),
    "rounded number": Fault(
        "update humanloop.versions set temperature = 1 where version_id = 'prv_1'",
        VERSIONS_DIFFER,
    ),
    "lost value": Fault(
        "update humanloop.runs set created_at = null where run_id = 'rn_1'",
        RUNS_DIFFER,
    ),
    "swapped values": Fault(
        "update humanloop.runs set run_id = "
        "case run_id when 'rn_1' then 'rn_3' when 'rn_3' then 'rn_1' else run_id end",
        RUNS_DIFFER,
    ),
    "duplicate key": Fault(
        f"insert into humanloop.runs by name select * replace ({OLD}) "
        "from humanloop.runs where run_id = 'rn_1'",
        "runs: 1 values of (run_id) stand more than once",
    ),
    "key without value": Fault(
        "alter table humanloop.users alter column user_id drop not null; "
        f"insert into humanloop.users by name select null as user_id, {OLD}",
        "users: 1 rows without (user_id)",
    ),
    "dangling reference": Fault(
        "insert into humanloop.evaluation_runs by name "
        f"select * replace ({OLD}, 'rn_9' as run_id) "
        "from humanloop.evaluation_runs where run_id = 'rn_1'",
        "evaluation_runs.run_id: 1 values, such as 'rn_9', that runs does not have",
    ),
    "dangling reference in a table of which nothing was read": Fault(
        "insert into humanloop.version_linked_tools by name "
        f"select 'prv_9' as version_id, 0 as position, {OLD}",
        "version_linked_tools.version_id: 1 values, such as 'prv_9', that versions does not have",
    ),
}


@dataclass(frozen=True)
class Loaded:
    """A side file that was loaded, and what was read for it."""

    path: Path
    expected: Expected
    load_id: str | None


def observed(extraction: Extraction, expected: Expected) -> Iterator[Batch]:
    """The batches, each added up on its way."""
    for batch in extraction.batches():
        expected.add(batch)
        yield batch


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The small account in a side file that is not finished yet."""
    folder = tmp_path_factory.mktemp("verify")
    side, expected = SideFile(folder / "evals.duckdb"), Expected()
    side.prepare()
    extraction = Extraction(
        client_of(small_account()), OF_FILE, synced_at=datetime.now(UTC), in_flight=1
    )
    with connect(side.path) as connection:
        create_tables(connection)
        staged = stage(observed(extraction, expected), side.working_folder)
        load_id = load(staged, connection)
    return Loaded(side.path, expected, load_id)


def check(loaded: Loaded, folder: Path, doctoring: str = "select 1") -> None:
    """Verify a copy of the file to which something was done."""
    doctored = folder / "doctored.duckdb"
    shutil.copyfile(loaded.path, doctored)
    with connect(doctored) as connection:
        connection.execute(doctoring)
        verify(connection, loaded.expected, loaded.load_id)


def test_verify_accepts_what_was_loaded(loaded: Loaded, tmp_path: Path) -> None:
    """Nothing is wrong with a file as it was loaded."""
    check(loaded, tmp_path)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_verify_finds_a_fault(loaded: Loaded, tmp_path: Path, fault: Fault) -> None:
    """Each kind of fault is found on its own, and nothing but that."""
    with pytest.raises(VerificationFailed) as raised:
        check(loaded, tmp_path, fault.doctoring)

    assert str(raised.value) == (
        f"what was loaded is not what was read; nothing was published: {fault.said}"
    )


def test_verify_names_every_table_with_a_fault(loaded: Loaded, tmp_path: Path) -> None:
    """One look shows everything that is wrong."""
    faults = [FAULTS["dangling reference"], FAULTS["missing row"]]
    with pytest.raises(VerificationFailed) as raised:
        check(loaded, tmp_path, "; ".join(fault.doctoring for fault in faults))

    assert str(raised.value).endswith(": " + "; ".join(fault.said for fault in faults))


def test_verify_minds_no_optional_reference(loaded: Loaded, tmp_path: Path) -> None:
    """An evaluation may name a file that no listing has brought."""
    with connect(loaded.path) as connection:
        named = connection.execute("select distinct file_id from humanloop.evaluations").fetchall()
        listed = connection.execute("select file_id from humanloop.files").fetchall()

    assert (named, listed) == ([("pr_1",)], [])
    check(loaded, tmp_path)


def test_verify_accepts_a_sync_that_read_nothing(loaded: Loaded) -> None:
    """Without a load nothing is expected in the file."""
    with connect(loaded.path) as connection:
        verify(connection, Expected(), None)


@pytest.mark.parametrize("much", [0, 20_000_000], ids=["large", "small"])
def test_sync_verifies_what_is_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, much: int
) -> None:
    """Not what DuckDB has of it in memory: opened anew, it knows no setting of the load."""
    limits: list[str] = []

    def load_within_limit(staged: Staged, connection: duckdb.DuckDBPyConnection) -> str | None:
        load_id = load(staged, connection)
        connection.execute("set memory_limit = '123 MiB'")
        return load_id

    def verify_within(connection: duckdb.DuckDBPyConnection, *others: Any) -> None:
        ((limit,),) = connection.execute("select current_setting('memory_limit')").fetchall()
        limits.append(limit)
        verify(connection, *others)

    monkeypatch.setattr(run, "_MUCH", much)
    monkeypatch.setattr(loading, "load", load_within_limit)
    monkeypatch.setattr(run, "verify", verify_within)
    sync(make_job(small_account(), tmp_path / "evals.duckdb"))

    assert len(limits) == 1
    assert limits != ["123.0 MiB"]

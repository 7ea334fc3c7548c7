"""Small loads are written quickly, large ones into little space."""

from hashlib import blake2b
from pathlib import Path

import pytest

from humanloop_evals import load as loading
from humanloop_evals.database import SideFile, connect
from humanloop_evals.ddl import create_tables
from humanloop_evals.extract import Redaction
from humanloop_evals.extract.arrow import to_arrow
from humanloop_evals.load import load, stage
from humanloop_evals.tables import USERS
from sync.contents import query

COMPRESSION = (
    "select distinct compression from pragma_storage_info('humanloop.users') "
    "where column_name = 'email_address' and segment_type = 'VARCHAR'"
)


@pytest.mark.parametrize(("few_bytes", "is_searched"), [(20_000_000, False), (0, True)])
def test_texts_are_searched_for_common_parts_in_large_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few_bytes: int, *, is_searched: bool
) -> None:
    """DuckDB calls that FSST; where it is not tried, nothing else is known of it."""
    monkeypatch.setattr(loading, "_FEW_BYTES", few_bytes)
    names = [blake2b(bytes([n % 256, n // 256]), digest_size=4).hexdigest() for n in range(3000)]
    # A long common part: DuckDB looks at some of the texts, drawn by lot.
    domain = "somebody.in.a.department.of.example.com"
    users = [(f"usr_{n}", f"{name}@{domain}", name, "user", None) for n, name in enumerate(names)]
    batch = {USERS.name: to_arrow(USERS, users, Redaction())}
    side = SideFile(tmp_path / "users.duckdb")
    side.prepare()
    with connect(side.path) as connection:
        create_tables(connection)
        load(stage(iter([batch]), side.working_folder), connection)

    assert ("FSST" in {name for (name,) in query(side.path, COMPRESSION)}) is is_searched

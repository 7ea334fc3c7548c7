"""Our extraction alone: fetched, flattened, and thrown away."""

import os

# As the command does before it imports anything.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from humanloop_evals.client import Client
from humanloop_evals.extract import Batch, Extraction, Scope
from humanloop_evals.settings import ClientSettings, Secret, Selection

RUNS_ONLY = Scope(stats=False, logs=False)


def batches(base_url: str, file_ids: list[str], scope: Scope) -> Iterator[Batch]:
    """All that the scope holds, read as a sync reads it."""
    settings = ClientSettings(base_url=base_url, api_key=Secret("bench"))
    client = Client(settings)
    extraction = Extraction(
        client,
        Selection(file_ids=tuple(file_ids)),
        synced_at=datetime.now(UTC),
        in_flight=settings.requests_in_flight,
        scope=scope,
    )
    yield from extraction.batches()
    client.close()


def extract(scope: Scope) -> None:
    """Count rows, so that it shows when something was left out."""
    base_url, folder, *file_ids = sys.argv[1:]
    rows: Counter[str] = Counter()
    for batch in batches(base_url, file_ids, scope):
        rows.update({name: table.num_rows for name, table in batch.items()})
    (Path(folder) / "rows.json").write_text(json.dumps(rows), encoding="utf-8")


if __name__ == "__main__":
    extract(RUNS_ONLY)

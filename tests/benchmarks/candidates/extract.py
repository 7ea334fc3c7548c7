"""Our extraction alone: fetched, flattened, and thrown away."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from humanloop_evals.cli.start import set_up_process

# As in a sync, so that what differs is the work and not the process.
set_up_process()

from humanloop_evals.client import Client  # noqa: E402
from humanloop_evals.extract import Batch, Extraction, Scope  # noqa: E402
from humanloop_evals.settings import ClientSettings, Secret, Selection  # noqa: E402

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

"""What the processes that are measured see of where the benchmark runs."""

import os
from pathlib import Path

# What would change how a candidate works, were it set where the benchmark runs.
_CONFIGURED = (
    "HUMANLOOP",
    "SOURCES__",
    "DLT_",
    "RUNTIME__",
    "NORMALIZE__",
    "LOAD__",
    "EXTRACT__",
    # Whatever runs every night has its modules compiled.
    "PYTHONDONTWRITEBYTECODE",
)


def without_configuration(folder: Path) -> dict[str, str]:
    """The environment without configuration, with a key, and without a word to anybody else."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(_CONFIGURED)}
    return kept | {
        "HUMANLOOP_API_KEY": "bench",
        "DLT_DATA_DIR": str(folder / "dlt-data"),
        "RUNTIME__DLTHUB_TELEMETRY": "false",
    }

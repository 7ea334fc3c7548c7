"""This tool, as cron starts it, for runs alone: `humanloop-evals sync --no-stats`."""

import os
import sys
from pathlib import Path


def sync(*flags: str) -> None:
    """Become the command, with every file named."""
    base_url, folder, *file_ids = sys.argv[1:]
    command = Path(sys.executable).with_name("humanloop-evals")
    files = [word for file_id in file_ids for word in ("--file", file_id)]
    database = Path(folder) / "candidate.duckdb"
    os.execv(
        command,
        [
            str(command),
            "sync",
            *files,
            *flags,
            *("--base-url", base_url),
            *("--database", str(database)),
            *("--progress", "off"),
        ],
    )


if __name__ == "__main__":
    sync("--no-stats")

"""This tool, as cron starts it: `humanloop-evals sync` with every file named."""

import os
import sys
from pathlib import Path

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
        *("--base-url", base_url),
        *("--database", str(database)),
        *("--progress", "off"),
    ],
)

"""Small exports, written file by file."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

DONE = "Export completed successfully.\n"


def write(root: Path, files: dict[str, Any]) -> Path:
    """Files by their paths: text as it is, anything else as the exporter writes JSON."""
    for path, value in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(value if isinstance(value, str) else json.dumps(value))
    return root


def jsonl(records: Iterable[Any]) -> str:
    """Records as the lines of a part."""
    return "".join(json.dumps(record) + "\n" for record in records)


def logged(run_id: str, *log_ids: str, **more: Any) -> list[dict[str, Any]]:
    """Records of an evaluation's logs that hold nothing but their key."""
    return [{"run_id": run_id, "log": {"id": log_id}, **more} for log_id in log_ids]


def file_of(file_id: str, **more: Any) -> dict[str, Any]:
    """What a finished file has in any case, below its own folder."""
    return {
        f"{file_id}/file.json": {"id": file_id, "type": "prompt", **more},
        f"{file_id}/.done": DONE,
    }

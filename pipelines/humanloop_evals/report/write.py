"""The report's file: replaced all at once, or left as it was."""

import contextlib
import os
import tempfile
from pathlib import Path

from humanloop_evals.database import keep_mode, sync_to_disk
from humanloop_evals.errors import ConfigurationError

_LEFT_ALONE = ("", ".wal", ".lock", ".failed-syncs.jsonl")


def resolve_target(path: Path, database: Path) -> Path:
    """Where the report goes, behind any symbolic link, after refusing what can't or must not be.

    Args:
        path: As it was given.
        database: The published file.

    Raises:
        ConfigurationError: The folder is missing or can't be written to, it is no file, or it
            belongs to the database.
    """
    resolved = Path(os.path.realpath(path))
    published = Path(os.path.realpath(database))
    if resolved in {published.with_name(published.name + suffix) for suffix in _LEFT_ALONE}:
        raise ConfigurationError(f"{path} belongs to the database; choose another for the report")
    if not resolved.parent.is_dir():
        raise ConfigurationError(f"{path}: the folder {resolved.parent} does not exist")
    if resolved.exists() and not resolved.is_file():
        raise ConfigurationError(f"{path} is no file; the report can't replace it")
    if not os.access(resolved.parent, os.W_OK):
        raise ConfigurationError(f"{path}: the folder {resolved.parent} can't be written to")
    return resolved


def replace_file(path: Path, text: str) -> None:
    """Write beside the file, and rename over it.

    A new file is its owner's alone, as the database is: it quotes from it.

    Raises:
        ConfigurationError: It can't be written; what was there is as it was.
    """
    try:
        _replace(path, text.encode())
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise ConfigurationError(f"the report {path} can't be written: {reason}") from error


def _replace(path: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        if path.exists():
            keep_mode(path, beside)
        sync_to_disk(beside)
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise

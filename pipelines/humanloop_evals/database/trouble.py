"""What a failure to use a file means for the user, and which error says so."""

import contextlib
import errno
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb

from humanloop_evals.errors import ConfigurationError, DatabaseBusy, HumanloopError

_PID = re.compile(r"PID (\d+)")
_FILE_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM}
# DuckDB says so inside errors of several kinds, also when a commit fails.
_NO_SPACE = ("No space left", "Disk quota exceeded", "File too large")
_NO_DUCKDB_FILE = ("not a valid DuckDB database file", "sqlite_scanner")
_HELD = "Could not set lock"


def unusable(path: Path, error: BaseException) -> HumanloopError:
    """What a failure to use a file means for the user."""
    said = str(error).split("\n")[0][:300]
    if _HELD in said:
        holder = _PID.search(said)
        who = f"process {holder[1]}" if holder else "another process"
        return DatabaseBusy(
            f"{path.name}: {who} holds the file open for writing; close it and run again"
        )
    if any(words in said for words in _NO_DUCKDB_FILE):
        return ConfigurationError(
            f"{path} is not a DuckDB file; it was not touched. Choose another --database"
        )
    if any(words in said for words in _NO_SPACE):
        return ConfigurationError(
            f"{path}: there is no space to build the new file beside it ({said}); the old one is "
            "as it was. A sync needs about twice the size of the file"
        )
    is_damaged = isinstance(error, duckdb.Error)
    way_out = ". If it is damaged, move it away, and a sync makes a new one" if is_damaged else ""
    return ConfigurationError(f"{path} can't be used: {said}{way_out}")


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn whatever the file system and DuckDB raise about a file into one of our errors.

    Raises:
        ConfigurationError, DatabaseBusy: Instead of it.
    """
    try:
        yield
    except (OSError, duckdb.Error) as error:
        raise unusable(path, error) from error


def file_trouble(error: BaseException) -> BaseException | None:
    """The part of a failure, however wrapped, that is about disk space or permissions."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in _FILE_ERRORS:
            return seen
        if isinstance(seen, duckdb.IOException | duckdb.OutOfMemoryException):
            return seen
        if isinstance(seen, duckdb.Error) and any(words in str(seen) for words in _NO_SPACE):
            return seen
        seen = seen.__cause__ or seen.__context__
    return None

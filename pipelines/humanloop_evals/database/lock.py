"""The lock that keeps two syncs of one database apart."""

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import filelock

from humanloop_evals.database.trouble import unusable
from humanloop_evals.errors import DatabaseBusy


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock; the system releases it when the process ends, however it ends.

    Raises:
        DatabaseBusy: Another process holds it; its id is named.
        ConfigurationError: The folder can't be written.
    """
    lock_path = path.with_name(f"{path.name}.lock")
    lock = filelock.FileLock(lock_path, blocking=False)
    try:
        lock.acquire()
        lock_path.write_text(json.dumps({"pid": os.getpid()}), encoding="utf-8")
    except filelock.Timeout:
        raise DatabaseBusy(
            f"{path.name}: another sync is running{_holder(lock_path)}; this one did nothing"
        ) from None
    except OSError as error:
        lock.release()
        raise unusable(path, error) from error
    try:
        yield
    finally:
        lock.release()


def _holder(lock_path: Path) -> str:
    try:
        return f" (process {int(json.loads(lock_path.read_text(encoding='utf-8'))['pid'])})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""

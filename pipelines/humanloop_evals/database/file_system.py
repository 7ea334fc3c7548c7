"""What has to be done to files themselves: durability, modes, what DuckDB keeps beside them."""

import contextlib
import os
import re
import shutil
from pathlib import Path

# What tells whether a file was written to: inode, size, time of the last change.
Stamp = tuple[int, int, int]
_REMOVE_ATTEMPTS = 20


def wal_of(path: Path) -> Path:
    """Where DuckDB keeps what is not in the file itself yet."""
    return path.with_name(f"{path.name}.wal")


def stamps(path: Path) -> tuple[Stamp | None, Stamp | None]:
    """What changes when anybody writes into a DuckDB file: its own stamp and its `.wal`'s."""
    return _stamp(path), _stamp(wal_of(path))


def keep_mode(old: Path, new: Path) -> None:
    """Give a new file the owner, group and mode of the old one: analysts may be other users."""
    status = old.stat()
    for owner in (status.st_uid, -1):
        # Only root may give files away, and a group must be one of ours.
        with contextlib.suppress(PermissionError):
            os.chown(new, owner, status.st_gid)
            break
    new.chmod(status.st_mode & 0o7777)


def sync_to_disk(path: Path) -> None:
    """Let nothing of a file or folder be lost in a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_leftovers(path: Path, suffix: str) -> None:
    """Remove every file and folder beside a file whose name continues like this."""
    for leftover in path.parent.glob(f"{escape_glob(path.name)}{suffix}*"):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()


def remove_folder(path: Path) -> None:
    """Remove a folder, also while threads still write into it."""
    for _ in range(_REMOVE_ATTEMPTS):
        shutil.rmtree(path, ignore_errors=True)
        if not path.exists():
            return


def escape_glob(name: str) -> str:
    """A pattern that is this name and no other."""
    return re.sub(r"([*?\[])", r"[\1]", name)


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns

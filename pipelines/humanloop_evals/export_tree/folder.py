"""An export in a folder."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from humanloop_evals.export_tree.store import Entry, Opened, is_ours


class FolderStore:
    """See `Store`. Links are not followed.

    Args:
        root: The folder.
        start: The folder in it below which the export is.
        name: What the user calls it.
    """

    def __init__(self, root: Path, name: str, *, start: str = "") -> None:
        self.name = name
        self.start = start
        self.losses: list[str] = []
        self._root = root

    def entries(self, folder: str) -> Mapping[str, Entry]:
        """See `Store`."""
        try:
            with os.scandir(self._root / folder) as found:
                return {one.name: _entry(one) for one in found if is_ours(one.name)}
        except (FileNotFoundError, NotADirectoryError):
            return {}

    def open(self, path: str) -> Opened:
        """See `Store`."""
        return (self._root / path).open("rb")

    def close(self) -> None:
        """See `Store`."""


def _entry(found: os.DirEntry[str]) -> Entry:
    if found.is_dir(follow_symlinks=False):
        return Entry(None)
    status = found.stat(follow_symlinks=False)
    if not stat.S_ISREG(status.st_mode):
        return Entry(None, "a link" if found.is_symlink() else "a device or pipe")
    return Entry(status.st_size)

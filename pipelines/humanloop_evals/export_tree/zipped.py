"""An export in a zip archive, read in place."""

import errno
import stat
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from humanloop_evals.errors import ConfigurationError
from humanloop_evals.export_tree.bounds import Bounds, inside
from humanloop_evals.export_tree.packed_index import PackedIndex
from humanloop_evals.export_tree.store import Entry, Opened, refuse_odd

_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
_ENCRYPTED = 0x1
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError)


class ZipStore:
    """See `Store`.

    Args:
        path: The archive.
        name: What the user calls it.

    Raises:
        ConfigurationError: It can't be read, or must not.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self.start = ""
        self.losses: list[str] = []
        self._index: PackedIndex[zipfile.ZipInfo] = PackedIndex(name)
        try:
            self._archive = zipfile.ZipFile(path)
        except _UNREADABLE as error:
            raise ConfigurationError(
                f"{name} can't be read as a zip archive: {error}. A copy that was cut short can "
                "often be repaired with zip -FF"
            ) from error
        try:
            self._check(Bounds(name, path.stat().st_size))
        except ConfigurationError:
            self._archive.close()
            raise

    def entries(self, folder: str) -> Mapping[str, Entry]:
        """See `Store`."""
        return self._index.entries(folder)

    def open(self, path: str) -> Opened:
        """See `Store`."""
        info, _ = self._index.place(path)
        try:
            return _Member(self._archive.open(info))
        except _UNREADABLE as error:
            raise _damaged(error) from error

    def close(self) -> None:
        """See `Store`."""
        self._archive.close()

    def _check(self, bounds: Bounds) -> None:
        for info in self._archive.infolist():
            bounds.add_entry()
            bounds.add_bytes(info.file_size)
            path = inside(self.name, info.filename)
            mode = stat.S_IFMT(info.external_attr >> 16)
            if mode not in {0, stat.S_IFREG, stat.S_IFDIR}:
                what = "a link" if mode == stat.S_IFLNK else "a device or pipe"
                raise refuse_odd(f"{self.name}/{path}", what)
            if info.flag_bits & _ENCRYPTED or info.compress_type not in _METHODS:
                raise ConfigurationError(
                    f"{self.name} is encrypted, or packed by a method that is not known here; "
                    "unpack it and pass the folder"
                )
            if info.is_dir():
                self._index.add_folder(path)
            else:
                self._index.add_file(path, info.file_size, info)


class _Member:
    """A file of the archive whose damage is an error of a file, as anywhere else."""

    def __init__(self, member: IO[bytes]) -> None:
        self._member = member

    def read(self, size: int, /) -> bytes:
        """See `Opened`."""
        try:
            return self._member.read(size)
        except _UNREADABLE as error:
            raise _damaged(error) from error

    def close(self) -> None:
        """See `Opened`."""
        self._member.close()


def _damaged(error: Exception) -> OSError:
    return OSError(errno.EIO, f"damaged in the archive ({error})")

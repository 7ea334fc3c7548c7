"""An export in a tar archive, packed or not: unpacked into one file without a name."""

import errno
import gzip
import os
import tarfile
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, BinaryIO, cast

from humanloop_evals.errors import ConfigurationError
from humanloop_evals.export_tree.bounds import Bounds, inside
from humanloop_evals.export_tree.packed_index import PackedIndex
from humanloop_evals.export_tree.store import Entry, Opened, refuse_odd

_GZIP = b"\x1f\x8b"
_CHUNK = 1024 * 1024
# tarfile takes a header into memory, whatever size it says it has.
_LARGEST_HEADER = 1024 * 1024
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_UNREADABLE = (tarfile.TarError, zlib.error, gzip.BadGzipFile, EOFError)


class TarStore:
    """See `Store`.

    What is unpacked lies in a file without a name: nobody else can open it, nothing is left of it
    when the process ends, however it ends, and names in the archive never become names on the disk.

    Args:
        path: The archive.
        name: What the user calls it.
        beside: The folder on whose disk to unpack.

    Raises:
        ConfigurationError: It can't be read, or must not.
    """

    def __init__(self, path: Path, name: str, beside: Path) -> None:
        self.name = name
        self.start = ""
        self.losses: list[str] = []
        self._index: PackedIndex[int] = PackedIndex(name)
        self._bounds = Bounds(name, path.stat().st_size)
        self._end = 0
        try:
            self._unpacked: BinaryIO = tempfile.TemporaryFile(dir=beside, buffering=0)  # noqa: SIM115
        except OSError as error:
            raise _no_room(name, beside, error) from error
        try:
            self._unpack(path, beside)
        except BaseException:
            self._unpacked.close()
            raise

    def entries(self, folder: str) -> Mapping[str, Entry]:
        """See `Store`."""
        return self._index.entries(folder)

    def open(self, path: str) -> Opened:
        """See `Store`."""
        start, size = self._index.place(path)
        return _Slice(self._unpacked.fileno(), start, size)

    def close(self) -> None:
        """See `Store`."""
        self._unpacked.close()

    def _unpack(self, path: Path, beside: Path) -> None:
        with path.open("rb") as packed:
            is_packed = packed.read(len(_GZIP)) == _GZIP
            packed.seek(0)
            whole = gzip.GzipFile(fileobj=packed) if is_packed else packed
            source = _Source(cast("IO[bytes]", whole), self.name)
            try:
                archive = tarfile.open(fileobj=cast("IO[bytes]", source), mode="r|")  # noqa: SIM115 - holds nothing
            except _UNREADABLE as error:
                raise ConfigurationError(
                    f"{self.name} is no folder, and can't be read as a zip or tar.gz archive: "
                    f"{error}"
                ) from error
            try:
                self._take_all(archive, source)
            except _UNREADABLE as error:
                self.losses.append(
                    f"{self.name} is damaged or cut short ({error}): what stands behind its first "
                    f"{self._end / 1e6:,.1f} MB is lost"
                )
            except OSError as error:
                if error.errno not in _FULL:
                    raise
                raise _no_room(self.name, beside, error) from error

    def _take_all(self, archive: tarfile.TarFile, source: "_Source") -> None:
        while True:
            source.allow(_LARGEST_HEADER)
            member = archive.next()
            if member is None:
                return
            # tarfile remembers every one of them.
            archive.members = []  # type: ignore[attr-defined]
            self._take(archive, member, source)

    def _take(self, archive: tarfile.TarFile, member: tarfile.TarInfo, source: "_Source") -> None:
        self._bounds.add_entry()
        path = inside(self.name, member.name)
        if member.isdir():
            self._index.add_folder(path)
            return
        if not member.isreg() or member.issparse():
            what = (
                "a link" if member.issym() or member.islnk() else "a device, pipe or file of gaps"
            )
            raise refuse_odd(f"{self.name}/{path}", what)
        content = archive.extractfile(member)
        assert content is not None
        start = self._end
        try:
            self._copy(content, source)
        finally:
            # Of a file that is cut short, what is there is worth being looked at.
            self._index.add_file(path, self._end - start, start)

    def _copy(self, content: IO[bytes], source: "_Source") -> None:
        while True:
            source.allow(_CHUNK + _LARGEST_HEADER)
            part = content.read(_CHUNK)
            if not part:
                return
            self._bounds.add_bytes(len(part))
            self._unpacked.write(part)
            self._end += len(part)


class _Source:
    """The unpacked archive, of which tarfile gets no more at once than it may."""

    def __init__(self, inner: IO[bytes], name: str) -> None:
        self._inner = inner
        self._name = name
        self._allowed = _LARGEST_HEADER

    def allow(self, count: int) -> None:
        """Let so many bytes pass from now on."""
        self._allowed = count

    def read(self, size: int) -> bytes:
        """What tarfile asks for, block by block.

        Raises:
            ConfigurationError: More than was allowed.
        """
        self._allowed -= size
        if self._allowed < 0:
            raise ConfigurationError(
                f"{self._name} has a header of more than {_LARGEST_HEADER // 1024} KB, as no "
                "export has; nothing was read"
            )
        return self._inner.read(size)


class _Slice:
    """A part of a file, see `Opened`; any number of threads may read in one file."""

    def __init__(self, descriptor: int, start: int, size: int) -> None:
        self._descriptor = descriptor
        self._place = start
        self._left = size

    def read(self, size: int, /) -> bytes:
        """See `Opened`."""
        part = os.pread(self._descriptor, min(size, self._left), self._place)
        self._place += len(part)
        self._left -= len(part)
        return part

    def close(self) -> None:
        """See `Opened`."""


def _no_room(name: str, beside: Path, error: OSError) -> ConfigurationError:
    reason = os.strerror(error.errno or errno.EIO)
    return ConfigurationError(
        f"{name} can't be unpacked in {beside}: {reason}. Unpack it elsewhere and pass the folder; "
        "a zip archive is read in place"
    )

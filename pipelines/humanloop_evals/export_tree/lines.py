"""JSONL files, read in pieces: no line and no file has to fit into memory twice."""

import errno
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import NamedTuple

from humanloop_evals.errors import NotFound, RecordUnusable
from humanloop_evals.export_tree.as_served import as_served
from humanloop_evals.export_tree.store import Opened, Store, join
from humanloop_evals.reader import Document
from humanloop_evals.wire import JsonError

# Told how many bytes were read.
OnBytes = Callable[[int], None]

_PART = re.compile(r"(\d{1,9})\.jsonl")
_LIKE_A_PART = re.compile(r"\.jsonl|\d\.json$", re.IGNORECASE)
_PIECE = 1024 * 1024


class Place(NamedTuple):
    """Where a line is.

    Attributes:
        path: Its file.
        number: Counted from 1.
        start: The byte of the file at which it begins.
    """

    path: str
    number: int
    start: int


class Text:
    """What the files of a store hold.

    Args:
        store: The store.
        limit: Bytes that a line, or a file that is one JSON value, may have.
        on_bytes: See `OnBytes`.
    """

    def __init__(self, store: Store, limit: int, on_bytes: OnBytes = lambda _count: None) -> None:
        self.store = store
        self._limit = limit
        self._on_bytes = on_bytes

    def place(self, path: str) -> str:
        """A path as the user would write it."""
        return f"{self.store.name}/{path}"

    def place_of(self, path: str, number: int) -> str:
        """A line as the user would find it."""
        return f"{self.place(path)}, line {number}"

    def names(self, folder: str) -> list[str]:
        """The files of a folder, sorted; none where there is no such folder.

        Raises:
            RecordUnusable: The folder can't be read.
        """
        try:
            entries = self.store.entries(folder)
        except OSError as error:
            raise self._unreadable(folder, error) from error
        return sorted(name for name, entry in entries.items() if not entry.is_folder)

    def parts(self, folder: str) -> list[str]:
        """The JSONL files of a folder in the order of their numbers.

        Raises:
            RecordUnusable: The folder can't be read.
        """
        return [join(folder, name) for _, name in self._numbered(folder)]

    def not_read(self, folder: str) -> Iterator[str]:
        """What is wrong with the names in a folder of parts: none is passed over without a word."""
        names = [name for _, name in self._numbered(folder)]
        for name in self.names(folder):
            if name not in names and _LIKE_A_PART.search(name):
                yield (
                    f"{self.place(join(folder, name))} was not read: parts are named 1.jsonl, "
                    "2.jsonl and so on"
                )

    def gaps(self, folder: str) -> Iterator[str]:
        """The first part that is missing before the last one."""
        numbers = sorted({number for number, _ in self._numbered(folder)} - {0})
        for expected, number in enumerate(numbers, start=1):
            if number != expected:
                yield f"{self.place(join(folder, f'{expected}.jsonl'))} is missing"
                return

    def _numbered(self, folder: str) -> list[tuple[int, str]]:
        names = self.names(folder)
        return sorted((int(one[1]), name) for name in names if (one := _PART.fullmatch(name)))

    def whole(self, path: str) -> bytes:
        """A whole file.

        Raises:
            NotFound: It is not there.
            RecordUnusable: It can't be read, or is too large.
        """
        try:
            with closing(self.store.open(path)) as opened:
                pieces = []
                size = 0
                while size <= self._limit and (piece := opened.read(_PIECE)):
                    pieces.append(piece)
                    size += len(piece)
        except FileNotFoundError as error:
            raise NotFound(f"{self.place(path)} is missing") from error
        except OSError as error:
            raise self._unreadable(path, error) from error
        if size > self._limit:
            raise self._too_long(self.place(path))
        self._on_bytes(size)
        return b"".join(pieces)

    def document(self, path: str, number: int | None, content: bytes) -> Document:
        """A line, or a whole file, as the API has sent it.

        Raises:
            RecordUnusable: It is no UTF-8.
        """
        where = self.place(path) if number is None else self.place_of(path, number)
        try:
            return Document(where, as_served(content))
        except JsonError as error:
            raise RecordUnusable(f"{where}: {error}") from error

    def lines(self, path: str, *, counted: bool = True) -> Iterator[tuple[int, bytes]]:
        """The lines of a file that are not empty, with their numbers.

        Args:
            path: The file.
            counted: Whether what is read counts; it does not when it will be read again.

        Raises:
            RecordUnusable: It can't be read, or a line is too long.
        """
        for place, line in self.placed_lines(path, counted=counted):
            yield place.number, line

    def placed_lines(self, path: str, *, counted: bool = True) -> Iterator[tuple[Place, bytes]]:
        """The same, with all that it takes to find them again."""
        before, start, rest = 0, 0, b""
        for piece in self._pieces(path):
            if counted:
                self._on_bytes(len(piece))
            *lines, rest = (rest + piece).split(b"\n")
            for number, line in enumerate(lines, start=before + 1):
                if line and not line.isspace():
                    yield Place(path, number, start), line.removesuffix(b"\r")
                start += len(line) + 1
            before += len(lines)
            if len(rest) > self._limit:
                raise self._too_long(self.place_of(path, before + 1))
        if rest and not rest.isspace():
            yield Place(path, before + 1, start), rest

    def found_lines(self, path: str, places: Iterable[tuple[int, int]]) -> Iterator[bytes]:
        """Lines of a file whose beginnings and lengths are known, in their order in the file.

        Raises:
            RecordUnusable: It can't be read, or is shorter than it was.
        """
        try:
            with closing(self.store.open(path)) as opened:
                at = 0
                for start, size in places:
                    _pass_over(opened, start - at)
                    line = _read_exactly(opened, size)
                    at = start + size
                    yield line
        except OSError as error:
            raise self._unreadable(path, error) from error

    def _pieces(self, path: str) -> Iterator[bytes]:
        try:
            with closing(self.store.open(path)) as opened:
                while piece := opened.read(_PIECE):
                    yield piece
        except OSError as error:
            raise self._unreadable(path, error) from error

    def _unreadable(self, path: str, error: OSError) -> RecordUnusable:
        reason = error.strerror or (os.strerror(error.errno) if error.errno else str(error))
        return RecordUnusable(f"{self.place(path)} can't be read: {reason}")

    def _too_long(self, place: str) -> RecordUnusable:
        return RecordUnusable(
            f"{place} has more than {self._limit:,} bytes, which HUMANLOOP_EVALS_BODY_LIMIT allows"
        )


def _pass_over(opened: Opened, count: int) -> None:
    """Go on so many bytes; what is packed has to be unpacked up to there."""
    if isinstance(opened, io.BufferedReader):
        opened.seek(count, os.SEEK_CUR)
        return
    while count > 0:
        count -= len(_read_exactly(opened, min(count, _PIECE)))


def _read_exactly(opened: Opened, size: int) -> bytes:
    found = b""
    while len(found) < size:
        piece = opened.read(size - len(found))
        if not piece:
            raise OSError(errno.EIO, "shorter than it was when it was first read")
        found += piece
    return found

"""Where an export lies: what folders and archives have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from humanloop_evals.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Entry:
    """What a folder holds under one name.

    Attributes:
        size: Bytes of a file; None for a folder.
        oddity: What it is if it is neither, such as a link; nobody opens it.
    """

    size: int | None
    oddity: str | None = None

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return self.size is None and self.oddity is None


class Opened(Protocol):
    """A file that is being read."""

    def read(self, size: int, /) -> bytes:
        """So many bytes more, or what is left; none at the end.

        Raises:
            OSError: It can't be read on.
        """

    def close(self) -> None:
        """Give it back."""


class Store(Protocol):
    """A tree of files, addressed by paths with slashes, relative to its root.

    Attributes:
        name: What the user calls it, for messages.
        start: The folder below which the export is.
        losses: What of it can't be read at all.
    """

    name: str
    start: str
    losses: list[str]

    def entries(self, folder: str) -> Mapping[str, Entry]:
        """What a folder holds, by name; nothing where there is no such folder.

        Raises:
            OSError: It can't be read.
        """

    def open(self, path: str) -> Opened:
        """A file, to be read and closed.

        Raises:
            OSError: It is not there, or can't be read.
        """

    def close(self) -> None:
        """Give everything back."""


def join(folder: str, name: str) -> str:
    """The path of what a folder holds under a name."""
    return f"{folder}/{name}" if folder else name


# Beside those whose names begin with a dot, such as `.DS_Store` and `._file.json`.
_LEFT_BY_SYSTEMS = {"__MACOSX", "Thumbs.db", "desktop.ini", "Icon\r"}


def is_ours(name: str) -> bool:
    """Whether an exporter can have written it."""
    return name == ".done" or not (name.startswith(".") or name in _LEFT_BY_SYSTEMS)


def refuse_odd(place: str, what: str) -> ConfigurationError:
    """The error for what is neither file nor folder."""
    return ConfigurationError(
        f"{place} is {what}, which no exporter writes and which may lead out of the export; "
        "nothing was read. Remove it, or put a copy of what it stands for in its place"
    )

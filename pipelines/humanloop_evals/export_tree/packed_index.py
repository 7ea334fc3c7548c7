"""The folders of an archive, from the paths of its files."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from humanloop_evals.errors import ConfigurationError
from humanloop_evals.export_tree.store import Entry, is_ours, join

Place = TypeVar("Place")

_FOLDER = Entry(None)


class PackedIndex(Generic[Place]):
    """Which file of an archive is where.

    Args:
        archive: Its name, for messages.
    """

    def __init__(self, archive: str) -> None:
        self._archive = archive
        self._folders: dict[str, dict[str, Entry]] = {"": {}}
        self._places: dict[str, Place] = {}

    def add_folder(self, path: str) -> None:
        """A folder, and all above it.

        Raises:
            ConfigurationError: There is a file of that name.
        """
        if path in self._folders or not _is_ours(path):
            return
        above, _, name = path.rpartition("/")
        self.add_folder(above)
        if path in self._places:
            raise self._refuse(path)
        self._folders[path] = {}
        self._folders[above][name] = _FOLDER

    def add_file(self, path: str, size: int, place: Place) -> None:
        """A file.

        Raises:
            ConfigurationError: There is another entry of that name.
        """
        above, _, name = path.rpartition("/")
        if not _is_ours(path):
            return
        self.add_folder(above)
        if path in self._places or path in self._folders:
            raise self._refuse(path)
        self._folders[above][name] = Entry(size)
        self._places[path] = place

    def entries(self, folder: str) -> Mapping[str, Entry]:
        """See `Store`."""
        return self._folders.get(folder, {})

    def place(self, path: str) -> tuple[Place, int]:
        """Where a file is, and its size.

        Raises:
            FileNotFoundError: There is none.
        """
        above, _, name = path.rpartition("/")
        try:
            size = self._folders[above][name].size
            return self._places[path], size or 0
        except KeyError:
            raise FileNotFoundError(2, "No such file in the archive", join(above, name)) from None

    def _refuse(self, path: str) -> ConfigurationError:
        return ConfigurationError(
            f"{self._archive} has two entries named {path[:200]!r}; nothing was read, because it "
            "can't be told which is right"
        )


def _is_ours(path: str) -> bool:
    return all(map(is_ours, path.split("/")))

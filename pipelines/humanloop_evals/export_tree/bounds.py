"""What an archive may hold: names that stay inside, and not more than an export can be."""

import re

from humanloop_evals.errors import ConfigurationError

# No export has so many files, and each takes memory.
MOST_ENTRIES = 1_000_000
MOST_BYTES = 200 * 1024**3
# Log lines that repeat whole versions shrink to a hundredth; only a bomb shrinks further.
MOST_RATIO = 500
# Below so much it does not matter.
_HARMLESS = 10 * 1024**2

_DRIVE = re.compile(r"[A-Za-z]:")


def inside(archive: str, name: str) -> str:
    """The path that an archive's entry has below the archive's root, without slashes around it.

    Raises:
        ConfigurationError: It has none: the name climbs out, or is absolute.
    """
    path = name.removesuffix("/")
    while path.startswith("./"):
        path = path[2:]
    parts = path.split("/")
    is_odd = "\\" in name or not name.isprintable() or bool(_DRIVE.match(name))
    if name.startswith("/") or ".." in parts or is_odd:
        raise ConfigurationError(
            f"{archive} has an entry named {name[:200]!r}, which leads out of the archive or can't "
            "be told apart on every system; nothing was read"
        )
    return "" if path == "." else path


class Bounds:
    """Counts what an archive holds.

    Args:
        archive: Its name, for messages.
        packed: Bytes of the archive itself.
    """

    def __init__(self, archive: str, packed: int) -> None:
        self._archive = archive
        self._packed = packed
        self._entries = 0
        self._bytes = 0

    def add_entry(self) -> None:
        """One more file or folder.

        Raises:
            ConfigurationError: There are too many.
        """
        self._entries += 1
        if self._entries > MOST_ENTRIES:
            raise self._refuse(f"more than {MOST_ENTRIES:,} files")

    def add_bytes(self, count: int) -> None:
        """So many bytes more of what files hold, unpacked.

        Raises:
            ConfigurationError: There are too many.
        """
        self._bytes += count
        if self._bytes > MOST_BYTES:
            raise self._refuse(f"more than {MOST_BYTES // 1024**3} GB")
        if self._bytes > max(_HARMLESS, MOST_RATIO * self._packed):
            raise self._refuse(f"more than {MOST_RATIO} times its own size")

    def _refuse(self, what: str) -> ConfigurationError:
        return ConfigurationError(
            f"{self._archive} unpacks to {what}, as no export does; nothing was read. If it is "
            "one, unpack it yourself and pass the folder"
        )

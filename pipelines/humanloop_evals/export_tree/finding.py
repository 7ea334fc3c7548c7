"""The exports in a store: one for each time that the exporter was started."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from humanloop_evals.errors import ConfigurationError
from humanloop_evals.export_tree.store import Store, join

FILES = "files"
EVALUATIONS = "evaluations"
FILE_RECORD = "file.json"
_LOG = "export.log"
# What the folder of a file has, as far as the exporter came.
_OF_A_FILE = {FILE_RECORD, ".done", "versions", "datapoints", EVALUATIONS, "logs"}
# The folder of the script, with `exports` in it, in an archive with a folder around everything.
_DEEPEST = 3
_TIMESTAMP = re.compile(r"\d{8}-\d{6}")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one start of the exporter has written.

    Attributes:
        name: Its timestamp, unless the folder was renamed.
        files: The folder that holds a folder for every file.
        evaluations: The folder of evaluations that are of no file: of this tool's own exports only.
        log: The exporter's own log, if it is there.
    """

    name: str
    files: str
    evaluations: str | None
    log: str | None

    @property
    def age(self) -> tuple[bool, str, str]:
        """Sorts newer exports behind older ones; those without a timestamp are the oldest."""
        return _TIMESTAMP.fullmatch(self.name) is not None, self.name, self.files


def find_snapshots(store: Store) -> list[Snapshot]:
    """Every export in a store, the newest first.

    Raises:
        ConfigurationError: There is none.
        OSError: A folder can't be read.
    """
    found = sorted(_find(store, store.start, _DEEPEST), key=lambda one: one.age, reverse=True)
    if not found:
        place = join(store.name, store.start) if store.start else store.name
        raise ConfigurationError(
            f"{place} holds no export: pass exports/<timestamp>, its "
            "folder files, the folder of several timestamps, or a zip or tar.gz archive of these"
        )
    return found


def _find(store: Store, folder: str, deepest: int) -> Iterator[Snapshot]:
    entries = store.entries(folder)
    folders = sorted(name for name, entry in entries.items() if entry.is_folder)
    if FILES in folders and _is_export(store, folder):
        yield _snapshot(store, folder, join(folder, FILES))
    elif any(FILE_RECORD in store.entries(join(folder, name)) for name in folders):
        above, _, name = folder.rpartition("/")
        yield _snapshot(store, above if name == FILES else folder, folder)
    elif deepest:
        for name in folders:
            yield from _find(store, join(folder, name), deepest - 1)


def _is_export(store: Store, folder: str) -> bool:
    """Whether a folder with one named `files` is an export, and not anything else, or empty."""
    if store.entries(join(folder, EVALUATIONS)):
        return True
    files = join(folder, FILES)
    held = [store.entries(join(files, name)).keys() for name in store.entries(files)]
    # Where the exporter has failed at once, its log says why.
    return any(names & _OF_A_FILE for names in held) or bool(held and _LOG in store.entries(folder))


def _snapshot(store: Store, folder: str, files: str) -> Snapshot:
    names = store.entries(folder)
    name = (folder or store.name.rstrip("/")).rpartition("/")[2]
    return Snapshot(
        name,
        files,
        join(folder, EVALUATIONS) if EVALUATIONS in names else None,
        join(folder, _LOG) if _LOG in names else None,
    )

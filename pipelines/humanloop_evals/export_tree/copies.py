"""The copies of each file and evaluation, the one to be believed first."""

from collections.abc import Iterable
from dataclasses import dataclass

from humanloop_evals.export_tree.finding import EVALUATIONS, Snapshot
from humanloop_evals.export_tree.store import Store, join, refuse_odd

DONE = ".done"
EVALUATION = "evaluation.json"
STATS = "stats.json"
RUNS = "runs"
LOGS = "logs"
# What an evaluation has before its logs.
_WHOLE = {EVALUATION, STATS, RUNS}


@dataclass(frozen=True, slots=True)
class FileCopy:
    """A file as one start of the exporter has written it.

    Attributes:
        folder: Where.
        is_done: Whether the exporter says that it is complete, which is not always true.
    """

    snapshot: Snapshot
    folder: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class EvaluationCopy:
    """An evaluation as one start of the exporter has written it.

    Attributes:
        of: The copy of the file that it is in.
        folder: Where.
        names: What is in that folder.
    """

    of: FileCopy
    folder: str
    names: frozenset[str]

    @property
    def is_whole(self) -> bool:
        """Whether all its parts but the logs are there."""
        return self.names >= _WHOLE


def find_files(store: Store, snapshots: Iterable[Snapshot]) -> dict[str, list[FileCopy]]:
    """The copies of every file by its id: finished ones first, then newer ones.

    Args:
        store: Where they are.
        snapshots: The newest first.

    Raises:
        OSError: A folder can't be read.
    """
    found: dict[str, list[FileCopy]] = {}
    for snapshot in snapshots:
        for file_id, folder in _folders(store, snapshot.files):
            copy = FileCopy(snapshot, folder, DONE in store.entries(folder))
            found.setdefault(file_id, []).append(copy)
    return {
        file_id: sorted(copies, key=lambda copy: not copy.is_done)
        for file_id, copies in sorted(found.items())
    }


def find_evaluations(store: Store, copies: Iterable[FileCopy]) -> dict[str, list[EvaluationCopy]]:
    """The copies of every evaluation of a file by its id, in the order of the file's.

    Raises:
        OSError: A folder can't be read.
    """
    found: dict[str, list[EvaluationCopy]] = {}
    for copy in copies:
        for evaluation_id, folder in _folders(store, join(copy.folder, EVALUATIONS)):
            one = EvaluationCopy(copy, folder, frozenset(store.entries(folder)))
            found.setdefault(evaluation_id, []).append(one)
    return found


def find_unfiled(store: Store, snapshots: Iterable[Snapshot]) -> dict[str, list[EvaluationCopy]]:
    """The same for evaluations that are of no file.

    Raises:
        OSError: A folder can't be read.
    """
    found: dict[str, list[EvaluationCopy]] = {}
    for snapshot in snapshots:
        if snapshot.evaluations is not None:
            for evaluation_id, folder in _folders(store, snapshot.evaluations):
                names = frozenset(store.entries(folder))
                of = FileCopy(snapshot, folder, DONE in names)
                found.setdefault(evaluation_id, []).append(EvaluationCopy(of, folder, names))
    return found


def _folders(store: Store, folder: str) -> list[tuple[str, str]]:
    """The folders in a folder, with their paths."""
    entries = sorted(store.entries(folder).items())
    return [(name, join(folder, name)) for name, entry in entries if entry.is_folder]


def total_bytes(store: Store, folder: str) -> int:
    """The size of everything in a folder, however deep.

    Raises:
        OSError: A folder can't be read.
        ConfigurationError: Something in it is neither file nor folder.
    """
    total = 0
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        for name, entry in store.entries(place).items():
            if entry.oddity is not None:
                raise refuse_odd(f"{store.name}/{join(place, name)}", entry.oddity)
            total += entry.size or 0
            if entry.is_folder:
                waiting.append(join(place, name))
    return total

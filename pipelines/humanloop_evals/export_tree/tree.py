"""An export, opened: which files and evaluations it has, and where the copies of each are."""

import os
from dataclasses import dataclass
from pathlib import Path

from humanloop_evals.errors import ConfigurationError
from humanloop_evals.export_tree.copies import (
    LOGS,
    EvaluationCopy,
    FileCopy,
    find_evaluations,
    find_files,
    find_unfiled,
    total_bytes,
)
from humanloop_evals.export_tree.exporter_log import ExporterLog, read_log
from humanloop_evals.export_tree.finding import Snapshot, find_snapshots
from humanloop_evals.export_tree.lines import OnBytes, Text
from humanloop_evals.export_tree.opening import open_store
from humanloop_evals.export_tree.store import Store

DEFAULT_LIMIT = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Tree:
    """Where everything is.

    Attributes:
        text: Reads it.
        snapshots: The exports it consists of, the newest first.
        logs: What the exporter has said in each, by the snapshot's folder of files.
        files: The copies of each file, the one to be believed first.
        evaluations: Those of each evaluation.
        of_file: The evaluations of each file.
        size: Bytes of everything.
    """

    text: Text
    snapshots: list[Snapshot]
    logs: dict[str, ExporterLog]
    files: dict[str, list[FileCopy]]
    evaluations: dict[str, list[EvaluationCopy]]
    of_file: dict[str, list[str]]
    size: int

    @property
    def store(self) -> Store:
        """Where it lies."""
        return self.text.store

    @property
    def name(self) -> str:
        """What it is called in the database: never with the folders above it."""
        return Path(self.store.name).absolute().name

    def said(self, snapshot: Snapshot) -> ExporterLog:
        """What the exporter has said."""
        return self.logs[snapshot.files]

    def with_logs(self) -> set[str]:
        """The snapshots, by their folder of files, that were made with logs."""
        found = {files for files, said in self.logs.items() if said.with_logs}
        found |= {
            copy.of.snapshot.files
            for copies in self.evaluations.values()
            for copy in copies
            if LOGS in copy.names
        }
        return found | {
            copy.snapshot.files
            for copies in self.files.values()
            for copy in copies
            if LOGS in self.store.entries(copy.folder)
        }


def open_tree(
    path: Path,
    *,
    beside: Path,
    limit: int = DEFAULT_LIMIT,
    on_bytes: OnBytes = lambda _count: None,
) -> Tree:
    """Open an export.

    Args:
        path: Its folder or archive.
        beside: The folder on whose disk a tar archive is unpacked.
        limit: Bytes that one JSON value may have.
        on_bytes: Told how many bytes were read.

    Raises:
        ConfigurationError: It is none, can't be read, or must not.
    """
    store = open_store(path, beside)
    try:
        return _explore(Text(store, limit, on_bytes))
    except OSError as error:
        store.close()
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise ConfigurationError(
            f"{error.filename or store.name} can't be read: {reason}"
        ) from error
    except ConfigurationError:
        store.close()
        raise


def _explore(text: Text) -> Tree:
    store = text.store
    snapshots = find_snapshots(store)
    size = sum(
        total_bytes(store, folder)
        for snapshot in snapshots
        for folder in (snapshot.files, snapshot.evaluations)
        if folder is not None
    )
    files = find_files(store, snapshots)
    by_file = {file_id: find_evaluations(store, copies) for file_id, copies in files.items()}
    evaluations: dict[str, list[EvaluationCopy]] = {}
    for found in (*by_file.values(), find_unfiled(store, snapshots)):
        for evaluation_id, copies in found.items():
            evaluations.setdefault(evaluation_id, []).extend(copies)
    logs = {
        snapshot.files: read_log(text, snapshot.log) if snapshot.log else ExporterLog()
        for snapshot in snapshots
    }
    return Tree(
        text,
        snapshots,
        logs,
        files,
        # Of an evaluation in several files, or exports, whole copies come first.
        {key: sorted(each, key=lambda one: not one.is_whole) for key, each in evaluations.items()},
        {file_id: list(found) for file_id, found in by_file.items()},
        size,
    )

"""A folder, a zip archive or a tar archive, opened as what it is."""

import os
import zipfile
from pathlib import Path

from humanloop_evals.errors import ConfigurationError
from humanloop_evals.export_tree.finding import FILES
from humanloop_evals.export_tree.folder import FolderStore
from humanloop_evals.export_tree.store import Store
from humanloop_evals.export_tree.tarred import TarStore
from humanloop_evals.export_tree.zipped import ZipStore


def open_store(path: Path, beside: Path) -> Store:
    """Open an export, wherever it lies.

    Args:
        path: Its folder or archive.
        beside: The folder on whose disk a tar archive is unpacked.

    Raises:
        ConfigurationError: It can't be read, or must not.
    """
    name = os.fspath(path)
    try:
        if path.is_dir():
            return _open_folder(path)
        if not path.is_file():
            what = "does not exist" if not path.exists() else "is neither a folder nor an archive"
            raise ConfigurationError(f"{name} {what}; pass the folder that the exporter has made")
        if zipfile.is_zipfile(path):
            return ZipStore(path, name)
        return TarStore(path, name, beside)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise ConfigurationError(f"{name} can't be read: {reason}") from error


def _open_folder(path: Path) -> Store:
    """A folder; one named `files` together with the log of the exporter, which lies beside it."""
    whole = path.absolute()
    if whole.name == FILES:
        return FolderStore(whole.parent, os.fspath(path.parent), start=FILES)
    return FolderStore(path, os.fspath(path))

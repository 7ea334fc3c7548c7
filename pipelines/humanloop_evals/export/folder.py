"""The folder that is exported to: who may write there, under which names, and how."""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import filelock

from humanloop_evals.errors import ConfigurationError, DatabaseBusy, RecordUnusable

# Ours, beside the folders that the layout knows: what was exported as of when, and unfinished work.
_OWN = ".export"
_SOURCE = "source.json"
_LONGEST_NAME = 200
_DONE = b"Export completed successfully.\n"


class Folder:
    """One folder of an export, held by one process.

    Args:
        path: The folder itself.
        source: What it is exported from.
        folds_case: Whether its disk takes names for equal that differ in case.

    Attributes:
        path: The same.
    """

    def __init__(self, path: Path, source: Mapping[str, object], *, folds_case: bool) -> None:
        self.path = path
        self._source = source
        self._folds_case = folds_case

    @classmethod
    @contextlib.contextmanager
    def opened(cls, path: Path, *, origin: str, logs: bool) -> Iterator[Self]:
        """Hold a folder that is not there yet, or empty, or was exported to from the same origin.

        It is left as it was unless it is claimed.

        Raises:
            ConfigurationError: It can't be used, or holds something else.
            DatabaseBusy: Another export holds it.
        """
        _check_ours(path)
        with explained(path), _locked(path):
            _check_source(path, origin, logs=logs)
            source = {"origin": origin, "logs": logs}
            folder = cls(path, source, folds_case=_folds_case(path / _OWN))
            folder.tidy()
            yield folder

    def claim(self) -> None:
        """Write down where what is in it comes from."""
        self.replace(self.path / _OWN / _SOURCE, json.dumps(self._source).encode())

    def state(self, relative: Path) -> Path:
        """Where it is kept what something looked like when it was exported."""
        return self.path / _OWN / "state" / relative.with_name(f"{relative.name}.json")

    def unfinished(self) -> Path:
        """A new folder for unfinished work, on the same disk."""
        (self.path / _OWN / "unfinished").mkdir(exist_ok=True)
        return Path(tempfile.mkdtemp(dir=self.path / _OWN / "unfinished"))

    def tidy(self) -> None:
        """Remove unfinished work."""
        shutil.rmtree(self.path / _OWN / "unfinished", ignore_errors=True)

    def begin(self, group: Path) -> None:
        """What is in a file's folder is not complete from now on."""
        (self.path / group / ".done").unlink(missing_ok=True)

    def finish(self, group: Path) -> None:
        """It is."""
        done = self.path / group / ".done"
        if not done.exists():
            self.replace(done, _DONE)

    def replace(self, path: Path, content: bytes) -> None:
        """Write a file whole: under another name first."""
        scratch = self.unfinished()
        write_new(scratch / "file", content)
        path.parent.mkdir(parents=True, exist_ok=True)
        (scratch / "file").replace(path)
        sync_folder(path.parent)
        scratch.rmdir()

    def groups_with(self, evaluation_id: str) -> set[Path]:
        """What has an evaluation: folders of files, or its own where it is of no file."""
        of_files = self.path.glob("files/*/evaluations/*")
        found = {path.parents[1] for path in of_files if path.name == evaluation_id}
        found |= {path for path in self.path.glob("evaluations/*") if path.name == evaluation_id}
        return {path.relative_to(self.path) for path in found}

    def log(self, lines: Iterable[str]) -> None:
        """Add to the log of everything that was exported to this folder."""
        moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        with (self.path / "export.log").open("a", encoding="utf-8") as file:
            file.writelines(f"{moment} | {line}\n" for line in lines)

    def check_distinct(self, names: Iterable[str]) -> None:
        """Refuse ids that can't be names in one folder of this disk.

        Raises:
            ConfigurationError: The disk can't tell two of them apart.
        """
        seen: dict[str, str] = {}
        for name in names:
            other = seen.setdefault(name.casefold() if self._folds_case else name, name)
            if other != name:
                raise ConfigurationError(
                    f"{self.path}: this disk can't tell {other} from {name}; choose a folder on "
                    "one that tells upper from lower case"
                )


def check_name(name: str) -> None:
    """Refuse what can't be a file's name, or would lead out of the folder or hide in it.

    Raises:
        RecordUnusable: Naming it.
    """
    try:
        is_short = len(name.encode()) <= _LONGEST_NAME
    except UnicodeEncodeError:
        is_short = False
    if not is_short or not name.isprintable() or name.startswith(".") or {"/", "\\"} & {*name}:
        raise RecordUnusable(f"{name[:_LONGEST_NAME]!r} is an id that can't be the name of a file")
    if not name.strip():
        raise RecordUnusable("an empty id can't be the name of a file")


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, so that a power cut can't take it back."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Let no name in a folder be lost in a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_json(path: Path) -> dict[str, object]:
    """One of our own files; nothing where there is none, or none that can be read."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the file system raises into one of our errors.

    Raises:
        ConfigurationError: Instead of it.
    """
    try:
        yield
    except OSError as error:
        raise ConfigurationError(
            f"{error.filename or path} can't be written: {error.strerror or error}"
        ) from error


def _check_ours(path: Path) -> None:
    """Refuse to spread files among those of somebody else."""
    if not str(path).isprintable():
        raise ConfigurationError(f"{str(path)!r}: no folder can have this name")
    if path.exists() and not path.is_dir():
        raise ConfigurationError(f"{path} is not a folder")
    with explained(path):
        if path.is_dir() and not (path / _OWN).is_dir() and any(path.iterdir()):
            raise ConfigurationError(
                f"{path} holds something else than an export of ours; choose a new folder"
            )


def _check_source(path: Path, origin: str, *, logs: bool) -> None:
    known = read_json(path / _OWN / _SOURCE)
    if known.get("origin", origin) != origin:
        raise ConfigurationError(
            f"{path} was exported from {known['origin']}, not from {origin}; choose another folder"
        )
    if known.get("logs") and not logs:
        raise ConfigurationError(
            f"{path} was exported with logs, which --no-logs would take away wherever something "
            "has changed; choose another folder"
        )


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    is_new = not path.exists()
    # Nobody else's business, as the database.
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    (path / _OWN).mkdir(exist_ok=True)
    lock = filelock.FileLock(path / _OWN / "lock", blocking=False)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise DatabaseBusy(f"{path}: another export is running; this one did nothing") from None
    try:
        yield
    finally:
        if not (path / _OWN / _SOURCE).exists():
            shutil.rmtree(path / _OWN, ignore_errors=True)
        lock.release()
        if is_new:
            with contextlib.suppress(OSError):
                path.rmdir()


def _folds_case(folder: Path) -> bool:
    (folder / "Case").touch()
    return (folder / "cASE").exists()

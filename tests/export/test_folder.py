"""Where an export may write: into a folder of its own, from one source, one at a time."""

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from export.archive_server import put, small_archive
from export.trees import export_to, tree
from humanloop_evals.errors import ConfigurationError, DatabaseBusy, RecordUnusable
from humanloop_evals.export.folder import Folder, check_name, explained

PATIENCE = 20.0


def test_folder_of_somebody_else_is_not_written_to(tmp_path: Path) -> None:
    """A home folder, or an export of the vendor's exporter."""
    (tmp_path / "files").mkdir()
    with pytest.raises(ConfigurationError, match="holds something else than an export of ours"):
        export_to(tmp_path, small_archive())

    assert [path.name for path in tmp_path.rglob("*")] == ["files"]


def test_file_is_no_folder(tmp_path: Path) -> None:
    """The mistake is named."""
    (tmp_path / "x").touch()
    with pytest.raises(ConfigurationError, match="x is not a folder"):
        export_to(tmp_path / "x", small_archive())


def test_folder_no_system_can_have_is_refused(tmp_path: Path) -> None:
    """A line break from a script."""
    with pytest.raises(ConfigurationError, match="no folder can have this name"):
        export_to(tmp_path / "a\nb", small_archive())


def test_folder_keeps_to_its_source(tmp_path: Path) -> None:
    """What another server says must not replace it."""
    export_to(tmp_path, small_archive())
    before = tree(tmp_path)
    other = small_archive()
    put(other, "evr_1", {"rn_1": 1})
    with pytest.raises(ConfigurationError, match=r"was exported from https://evals\.example\.com"):
        export_to(tmp_path, other, origin="https://other.example.com")

    assert tree(tmp_path) == before
    assert other.asked == []


def test_folder_with_logs_keeps_them(tmp_path: Path) -> None:
    """A redone evaluation would come without."""
    export_to(tmp_path, small_archive())
    with pytest.raises(ConfigurationError, match="was exported with logs"):
        export_to(tmp_path, small_archive(), logs=False)


def test_folder_is_held_by_one_export(tmp_path: Path) -> None:
    """The second one does nothing."""
    server, arrived, go_on = small_archive(), threading.Event(), threading.Event()

    def wait(_what: str) -> None:
        arrived.set()
        assert go_on.wait(PATIENCE)

    server.before = wait
    first = threading.Thread(target=export_to, args=(tmp_path, server))
    first.start()
    assert arrived.wait(PATIENCE)
    with pytest.raises(DatabaseBusy, match="another export is running; this one did nothing"):
        export_to(tmp_path, small_archive())
    go_on.set()
    first.join()

    assert export_to(tmp_path, small_archive()).tally["unchanged"] == 2


@contextmanager
def opened(path: Path) -> Iterator[Folder]:
    """A folder on a disk that takes names for equal that differ in case."""
    (path / ".export").mkdir()
    (path / ".export" / "cASE").touch()
    with Folder.opened(path, origin="x", logs=True) as folder:
        yield folder


def test_disk_that_folds_case_takes_no_two_names_for_one(tmp_path: Path) -> None:
    """One of them would replace the other."""
    with opened(tmp_path) as folder:
        folder.check_distinct(["rn_a", "rn_b", "rn_a"])
        with pytest.raises(ConfigurationError, match="this disk can't tell rn_a from rn_A"):
            folder.check_distinct(["rn_a", "rn_A"])


def test_disk_that_tells_case_takes_both(tmp_path: Path) -> None:
    """Ids are told apart by case, too."""
    with Folder.opened(tmp_path, origin="x", logs=True) as folder:
        folder.check_distinct(["rn_a", "rn_A"])

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["", " ", ".", "..", ".done", "a/b", "a\\b", "a\0b", "a\nb", "\ud800", "a" * 201]
)
def test_name_that_is_none_is_refused(name: str) -> None:
    """No id leads out of its folder, hides in it or breaks a line."""
    with pytest.raises(RecordUnusable, match="can't be the name of a file"):
        check_name(name)


@pytest.mark.parametrize("name", ["rn_Az09", "ä b", "a.jsonl", "a" * 200, "\N{PILE OF POO}"])
def test_name_that_is_one_is_taken(name: str) -> None:
    """Whatever else it looks like."""
    check_name(name)


def test_full_disk_is_named(tmp_path: Path) -> None:
    """Without a traceback, and with the file."""
    error = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(tmp_path / "1.jsonl"))
    with (
        pytest.raises(ConfigurationError, match=r"1\.jsonl can't be written: No space left"),
        explained(tmp_path),
    ):
        raise error


def test_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file stands in the way."""
    (tmp_path / "x").touch()
    with pytest.raises(ConfigurationError, match="can't be written: Not a directory"):
        export_to(tmp_path / "x" / "y", small_archive())

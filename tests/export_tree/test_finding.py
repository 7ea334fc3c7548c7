"""An export is found wherever it lies in what was passed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from export_files import file_of, write
from export_tree.conftest import Open
from humanloop_evals.errors import ConfigurationError

LATER, EARLIER = "20250701-090000", "20250605-120000"


def export(root: Path, *, of: str = "pr_1") -> Path:
    """An export of one file, with its log."""
    return write(
        root, {f"files/{path}": value for path, value in file_of(of).items()} | {"export.log": ""}
    )


@pytest.mark.parametrize(
    "passed", ["", "exports", f"exports/{EARLIER}", f"exports/{EARLIER}/files"]
)
def test_export_is_found_in_every_folder_around_it(
    tmp_path: Path, passed: str, open_export: Open
) -> None:
    """The script's folder, `exports`, one timestamp, or its `files`: always with the log."""
    export(tmp_path / "exports" / EARLIER)
    tree = open_export(tmp_path / passed).tree

    assert [(one.name, one.log is not None) for one in tree.snapshots] == [(EARLIER, True)]
    assert list(tree.files) == ["pr_1"]


@pytest.mark.parametrize("passed", ["exports", f"exports/{EARLIER}", f"exports/{EARLIER}/files"])
@pytest.mark.parametrize("kind", ["zip", "gztar", "tar"])
def test_export_is_found_in_archives(
    tmp_path: Path, kind: str, passed: str, open_export: Open
) -> None:
    """With the folder itself in it, or only what the folder holds."""
    export(tmp_path / "exports" / EARLIER)
    folder = tmp_path / passed
    around = shutil.make_archive(str(tmp_path / "around"), kind, folder.parent, folder.name)
    inside = shutil.make_archive(str(tmp_path / "inside"), kind, folder)

    for path in map(Path, (around, inside)):
        tree = open_export(path).tree
        assert list(tree.files) == ["pr_1"]
        assert tree.name == path.name


def test_newest_export_is_first(tmp_path: Path, open_export: Open) -> None:
    """By their timestamps; a folder that was renamed is the oldest, whatever its name."""
    for name in (EARLIER, LATER, "the last one"):
        export(tmp_path / name)
    reader = open_export(tmp_path)

    assert [one.name for one in reader.tree.snapshots] == [LATER, EARLIER, "the last one"]
    assert reader.name == f"{tmp_path.name} (3 exports)"


def test_one_export_is_called_by_its_timestamp(tmp_path: Path, open_export: Open) -> None:
    """Whichever folder around it was passed."""
    export(tmp_path / EARLIER)

    assert open_export(tmp_path).name == open_export(tmp_path / EARLIER).name == EARLIER


@pytest.mark.parametrize(
    "make",
    [
        lambda root: write(root, {"notes.txt": "nothing"}),
        lambda root: write(root, {"a/b/c/d/e/files/pr_1/file.json": {}}),
        lambda root: root.mkdir(),
        lambda root: (root / "files").mkdir(parents=True),
        lambda root: write(root, {"files/holiday/photo.json": {}}),
    ],
)
def test_no_export_is_said_to_be_none(
    tmp_path: Path, make: Callable[[Path], object], open_export: Open
) -> None:
    """With what was expected instead."""
    make(tmp_path / "here")

    with pytest.raises(ConfigurationError) as raised:
        open_export(tmp_path / "here")
    assert str(raised.value) == (
        f"{tmp_path / 'here'} holds no export: pass exports/<timestamp>, its folder files, the "
        "folder of several timestamps, or a zip or tar.gz archive of these"
    )


def test_absent_export_is_said_to_be_absent(tmp_path: Path, open_export: Open) -> None:
    """A mistyped path."""
    with pytest.raises(ConfigurationError, match=r"there does not exist; pass the folder"):
        open_export(tmp_path / "there")


def test_export_that_failed_at_once_is_found(tmp_path: Path, open_export: Open) -> None:
    """Its log says why; the exporter makes the folders of all files at first."""
    (tmp_path / "files" / "pr_1").mkdir(parents=True)
    write(tmp_path, {"export.log": "File pr_1 generated an exception: 401\n"})
    reader = open_export(tmp_path)
    reader.files(lambda _ids: False)

    assert reader.findings()[0].message.endswith(
        "was not finished by the exporter, which stopped at it: 401"
    )


def test_leftovers_of_systems_are_passed_over(tmp_path: Path, open_export: Open) -> None:
    """What a Mac writes into folders and archives is no run and no file."""
    export(tmp_path)
    write(
        tmp_path,
        {
            ".DS_Store": "x",
            "__MACOSX/files/pr_1/._file.json": "x",
            "files/.DS_Store": "x",
            "files/Thumbs.db": "x",
            "files/pr_1/evaluations/evr_1/evaluation.json": {"id": "evr_1"},
            "files/pr_1/evaluations/evr_1/runs/.DS_Store": "x",
            "files/pr_1/evaluations/evr_1/runs/._rn_1": "x",
            "files/pr_1/evaluations/evr_1/runs/desktop.ini": "x",
            "files/pr_1/evaluations/evr_1/runs/rn_1": {"id": "rn_1"},
        },
    )
    archive = shutil.make_archive(str(tmp_path.parent / f"{tmp_path.name}-packed"), "zip", tmp_path)

    for path in (tmp_path, Path(archive)):
        reader = open_export(path)
        assert list(reader.tree.files) == ["pr_1"]
        assert [bytes(run.text) for run in reader.runs("evr_1")] == [b'{"id":"rn_1"}']


def test_links_in_a_folder_are_refused(tmp_path: Path, open_export: Open) -> None:
    """They may lead anywhere, and no exporter writes them."""
    export(tmp_path)
    (tmp_path / "files" / "pr_1" / "versions").symlink_to(tmp_path)

    with pytest.raises(ConfigurationError) as raised:
        open_export(tmp_path)
    assert str(raised.value) == (
        f"{tmp_path}/files/pr_1/versions is a link, which no exporter writes and which may lead "
        "out of the export; nothing was read. Remove it, or put a copy of what it stands for in "
        "its place"
    )


def test_links_beside_an_export_do_not_matter(tmp_path: Path, open_export: Open) -> None:
    """Neither does a link to the folder itself."""
    export(tmp_path / "exports" / EARLIER)
    (tmp_path / "exports" / "latest").symlink_to(tmp_path / "exports" / EARLIER)

    assert open_export(tmp_path / "exports").name == EARLIER
    assert list(open_export(tmp_path / "exports" / "latest").tree.files) == ["pr_1"]

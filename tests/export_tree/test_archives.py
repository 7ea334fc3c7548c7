"""Archives: what must not be in them, and what is left when they are damaged."""

import io
import os
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest

from export_files import file_of, write
from export_tree.conftest import Open
from humanloop_evals.errors import ConfigurationError
from humanloop_evals.export_tree import bounds

CONTENT = b'{"id": "pr_1"}'
INSIDE = "files/pr_1/file.json"
CLIMBING = ["../out", "/etc/out", "files/../../out", "files\\..\\out", "C:/out", "files/\nout"]


def zipped(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    """A zip archive of an export, and of these."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ((INSIDE, CONTENT), *members):
            archive.writestr(name, content)
    return path


def tarred(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    """A tar.gz archive of an export, and of these."""
    with tarfile.open(path, "w:gz") as archive:
        for info, content in ((tarfile.TarInfo(INSIDE), CONTENT), *members):
            if info.isreg():
                info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def refusal(open_export: Open, path: Path) -> str:
    """Why an archive is refused; nothing of it may be anywhere."""
    before = sorted(path.parent.rglob("*"))
    with pytest.raises(ConfigurationError) as raised:
        open_export(path)
    assert sorted(path.parent.rglob("*")) == before
    return str(raised.value)


@pytest.mark.parametrize("name", CLIMBING)
def test_names_that_climb_out_are_refused(tmp_path: Path, name: str, open_export: Open) -> None:
    """In either kind of archive, absolute ones and those of other systems, too."""
    info = zipfile.ZipInfo("placeholder")
    info.filename = name
    expected = f"has an entry named {name!r}, which leads out of the archive or can't be told apart"

    assert expected in refusal(open_export, zipped(tmp_path / "x.zip", (info, CONTENT)))
    assert expected in refusal(
        open_export, tarred(tmp_path / "x.tgz", (tarfile.TarInfo(name), b""))
    )


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (tarfile.SYMTYPE, "a link"),
        (tarfile.LNKTYPE, "a link"),
        (tarfile.FIFOTYPE, "a device, pipe or file of gaps"),
        (tarfile.CHRTYPE, "a device, pipe or file of gaps"),
    ],
)
def test_links_and_devices_in_tar_are_refused(
    tmp_path: Path, kind: bytes, what: str, open_export: Open
) -> None:
    """Wherever they point."""
    info = tarfile.TarInfo("files/pr_1/runs")
    info.type, info.linkname = kind, "file.json"

    said = refusal(open_export, tarred(tmp_path / "x.tar.gz", (info, b"")))
    assert f"x.tar.gz/files/pr_1/runs is {what}, which no exporter writes" in said


def test_links_in_zip_are_refused(tmp_path: Path, open_export: Open) -> None:
    """As Unix writes them."""
    info = zipfile.ZipInfo("files/pr_1/runs")
    info.external_attr = (0o120777 << 16) | 0
    said = refusal(open_export, zipped(tmp_path / "x.zip", (info, b"file.json")))

    assert "x.zip/files/pr_1/runs is a link, which no exporter writes" in said


def test_names_that_stand_twice_are_refused(tmp_path: Path, open_export: Open) -> None:
    """Nobody can tell which of them is right; a file can't be a folder, either."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = zipped(tmp_path / "twice.zip", (INSIDE, b"{}"))
    both = tarred(tmp_path / "both.tar.gz", (tarfile.TarInfo(f"{INSIDE}/x"), b"{}"))

    assert f"has two entries named {INSIDE!r}" in refusal(open_export, twice)
    assert f"has two entries named {INSIDE!r}" in refusal(open_export, both)


def test_encrypted_zip_is_refused(tmp_path: Path, open_export: Open) -> None:
    """No password is asked for."""
    path = zipped(tmp_path / "x.zip")
    content = bytearray(path.read_bytes())
    # The flag of the entry in the directory at the end.
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)

    assert "x.zip is encrypted, or packed by a method" in refusal(open_export, path)


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_bombs_are_refused(tmp_path: Path, kind: str, open_export: Open) -> None:
    """Nothing that an export holds shrinks to a thousandth."""
    path, zeros = tmp_path / f"x.{kind}", bytes(30_000_000)
    if kind == "zip":
        zipped(path, ("files/pr_1/logs/1.jsonl", zeros))
    else:
        tarred(path, (tarfile.TarInfo("files/pr_1/logs/1.jsonl"), zeros))

    assert f"x.{kind} unpacks to more than 500 times its own size" in refusal(open_export, path)


@pytest.mark.parametrize("limit", ["MOST_ENTRIES", "MOST_BYTES"])
@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_archives_have_bounds(
    tmp_path: Path, limit: str, kind: str, open_export: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too many files, or too many bytes."""
    monkeypatch.setattr(bounds, limit, 1)
    make = zipped if kind == "zip" else tarred
    extra = "files/x" if kind == "zip" else tarfile.TarInfo("files/x")
    path = make(tmp_path / f"x.{kind}", (extra, CONTENT))  # type: ignore[arg-type]

    assert "as no export does; nothing was read" in refusal(open_export, path)


def test_header_of_any_size_is_refused(tmp_path: Path, open_export: Open) -> None:
    """Tarfile would read it into memory."""
    path = tmp_path / "x.tar.gz"
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 2_000_000
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(header, io.BytesIO(os.urandom(header.size)))

    assert "x.tar.gz has a header of more than 1024 KB" in refusal(open_export, path)


@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz", "x.json"])
def test_what_is_no_archive_is_refused(tmp_path: Path, name: str, open_export: Open) -> None:
    """Whatever it is called."""
    path = tmp_path / name
    path.write_bytes(b"no archive at all")

    assert "is no folder, and can't be read as a zip or tar.gz archive" in refusal(
        open_export, path
    )


def test_cut_zip_is_refused(tmp_path: Path, open_export: Open) -> None:
    """Its directory is at its end; other programs can repair it."""
    path = zipped(tmp_path / "x.zip", ("files/pr_1/logs/1.jsonl", os.urandom(5_000)))
    path.write_bytes(path.read_bytes()[:-10])

    assert "x.zip" in refusal(open_export, path)


def test_cut_tar_gives_what_it_has(tmp_path: Path, open_export: Open) -> None:
    """What stands behind the cut is lost, and said to be."""
    big = tarfile.TarInfo("files/pr_1/logs/1.jsonl")
    path = tarred(tmp_path / "x.tar.gz", (big, os.urandom(500_000)))
    path.write_bytes(path.read_bytes()[:100_000])
    reader = open_export(path)
    (loss,) = [finding for finding in reader.findings() if finding.is_loss]

    assert reader.tree.files.keys() == {"pr_1"}
    assert "x.tar.gz is damaged or cut short" in loss.message


def test_archives_hold_what_the_folder_holds(
    exported: Path, tmp_path: Path, open_export: Open
) -> None:
    """Everything of a real export, document by document."""
    whole = contents(open_export(exported))
    for kind in ("zip", "gztar"):
        archive = shutil.make_archive(str(tmp_path / "whole"), kind, exported)
        assert contents(open_export(Path(archive))) == whole


def contents(reader: object) -> dict[str, bytes]:
    """Every file below an export, by its path."""
    text = reader.tree.text  # type: ignore[attr-defined]
    found, waiting = {}, [""]
    while waiting:
        folder = waiting.pop()
        for name, entry in text.store.entries(folder).items():
            path = f"{folder}/{name}".strip("/")
            if entry.is_folder:
                waiting.append(path)
            else:
                found[path] = text.whole(path)
    return found


def test_damaged_member_is_named(tmp_path: Path, open_export: Open) -> None:
    """A zip's checksum says what a disk has forgotten, when it is read."""
    stored = write(tmp_path / "x", file_of("pr_1") | {"pr_1/evaluations/evr_1/evaluation.json": {}})
    path = Path(shutil.make_archive(str(tmp_path / "x"), "zip", stored))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("files/pr_1/file.json", CONTENT)
        archive.writestr("files/pr_1/evaluations/evr_1/evaluation.json", b"123456789")
    path.write_bytes(path.read_bytes().replace(b"123456789", b"12345x789"))

    with pytest.raises(Exception, match=r"evaluation.json can't be read: damaged in the archive"):
        open_export(path).evaluation("evr_1")

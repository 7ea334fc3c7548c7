"""No space left, or no right to write: one sentence, and the old file as it was."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.accounts import small_account
from sync.contents import execute
from sync.processes import Command
from sync.served import serving

pytestmark = pytest.mark.slow

NAME = "evals.duckdb"


@contextlib.contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """A small file system in a folder; skips where that takes more rights than there are."""
    mount = shutil.which("mount")
    done = mount and subprocess.run(
        [mount, "-t", "tmpfs", *options, "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not done or done.returncode:
        pytest.skip("only root can mount a file system")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fail(source: Path, folder: Path, **limits: int) -> str:
    """Sync into a copy in the folder, which must fail and change nothing; what was said."""
    database = folder / NAME
    with serving(small_account()) as served:
        origin = served.url.removesuffix("/v5")
        execute(source, f"update humanloop.sync_runs set origin = '{origin}'")
        shutil.copyfile(source, database)
        before = database.read_bytes()
        flags = (*served.flags, "--database", str(database))
        process = Command(*flags, folder=source.parent, HUMANLOOP_API_KEY=served.key, **limits)
        done = process.done()

    assert (done.code, done.out) == (2, "")
    assert database.read_bytes() == before
    assert {path.name for path in folder.iterdir()} - {NAME} <= {
        f"{NAME}.lock",
        f"{NAME}.failed-syncs.jsonl",
    }
    assert done.err.count("\n") == 1
    return done.err


@pytest.mark.parametrize("files", [1.25, 2.05], ids=["copying", "loading"])
def test_full_disk_ends_a_sync(tmp_path: Path, database: Path, files: float) -> None:
    """Too little for the copy, and enough for that but not for the load."""
    folder = tmp_path / "small"
    folder.mkdir()
    with mounted(folder, "-o", f"size={int(files * database.stat().st_size)}"):
        said = fail(database, folder)

    assert "there is no space to build the new file beside it" in said


def test_full_disk_by_a_limit_ends_a_sync(tmp_path: Path, database: Path) -> None:
    """The same by a limit on the size of files, which any user can have."""
    folder = tmp_path / "limited"
    folder.mkdir()
    said = fail(database, folder, file_limit=database.stat().st_size // 2)

    assert "there is no space to build the new file beside it" in said


def test_folder_without_right_to_write_ends_a_sync(database: Path) -> None:
    """Nothing can be built beside a file in a read-only folder."""
    content, folder = database.read_bytes(), database.parent
    with contextlib.ExitStack() as until_then:
        if os.geteuid() == 0:
            until_then.enter_context(mounted(folder))
            database.write_bytes(content)
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        else:
            folder.chmod(0o555)
            until_then.callback(folder.chmod, 0o755)
        flags = ("sync", "--sandbox", "--no-logs", "--database", str(database))
        done = Command(*flags, folder=folder.parent).done()
        after = database.read_bytes()

    assert (done.code, done.out, after) == (2, "", content)
    assert done.err.startswith(f"humanloop-evals: {database} can't be used: [Errno ")
    assert done.err.count("\n") == 1

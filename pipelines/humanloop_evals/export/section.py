"""A folder of the tree that is written as a whole, and remembered as what it was written from."""

import contextlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from humanloop_evals.export.folder import Folder, read_json, sync_folder
from humanloop_evals.export.job import Tally

_DONE = ".done"


class Section:
    """One evaluation, or the parts of one listing.

    Args:
        folder: Where it is.
        group: The folder of the file that it belongs to.
        path: Its own folder; both relative to the export's.
    """

    def __init__(self, folder: Folder, group: Path, path: Path) -> None:
        self._folder = folder
        self._group = group
        self._path = folder.path / path
        self._state = folder.state(path)

    def unchanged(self, fingerprint: str) -> Tally | None:
        """What it holds, when it was written from the same and nobody has touched it since."""
        state = read_json(self._state)
        if state.get("fingerprint") != fingerprint or state.get("sizes") != self._sizes():
            return None
        tally = state.get("tally")
        return Tally(tally) if isinstance(tally, dict) else None

    @contextlib.contextmanager
    def rewriting(self) -> Iterator[Path]:
        """Yield a new folder that takes the section's place when the block ends well."""
        scratch = self._folder.unfinished()
        new, old = scratch / "new", scratch / "old"
        new.mkdir()
        try:
            yield new
        except BaseException:
            shutil.rmtree(scratch, ignore_errors=True)
            raise
        self._folder.begin(self._group)
        self._state.unlink(missing_ok=True)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if self._path.exists():
            self._path.rename(old)
        new.rename(self._path)
        sync_folder(self._path.parent)
        shutil.rmtree(scratch)

    def remember(self, fingerprint: str, tally: Tally) -> None:
        """Let it be left alone as long as the source says the same."""
        state = {"fingerprint": fingerprint, "tally": tally, "sizes": self._sizes()}
        self._folder.replace(self._state, json.dumps(state).encode())

    def _sizes(self) -> dict[str, int]:
        """The size of every file."""
        return {
            path.relative_to(self._path).as_posix(): path.stat().st_size
            for path in sorted(self._path.rglob("*"))
            if path.is_file() and path.name != _DONE
        }

"""Records as lines of JSON, a thousand to a file."""

import os
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from humanloop_evals import wire

_LINES = 1_000


class Parts:
    """Writes 1.jsonl, 2.jsonl and so on into a new folder.

    Args:
        folder: Has none of these files yet.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._file: IO[bytes] | None = None
        self._lines = 0

    def add(self, record: wire.Text) -> None:
        """Write a record: the text as it was served, on one line."""
        if self._file is None or self._lines % _LINES == 0:
            self._close()
            path = self._folder / f"{self._lines // _LINES + 1}.jsonl"
            self._file = path.open("xb")
        self._file.write(wire.on_one_line(record) + b"\n")
        self._lines += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        if self._file is not None:
            with self._file as file:
                file.flush()
                os.fsync(file.fileno())

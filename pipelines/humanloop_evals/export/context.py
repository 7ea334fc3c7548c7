"""What everything that is exported shares, and what belongs together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from humanloop_evals.export.folder import Folder
from humanloop_evals.export.job import PagedReader
from humanloop_evals.export.requests import Requests
from humanloop_evals.extract import Target
from humanloop_evals.reader import Document


@dataclass(frozen=True, slots=True)
class Context:
    """One export.

    Attributes:
        reader: The input.
        requests: Makes its calls.
        folder: Where to.
        logs: Whether logs are exported.
        datasets: The dataset files that runs refer to, as far as runs were read.
    """

    reader: PagedReader
    requests: Requests
    folder: Folder
    logs: bool
    datasets: set[str] = field(default_factory=set)

    def named(self, fingerprint: str) -> str:
        """A fingerprint that tells as well whether logs are with it."""
        return f"{fingerprint}, with logs" if self.logs else fingerprint


@dataclass(frozen=True, slots=True)
class File:
    """A file of the listing.

    Attributes:
        file_id: Its id.
        type: Which of the six types.
        record: As it was listed.
        is_whole: Whether its own logs are selected, and not only evaluations of it.
    """

    file_id: str
    type: str
    record: Document
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Group:
    """What one `.done` stands for: a file with its evaluations, or an evaluation without a file.

    Attributes:
        path: Its folder, relative to the export's.
        file: The file.
        targets: The evaluations.
    """

    path: Path
    file: File | None
    targets: Sequence[Target]

    def path_of(self, evaluation_id: str) -> Path:
        """The folder of one of the evaluations."""
        return self.path / "evaluations" / evaluation_id if self.file else self.path


def file_group(file: File, targets: Sequence[Target]) -> Group:
    """A file where the layout has it."""
    return Group(Path("files") / file.file_id, file, targets)


def homeless_group(target: Target) -> Group:
    """An evaluation of no file that is listed: the layout has no place for it, so it gets one."""
    return Group(Path("evaluations") / target.evaluation_id, None, [target])

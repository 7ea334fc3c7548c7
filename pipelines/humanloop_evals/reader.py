"""The Reader protocol: what an input must offer, so that the rest need not know which it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from humanloop_evals.wire import Fields, Text


@dataclass(frozen=True, slots=True)
class Document:
    """One JSON value and where it came from.

    Attributes:
        where: Request or file, and the place inside it, for error messages.
        text: The value's own text, exactly as it was sent.
        fields: What `wire.read_object` makes of the text, if that is known already and no character
            in it is written as a number, so that none can have been cut.
    """

    where: str
    text: Text
    fields: Fields | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Listing:
    """A complete listing: as many distinct records as its own total says.

    Attributes:
        records: The records by id, in the order served.
        total: What the source said there are.
    """

    records: dict[str, Document]
    total: int


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page of logs, or of other records that are too many to be read at once, as served.

    Attributes:
        records: In the order served.
        size: How many records make a full page, as far as is known.
        total: How many records the source says there are.
    """

    records: list[Document]
    size: int
    total: int


# Told the ids of a complete pass: whether accepting it would delete rows, so that a second
# pass must agree first.
WouldDelete = Callable[[set[str]], bool]


@dataclass(frozen=True, slots=True)
class Finding:
    """What an archive turned out to be, beside what it holds.

    Attributes:
        message: What, and where.
        is_loss: Whether something is missing in it; otherwise it is said how it was read.
        file_id: The file that it is about, if any.
        evaluation_id: The evaluation that it is about, if any.
    """

    message: str
    is_loss: bool
    file_id: str | None = None
    evaluation_id: str | None = None


class Reader(Protocol):
    """An input: the v5 API, or something that holds the same objects.

    Every method raises `EvaluationFailed` for a failure confined to what was asked for, and
    `SourceUnavailable` or `Refused` when nothing else can be expected to work either.
    """

    @property
    def archive(self) -> "Archive | None":
        """The input itself if it is an archive; None for the API, which is asked for less."""

    def files(self, would_delete: WouldDelete) -> Listing:
        """Every file, each at the version that the listing shows."""

    def evaluations(self, file_id: str, would_delete: WouldDelete) -> Listing:
        """Every evaluation of one file."""

    def evaluation(self, evaluation_id: str) -> Document:
        """One evaluation by its id."""

    def runs(self, evaluation_id: str) -> list[Document]:
        """Every run of one evaluation, in the order served."""

    def stats(self, evaluation_id: str) -> Document | None:
        """What the source counts and averages in one evaluation; None where an archive lacks it."""

    def logs(self, evaluation_id: str, run_id: str | None, page: int) -> LogPage:
        """A page of an evaluation's logs, counted from 1; of one run, or of all."""

    def datapoints(self, file_id: str, dataset_version_id: str) -> Listing:
        """Every datapoint of one dataset version."""

    def requests(self) -> "Traffic":
        """What reading has cost so far."""

    def close(self) -> None:
        """Stop waiting and reading at once; a call under way ends with an error."""


class ArchiveReader(Reader, Protocol):
    """An input that also offers what an archive keeps beside evaluations."""

    def versions(self, file_type: str, file_id: str) -> list[Document]:
        """Every version of one file, in the order served."""

    def file_logs(self, file_id: str, page: int) -> LogPage:
        """A page of a file's own logs, counted from 1, each with the steps inside it."""


class Archive(ArchiveReader, Protocol):
    """An input that does not change and is no complete listing of anything.

    What it lacks is missing for good: it is no reason to read again, nor to keep back the rest.
    """

    def file_ids(self) -> list[str]:
        """Every file, also those that can't be read."""

    def evaluation_ids(self, file_id: str) -> list[str]:
        """The evaluations of one file, also those that can't be read."""

    def unfiled_evaluation_ids(self) -> list[str]:
        """The evaluations of no file."""

    def has_logs(self, evaluation_id: str) -> bool:
        """Whether an evaluation has logs here; an archive can be made without."""

    def deployments(self, file_id: str) -> list[Document]:
        """Which version of a file is deployed where."""

    def explain(self, identifier: str) -> str | None:
        """Why logs of an evaluation, or datapoints of a dataset version, may be missing."""

    def findings(self) -> list[Finding]:
        """What was found out so far."""


@dataclass(slots=True)
class Traffic:
    """Counted over the life of a reader.

    Attributes:
        requests: Requests sent, retries included.
        retries: Requests sent again after a failure.
        bytes: Bytes of the answers' bodies, decoded.
    """

    requests: int = 0
    retries: int = 0
    bytes: int = 0

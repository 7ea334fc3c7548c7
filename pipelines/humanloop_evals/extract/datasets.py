"""The datapoints of the dataset versions that runs refer to."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import msgspec

from humanloop_evals.errors import EvaluationFailed, RecordUnusable, forget_frames
from humanloop_evals.extract.once import Hashes, Once
from humanloop_evals.extract.window import ordered
from humanloop_evals.reader import Listing, Reader
from humanloop_evals.records import Rows, Together, datapoint_rows
from humanloop_evals.tables import DATASET_DATAPOINTS
from humanloop_evals.wire import JsonError

# Each holds a whole dataset in memory.
_READ_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset version."""

    version_id: str
    file_id: str


@dataclass(frozen=True, slots=True)
class Datapoints:
    """The rows of one dataset version, or why there are none."""

    dataset: Dataset
    rows: Rows
    size: int
    error: EvaluationFailed | None = None


def read_datapoints(
    reader: Reader,
    datasets: Iterator[Dataset],
    pool: ThreadPoolExecutor,
    *,
    accepted: dict[str, Hashes],
) -> Iterator[Datapoints]:
    """Read every dataset version, each complete or not at all."""

    def read(dataset: Dataset) -> tuple[Dataset, Listing | EvaluationFailed]:
        try:
            return dataset, reader.datapoints(dataset.file_id, dataset.version_id)
        except EvaluationFailed as error:
            return dataset, error

    for dataset, listing in ordered(pool, read, datasets, window=_READ_AHEAD):
        try:
            if isinstance(listing, EvaluationFailed):
                raise listing
            yield _rows(dataset, listing, accepted)
        except EvaluationFailed as error:
            forget_frames(error)
            yield Datapoints(dataset, Rows(), 0, error)


def _rows(dataset: Dataset, listing: Listing, accepted: dict[str, Hashes]) -> Datapoints:
    once = Once(accepted)
    together, size = Together(), 0
    for document in listing.records.values():
        together.where = document.where
        try:
            datapoint_id = datapoint_rows(msgspec.Raw(bytes(document.text)), once, together)
        except (JsonError, RecordUnusable) as error:
            raise RecordUnusable(f"{document.where}: {error}") from error
        size += memoryview(document.text).nbytes
        together.add(
            DATASET_DATAPOINTS,
            {},
            dataset_version_id=dataset.version_id,
            datapoint_id=datapoint_id,
        )
    rows = Rows()
    together.finish(rows)
    once.accept()
    return Datapoints(dataset, rows, size)

"""What is read of every evaluation: itself, its runs and its stats."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from humanloop_evals import wire
from humanloop_evals.errors import EvaluationFailed
from humanloop_evals.extract.scope import Scope
from humanloop_evals.extract.select import Target
from humanloop_evals.reader import Document, Reader
from humanloop_evals.values import read_integer


class _Run(msgspec.Struct):
    id: str


# Runs are large, and all but this is decoded elsewhere.
_RUN = msgspec.json.Decoder(_Run)


@dataclass(frozen=True, slots=True)
class Head:
    """One evaluation as it was read, or why it could not be.

    Attributes:
        has_logs: Whether logs of it can be read; an archive may be made without.
    """

    target: Target
    document: Document | None = None
    runs: tuple[Document, ...] = ()
    stats: Document | None = None
    has_logs: bool = True
    error: EvaluationFailed | None = None

    @property
    def size(self) -> int:
        """Bytes of text that it holds."""
        documents = (self.document, self.stats, *self.runs)
        return sum(len(document.text) for document in documents if document is not None)


def read_head(reader: Reader, target: Target, scope: Scope) -> Head:
    """Read an evaluation; what goes wrong with it is in the result."""
    evaluation_id = target.evaluation_id
    try:
        document = target.document or reader.evaluation(evaluation_id)
        runs = reader.runs(evaluation_id)
        if _runs_count(document) not in {None, _count(runs)}:
            # Either was read while a run was added, or the answer lacks one: once more, both.
            document = reader.evaluation(evaluation_id)
            runs = reader.runs(evaluation_id)
        stats = reader.stats(evaluation_id) if scope.stats else None
        has_logs = reader.archive is None or reader.archive.has_logs(evaluation_id)
    except EvaluationFailed as error:
        return Head(target, error=error)
    return Head(target, document, tuple(runs), stats, has_logs)


def _count(runs: Sequence[Document]) -> int:
    """How many different runs there are: one that is served twice may stand for another."""
    try:
        return len({_id(run) for run in runs})
    except (KeyError, wire.JsonError, *wire.UNDECODABLE):
        # Said where the runs are turned into rows.
        return len(runs)


def _id(run: Document) -> str:
    return _RUN.decode(run.text).id if run.fields is None else wire.read_string(run.fields["id"])


def _runs_count(document: Document) -> int | None:
    try:
        raw = wire.read_object(document.text).get("runs_count")
    except wire.JsonError:
        # Said where the evaluation is turned into rows.
        return None
    value = None if raw is None else read_integer(raw)
    return value if isinstance(value, int) else None

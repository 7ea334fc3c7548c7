"""What an export holds and what it lacks, found out without loading it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import msgspec

from humanloop_evals import wire
from humanloop_evals.errors import EvaluationFailed, RecordUnusable, SourceUnavailable
from humanloop_evals.export_tree.reader import ExportReader
from humanloop_evals.export_tree.stated import logs_of_runs, runs_count
from humanloop_evals.reader import Document

_UNKNOWN = "unknown"


class _Version(msgspec.Struct):
    version_id: str = ""
    type: str | None = None
    datapoints_count: int | None = None


_VERSION = msgspec.json.Decoder(_Version)


@dataclass(slots=True)
class Inventory:
    """What there is, and what should be there and is not.

    Attributes:
        exports: Their timestamps, the newest first.
        size: Bytes of everything.
        files: How many of each type.
        logs: Logs of evaluations.
        file_logs: Logs that files list as their own.
        missing: What is missing or damaged, and where.
        remarks: How it is read, where that is not obvious.
    """

    exports: list[str]
    size: int
    files: dict[str, int] = field(default_factory=dict)
    versions: int = 0
    evaluations: int = 0
    runs: int = 0
    logs: int = 0
    file_logs: int = 0
    datapoints: int = 0
    missing: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def take_inventory(
    reader: ExportReader,
    file_ids: Sequence[str] | None = None,
    evaluation_ids: Iterable[str] = (),
) -> Inventory:
    """Look at everything once.

    Args:
        reader: Of the export.
        file_ids: Only these files; all, and evaluations of no file, unless given.
        evaluation_ids: These evaluations, too, if they are of other files.

    Raises:
        SourceUnavailable: It has no such file.
    """
    counted = _Counting(reader)
    known = reader.file_ids()
    for file_id in file_ids or ():
        if file_id not in known:
            raise SourceUnavailable(f"the export has no file {file_id}; is the id right?")
    chosen = known if file_ids is None else file_ids
    listed = reader.files(lambda _ids: False).records if chosen else {}
    for file_id in chosen:
        counted.add_file(file_id, listed.get(file_id))
    for evaluation_id in reader.unfiled_evaluation_ids() if file_ids is None else evaluation_ids:
        counted.add_evaluation(evaluation_id)
    return counted.finish()


class _Counting:
    def __init__(self, reader: ExportReader) -> None:
        self._reader = reader
        self._types: Counter[str] = Counter()
        # One may be in several files.
        self._counted: set[str] = set()
        self._found = Inventory([one.name for one in reader.tree.snapshots], reader.tree.size)

    def add_file(self, file_id: str, record: Document | None) -> None:
        self._types[(record and _version(record).type) or _UNKNOWN] += 1
        try:
            documents = self._reader.versions("", file_id)
            # A sync loads these; what of them can't be read is among the findings.
            self._reader.deployments(file_id)
        except EvaluationFailed as error:
            self._found.missing.append(str(error))
            documents = []
        self._found.versions += len(documents)
        versions = [_version(document) for document in documents]
        for document in documents:
            self._look_into(document)
        for version in versions:
            if version.datapoints_count is not None:
                self._add_datapoints(file_id, version.version_id, version.datapoints_count)
        self._add_file_logs(file_id)
        for evaluation_id in self._reader.evaluation_ids(file_id):
            self.add_evaluation(evaluation_id)

    def add_evaluation(self, evaluation_id: str) -> None:
        if evaluation_id in self._counted:
            return
        self._counted.add(evaluation_id)
        reader = self._reader
        try:
            evaluation, stats = reader.evaluation(evaluation_id), reader.stats(evaluation_id)
            runs = reader.runs(evaluation_id)
            logs = reader.survey(evaluation_id)
            for document in (evaluation, *([stats] if stats else []), *runs):
                _check(document)
        except EvaluationFailed as error:
            self._found.missing.append(f"evaluation {evaluation_id} is kept back: {error}")
            return
        self._found.runs += len(runs)
        self._found.logs += logs.total
        if logs.unusable is not None:
            said = f"{logs.unusable} is no log; evaluation {evaluation_id} is kept back"
            self._found.missing.append(said)
        stated = runs_count(bytes(evaluation.text))
        self._compare(f"evaluation {evaluation_id}: runs", stated, len(runs))
        if stats is not None and reader.has_logs(evaluation_id):
            expected = sum(logs_of_runs(bytes(stats.text)).values())
            why = reader.explain(evaluation_id)
            self._compare(f"evaluation {evaluation_id}: logs", expected, logs.total, why)

    def finish(self) -> Inventory:
        self._found.files = dict(self._types.most_common())
        self._found.evaluations = len(self._counted)
        for finding in self._reader.findings():
            where = self._found.missing if finding.is_loss else self._found.remarks
            where.append(finding.message)
        return self._found

    def _look_into(self, document: Document) -> None:
        try:
            _check(document)
        except EvaluationFailed as error:
            self._found.missing.append(str(error))

    def _add_file_logs(self, file_id: str) -> None:
        try:
            logs = self._reader.file_survey(file_id)
        except EvaluationFailed as error:
            self._found.missing.append(str(error))
            return
        self._found.file_logs += logs.total
        if logs.unusable is not None:
            self._found.missing.append(f"{logs.unusable} is no log; a sync leaves it out")

    def _add_datapoints(self, file_id: str, version_id: str, expected: int) -> None:
        place = f"dataset version {version_id}: datapoints"
        try:
            found = self._reader.datapoints(file_id, version_id).total
        except EvaluationFailed as error:
            self._found.missing.append(f"{place}: {error}")
            return
        self._found.datapoints += found
        self._compare(place, expected, found, self._reader.explain(version_id))

    def _compare(self, what: str, expected: int | None, found: int, why: str | None = None) -> None:
        if expected is not None and expected > found:
            because = f" ({why})" if why else ""
            self._found.missing.append(f"{what}: {found:,} of {expected:,}{because}")


def _check(document: Document) -> None:
    try:
        wire.read_object(wire.without_lone_surrogates(document.text))
    except wire.JsonError as error:
        raise RecordUnusable(f"{document.where}: {error}") from error


def _version(document: Document) -> _Version:
    try:
        return _VERSION.decode(document.text)
    except wire.UNDECODABLE:
        # A sync names it; here it counts as one of its kind.
        return _Version()

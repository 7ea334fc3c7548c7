"""What is to be exported: which files, and which evaluations of each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from humanloop_evals.errors import EvaluationFailed, RecordUnusable, SourceUnavailable
from humanloop_evals.export.context import Context, File, Group, file_group, homeless_group
from humanloop_evals.export.fields import looking_at, text_of
from humanloop_evals.export.folder import check_name
from humanloop_evals.extract import Known, Report, Selected, Target, ordered, result_of
from humanloop_evals.reader import Document
from humanloop_evals.records.shape import file_type
from humanloop_evals.settings import Selection

# Told what can't be exported: `file` or `evaluation`, its id, and why.
Fail = Callable[[str, str, EvaluationFailed], None]


class Groups:
    """The groups of a selection, found while they are being exported.

    Args:
        context: What they are read with.
        selection: Which evaluations.
        fail: See `Fail`.
        in_flight: Requests under way at once.

    Attributes:
        report: Knows every evaluation that was selected.
    """

    def __init__(
        self, context: Context, selection: Selection, fail: Fail, *, in_flight: int
    ) -> None:
        self.report = Report()
        self._context = context
        self._selection = selection
        self._selected = Selected(context.reader, selection, Known(), self.report)
        self._fail = fail
        self._in_flight = in_flight
        self._files: Mapping[str, File] = {}

    def list_files(self) -> None:
        """Read the listing of files: nothing else has what a file's own record is.

        Raises:
            HumanloopError: It can't be read, or has not what is selected.
        """
        listed = result_of(self._context.requests.pool.submit(self._selected.read_files))
        for file_id in self._selection.file_ids:
            if file_id not in listed:
                raise SourceUnavailable(
                    f"file {file_id} is not among the {len(listed)} of GET /files: is the id right?"
                )
        whole = listed if self._selection.all_evaluations else self._selection.file_ids
        files = {}
        for file_id, record in listed.items():
            try:
                files[file_id] = _file(file_id, record, is_whole=file_id in whole)
            except RecordUnusable as error:
                self._fail("file", file_id, error)
        self._context.folder.check_distinct(files)
        self._files = files

    def with_evaluations(self) -> Iterator[Group]:
        """Whole files first, then the files of evaluations that are selected by their ids."""
        pool = self._context.requests.pool
        for file_id, targets in self._selected.by_file(pool, window=self._in_flight):
            if file_id in self._files:
                yield file_group(self._files[file_id], targets)
        by_file: dict[str, list[Target]] = {}
        for target in self._by_id():
            if target.file_id in self._files:
                by_file.setdefault(target.file_id or "", []).append(target)
            else:
                yield homeless_group(target)
        for file_id, targets in by_file.items():
            yield file_group(self._files[file_id], targets)

    def datasets(self) -> Iterator[Group]:
        """The datasets that are selected, and those that the runs read until now refer to."""
        selected = {
            file_id
            for file_id, file in self._files.items()
            if file.is_whole and file.type == "dataset"
        }
        for file_id in sorted(selected | self._context.datasets):
            if file_id in self._files:
                yield file_group(self._files[file_id], [])
            else:
                unlisted = RecordUnusable("runs refer to this dataset, and GET /files has it not")
                self._fail("file", file_id, unlisted)

    def _by_id(self) -> Iterator[Target]:
        """Each of these evaluations says itself which file it is of."""
        targets = list(self._selected.by_id())
        pool = self._context.requests.pool
        for target, found in zip(
            targets, ordered(pool, self._read, targets, window=self._in_flight), strict=True
        ):
            if isinstance(found, EvaluationFailed):
                self._fail("evaluation", target.evaluation_id, found)
            else:
                yield found

    def _read(self, target: Target) -> Target | EvaluationFailed:
        try:
            check_name(target.evaluation_id)
            document = self._context.reader.evaluation(target.evaluation_id)
            with looking_at(document) as fields:
                return replace(target, document=document, file_id=text_of(fields, "file_id"))
        except EvaluationFailed as error:
            return error


def _file(file_id: str, record: Document, *, is_whole: bool) -> File:
    check_name(file_id)
    with looking_at(record) as fields:
        return File(file_id, file_type(fields), record, is_whole)

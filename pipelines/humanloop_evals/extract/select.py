"""Which evaluations to read, from what was selected and what the input lists."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from humanloop_evals import wire
from humanloop_evals.errors import EvaluationFailed, Forbidden, NotFound, Refused, SourceUnavailable
from humanloop_evals.extract.known import Known
from humanloop_evals.extract.report import Report
from humanloop_evals.extract.window import ordered
from humanloop_evals.reader import Archive, Document, Listing, Reader
from humanloop_evals.records.shape import file_type
from humanloop_evals.settings import Selection


@dataclass(frozen=True, slots=True)
class Target:
    """An evaluation to read, with the evaluation itself and the file where a listing brought it."""

    evaluation_id: str
    document: Document | None = None
    file_id: str | None = None


class Selected:
    """The evaluations of a selection, found while they are being read.

    Args:
        reader: The input.
        selection: Which evaluations.
        known: What the database holds already.
        report: Told what was selected and which listings were complete.

    Attributes:
        files: Records of the file listing, when files were listed.
    """

    def __init__(self, reader: Reader, selection: Selection, known: Known, report: Report) -> None:
        self.files: dict[str, Document] = {}
        self._file_ids: list[str] | None = None
        self._reader = reader
        self._archive = reader.archive
        self._selection = selection
        self._known = known
        self._report = report

    def read_files(self) -> Mapping[str, Document]:
        """Every file; the listing is read once.

        Raises:
            SourceUnavailable, Refused, VerificationFailed: The listing can't be used.
        """
        if self._report.all_files is not None:
            return self.files
        known = self._known.files()
        listing = _listed(lambda: self._reader.files(lambda ids: bool(known - ids)))
        self._known.check_not_emptied(len(listing.records), len(known), "files")
        self.files = listing.records
        self._report.all_files = set(listing.records)
        return self.files

    def list_files(self) -> list[str]:
        """The files whose evaluations to read.

        Raises:
            SourceUnavailable, Refused, VerificationFailed: The listing can't be used.
        """
        if self._file_ids is None and self._archive is not None:
            self._file_ids = self._find_files(self._archive)
        if self._file_ids is None:
            listed = self._with_evaluations() if self._selection.all_evaluations else []
            self._file_ids = list(dict.fromkeys([*listed, *self._selection.file_ids]))
        return self._file_ids

    def targets(self, pool: ThreadPoolExecutor, *, window: int) -> Iterator[Target]:
        """Every selected evaluation once; listings are read ahead on the pool's threads.

        Raises:
            SourceUnavailable, Refused, VerificationFailed: A listing can't be used.
        """
        if self._archive is not None:
            yield from self._in_archive(self._archive, self.list_files())
        else:
            for _, targets in self.by_file(pool, window=window):
                yield from targets
        yield from self.by_id()

    def by_file(
        self, pool: ThreadPoolExecutor, *, window: int
    ) -> Iterator[tuple[str, list[Target]]]:
        """Each file whose evaluations to read, and those of them that no file before it had.

        Raises:
            SourceUnavailable, Refused, VerificationFailed: A listing can't be used.
        """
        file_ids = self.list_files()
        for file_id, listing in ordered(pool, self._list_evaluations, file_ids, window=window):
            self._report.listed_files.add(file_id)
            yield (
                file_id,
                [
                    Target(evaluation_id, document, file_id)
                    for evaluation_id, document in listing.records.items()
                    if self._is_new(evaluation_id)
                ],
            )

    def by_id(self) -> Iterator[Target]:
        """The evaluations that are selected by their ids, and that no file had."""
        for evaluation_id in self._selection.evaluation_ids:
            if self._is_new(evaluation_id):
                yield Target(evaluation_id, file_id=self._known.evaluations.get(evaluation_id))

    def _find_files(self, archive: Archive) -> list[str]:
        """The same of an archive, where a file may be there without its record."""
        known = archive.file_ids()
        for file_id in self._selection.file_ids:
            if file_id not in known:
                raise SourceUnavailable(f"the export has no file {file_id}; is the id right?")
        everything = known if self._selection.all_evaluations else []
        found = list(dict.fromkeys([*everything, *self._selection.file_ids]))
        records = self._reader.files(lambda _ids: False).records if found else {}
        self.files = {key: records[key] for key in found if key in records}
        return found

    def _in_archive(self, archive: Archive, file_ids: list[str]) -> Iterator[Target]:
        for file_id in file_ids:
            for evaluation_id in archive.evaluation_ids(file_id):
                if self._is_new(evaluation_id):
                    yield Target(evaluation_id, file_id=file_id)
        unfiled = archive.unfiled_evaluation_ids() if self._selection.all_evaluations else []
        for evaluation_id in unfiled:
            if self._is_new(evaluation_id):
                yield Target(evaluation_id)

    def _is_new(self, evaluation_id: str) -> bool:
        is_new = evaluation_id not in self._report.selected
        self._report.selected.add(evaluation_id)
        return is_new

    def _with_evaluations(self) -> list[str]:
        # The API has no evaluations of datasets and its own exporter never asks for them.
        return [
            file_id
            for file_id, document in self.read_files().items()
            if file_type(_fields(document)) != "dataset"
        ]

    def _list_evaluations(self, file_id: str) -> tuple[str, Listing]:
        known = self._known.of_file(file_id)
        listing = _listed(lambda: self._reader.evaluations(file_id, lambda ids: bool(known - ids)))
        what = f"evaluations of file {file_id}"
        self._known.check_not_emptied(len(listing.records), len(known), what)
        _check_file(file_id, listing)
        return file_id, listing


def _check_file(file_id: str, listing: Listing) -> None:
    """Refuse a listing that ignored which file was asked for."""
    for evaluation_id, document in listing.records.items():
        raw = _fields(document).get("file_id")
        if raw is None or bytes(raw) == b"null":
            continue
        try:
            belongs = wire.read_string(raw) == file_id
        except wire.JsonError:
            belongs = True
        if not belongs:
            raise SourceUnavailable(
                f"{document.where}: evaluation {evaluation_id} belongs to another file than "
                f"{file_id}, which was asked for; the endpoint ignores file_id"
            )


def _listed(read: Callable[[], Listing]) -> Listing:
    """Read a listing; without it nothing else can be expected to be right."""
    try:
        return read()
    except Forbidden as error:
        raise Refused(f"{error}. The key may not list this") from error
    except NotFound as error:
        raise SourceUnavailable(
            f"{error}. Without this listing nothing can be read: is the id right, and "
            "humanloop_base_url, which ends in /v5?"
        ) from error
    except EvaluationFailed as error:
        raise SourceUnavailable(f"{error}. Without this listing nothing can be read") from error


def _fields(document: Document) -> wire.Fields:
    try:
        return wire.read_object(wire.without_lone_surrogates(document.text))
    except wire.JsonError as error:
        raise SourceUnavailable(f"{document.where}: {error}") from error

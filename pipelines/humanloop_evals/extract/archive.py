"""What an archive has beside evaluations: versions, deployments and the own logs of files.

Nothing here belongs together as an evaluation does: what is damaged is left out and named, and the
rest is loaded.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec

from humanloop_evals import wire
from humanloop_evals.errors import EvaluationFailed, RecordUnusable, forget_frames
from humanloop_evals.extract.once import Once
from humanloop_evals.extract.reading import Loaded, at
from humanloop_evals.extract.report import Report
from humanloop_evals.extract.window import result_of
from humanloop_evals.reader import Archive, Document, Finding
from humanloop_evals.records import (
    FileLogRows,
    Note,
    NoteKind,
    Rows,
    Together,
    deployment_rows,
    file_rows,
)
from humanloop_evals.tables import LOGS

# Rows, and about how many bytes of text they hold.
Sized = tuple[Rows, int]


class ArchiveReading:
    """Reads it.

    Args:
        archive: The input.
        loaded: What the evaluations have loaded; added to.
        report: Told what could not be loaded, and what was found out.
    """

    def __init__(self, archive: Archive, loaded: Loaded, report: Report) -> None:
        self._archive = archive
        self._loaded = loaded
        self._report = report

    def files(self, records: Mapping[str, Document], file_ids: Iterable[str]) -> Iterator[Sized]:
        """Files with all their versions, and where these are deployed.

        Args:
            records: The files as they were listed, by id.
            file_ids: Those to be read; one may have no record.
        """
        for file_id in file_ids:
            if file_id in records:
                yield from self._each([records[file_id]], file_id, self._file_rows)
            try:
                versions = self._archive.versions("", file_id)
                deployments = self._archive.deployments(file_id)
            except EvaluationFailed as error:
                self._lose(error, file_id)
                continue
            for version in versions:
                yield from self._each([version], file_id, self._version_rows)
            yield from self._each(deployments, file_id, self._deployment_rows)

    def logs(self, file_ids: Iterable[str], pool: ThreadPoolExecutor) -> Iterator[Sized]:
        """The own logs of files, page after page."""
        for file_id in file_ids:
            try:
                for page in self._pages(file_id, pool):
                    yield from self._each(page, file_id, self._log_rows)
            except EvaluationFailed as error:
                self._lose(error, file_id)

    def explain(self, identifier: str) -> None:
        """Note why logs of an evaluation, or datapoints of a dataset version, may be missing."""
        text = self._archive.explain(identifier)
        if text is not None:
            self._report.explanations[identifier] = text

    def finish(self) -> None:
        """Everything was read: take over what the archive itself has found out."""
        self._report.findings += self._archive.findings()

    def _pages(self, file_id: str, pool: ThreadPoolExecutor) -> Iterator[list[Document]]:
        """Pages of a file's own logs, the next one read ahead."""
        number = 1
        ahead = pool.submit(self._archive.file_logs, file_id, number)
        while records := result_of(ahead).records:
            number += 1
            ahead = pool.submit(self._archive.file_logs, file_id, number)
            yield records

    def _each(
        self,
        documents: Sequence[Document],
        file_id: str,
        load: Callable[[Sequence[Document], str], Sized],
    ) -> Iterator[Sized]:
        """Load documents together; where one of them is damaged, each alone."""
        try:
            yield load(documents, file_id)
        except RecordUnusable as error:
            if len(documents) > 1:
                for document in documents:
                    yield from self._each([document], file_id, load)
            else:
                self._lose(error, file_id)

    def _file_rows(self, documents: Sequence[Document], _file_id: str) -> Sized:
        stage, rows = self._loaded.catalog.stage(), Rows()
        for document in documents:
            with at(document, stage):
                file_rows(msgspec.Raw(bytes(document.text)), stage, rows)
        self._loaded.catalog.accept(stage)
        return rows, rows.extra_size

    def _version_rows(self, documents: Sequence[Document], _file_id: str) -> Sized:
        """No rows yet: of all copies of a version the newest is loaded in the end."""
        stage = self._loaded.catalog.stage()
        for document in documents:
            with at(document, stage):
                stage.version(msgspec.Raw(bytes(document.text)))
        self._loaded.catalog.accept(stage)
        return Rows(), 0

    def _deployment_rows(self, documents: Sequence[Document], file_id: str) -> Sized:
        stage, rows = self._loaded.catalog.stage(), Rows()
        for document in documents:
            with at(document, stage):
                deployment_rows(document.text, file_id, rows)
        return rows, rows.extra_size

    def _log_rows(self, documents: Sequence[Document], file_id: str) -> Sized:
        stage, once = self._loaded.catalog.stage(), Once(self._loaded.once)
        together, size = Together(), 0
        before = self._loaded.once[LOGS.name]
        rows_of = FileLogRows(file_id, stage, is_new=once, is_loaded=lambda key: key in before)
        for document in documents:
            together.where = document.where
            with at(document, stage):
                text = wire.without_lone_surrogates(document.text)
                log_id = rows_of.add(text, together)
            if text is not document.text:
                together.notes.append(Note(NoteKind.CUT_TEXT, LOGS.name, "", log_id))
            size += memoryview(document.text).nbytes
        rows = Rows()
        together.finish(rows)
        self._loaded.catalog.accept(stage)
        once.accept()
        return rows, size

    def _lose(self, error: EvaluationFailed, file_id: str) -> None:
        forget_frames(error)
        self._report.findings.append(Finding(str(error), is_loss=True, file_id=file_id))

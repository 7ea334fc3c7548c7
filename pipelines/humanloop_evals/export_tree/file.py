"""One file of an export: itself, its versions, deployments, datapoints and own logs."""

from collections.abc import Iterator

import msgspec

from humanloop_evals import wire
from humanloop_evals.errors import NotFound, RecordUnusable
from humanloop_evals.export_tree.copies import LOGS
from humanloop_evals.export_tree.finding import FILE_RECORD
from humanloop_evals.export_tree.log_pages import LogPages, file_key
from humanloop_evals.export_tree.store import join
from humanloop_evals.export_tree.tree import Tree
from humanloop_evals.reader import Document, Finding, Listing

_DATAPOINTS = "datapoints"
_DEPLOYMENTS = "deployments.json"
_VERSIONS = "versions"


class _Id(msgspec.Struct):
    id: str


_ID = msgspec.json.Decoder(_Id)


class ExportedFile:
    """See the calls of `Archive`.

    Args:
        tree: The export.
        file_id: One that it has.
    """

    def __init__(self, tree: Tree, file_id: str) -> None:
        self._tree = tree
        self._text = tree.text
        self._id = file_id
        self._copies = tree.files[file_id]
        self._unreadable: list[str] = []
        self._log_pages: LogPages | None = None

    def record(self) -> Document | None:
        """The file as the listing showed it, if that can be read."""
        for folder in self._with(FILE_RECORD):
            try:
                document = self._document(join(folder, FILE_RECORD))
                found = _ID.decode(document.text)
            except (msgspec.DecodeError, UnicodeDecodeError, RecordUnusable) as error:
                self._unreadable.append(f"{self._text.place(join(folder, FILE_RECORD))}: {error}")
                continue
            if found.id != self._id:
                self._unreadable.append(
                    f"{document.where} is about {found.id}: two files have shared this folder, as "
                    "on disks where upper and lower case are the same"
                )
            return document
        return None

    def versions(self) -> list[Document]:
        """Every version that any copy has, as the first copy has it that does."""
        paths: dict[str, str] = {}
        for copy in self._copies:
            folder = join(copy.folder, _VERSIONS)
            for version_id in self._text.names(folder):
                paths.setdefault(version_id, join(folder, version_id))
        return [document for path in paths.values() for document in self._readable(path)]

    def deployments(self) -> list[Document]:
        """Which version is deployed where."""
        for folder in self._with(_DEPLOYMENTS):
            for whole in self._readable(join(folder, _DEPLOYMENTS)):
                try:
                    items = wire.read_list(whole.text)
                except wire.JsonError as error:
                    self._unreadable.append(f"{whole.where}: {error}")
                    continue
                return [
                    Document(f"{whole.where}, [{index}]", item) for index, item in enumerate(items)
                ]
        return []

    def datapoints(self, version_id: str) -> Listing:
        """The datapoints of a dataset version: of all copies, for a version never changes.

        Raises:
            NotFound: They were not exported.
            RecordUnusable: They can't be read.
        """
        folders = self._with(_DATAPOINTS, version_id)
        if not folders:
            place = join(join(self._copies[0].folder, _DATAPOINTS), version_id)
            raise NotFound(f"{self._text.place(place)} is missing")
        records: dict[str, Document] = {}
        for folder in folders:
            for part in self._text.parts(join(folder, join(_DATAPOINTS, version_id))):
                for number, line in self._text.lines(part):
                    document = self._text.document(part, number, line)
                    records.setdefault(_datapoint_id(document), document)
        return Listing(records, len(records))

    def logs(self) -> LogPages:
        """Its own logs."""
        if self._log_pages is None:
            folders = [join(folder, LOGS) for folder in self._with(LOGS)]
            self._log_pages = LogPages(
                self._text,
                folders,
                file_key,
                expected=None,
                on_damage=lambda error: self._unreadable.append(str(error)),
            )
        return self._log_pages

    def findings(self) -> Iterator[Finding]:
        """What was found while it was read."""
        newest = self._copies[0]
        said = self._tree.said(newest.snapshot)
        if not newest.is_done:
            why = said.files.get(self._id)
            reason = f", which stopped at it: {why}" if why else ""
            yield self._loss(f"{self._place} was not finished by the exporter{reason}")
        if not self._with(FILE_RECORD):
            yield self._loss(f"{self._place}: {FILE_RECORD} is missing")
        for message in dict.fromkeys(self._unreadable):
            yield self._loss(message)
        for file_id, page in said.other_pages:
            if file_id == self._id:
                yield self._loss(page)
        survey = None if self._log_pages is None else self._log_pages.surveyed
        if survey is not None and survey.filled:
            yield Finding(
                f"{self._place}: {survey.filled} logs are from earlier exports or attempts",
                is_loss=False,
                file_id=self._id,
            )

    @property
    def _place(self) -> str:
        return self._text.place(self._copies[0].folder)

    def _with(self, *path: str) -> list[str]:
        """The folders of the copies that have something."""
        *folders, name = path
        inner = "/".join(folders)
        return [
            copy.folder
            for copy in self._copies
            if name in self._text.store.entries(join(copy.folder, inner) if inner else copy.folder)
        ]

    def _readable(self, path: str) -> Iterator[Document]:
        """A whole file, if it can be read."""
        try:
            yield self._document(path)
        except RecordUnusable as error:
            self._unreadable.append(str(error))

    def _document(self, path: str) -> Document:
        return self._text.document(path, None, self._text.whole(path))

    def _loss(self, message: str) -> Finding:
        return Finding(message, is_loss=True, file_id=self._id)


def _datapoint_id(document: Document) -> str:
    try:
        return _ID.decode(document.text).id
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        # Whoever cuts it into its fields says better what is wrong, where it is no JSON.
        try:
            wire.read_object(document.text)
        except wire.JsonError as precise:
            raise RecordUnusable(f"{document.where}: {precise}") from error
        raise RecordUnusable(f"{document.where}: a datapoint without id") from error

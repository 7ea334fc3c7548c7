"""One file of an export: itself, its versions, deployments, datapoints and own logs."""

from collections.abc import Collection, Iterator

import msgspec

from humanloop_evals import wire
from humanloop_evals.errors import NotFound, RecordUnusable
from humanloop_evals.export_tree.copies import LOGS
from humanloop_evals.export_tree.datapoints import read_datapoints
from humanloop_evals.export_tree.finding import FILE_RECORD
from humanloop_evals.export_tree.log_pages import LogPages, file_key
from humanloop_evals.export_tree.store import join
from humanloop_evals.export_tree.tree import Tree
from humanloop_evals.reader import Document, Finding, Listing

_DATASET = "dataset"
_DATASET_ID = "ds_"
_DATAPOINTS = "datapoints"
_DEPLOYMENTS = "deployments.json"
_VERSIONS = "versions"


class _Record(msgspec.Struct):
    id: str
    type: str | None = None


class _Deployment(msgspec.Struct):
    version_id: str | None = None


_RECORD = msgspec.json.Decoder(_Record)
_DEPLOYMENT = msgspec.json.Decoder(_Deployment)


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
        self._version_ids: set[str] | None = None
        self._deployed: list[str] = []
        self._may_have_logs = False

    @property
    def damage(self) -> list[str]:
        """What could not be read so far, and why."""
        return self._unreadable

    def record(self) -> Document | None:
        """The file as the listing showed it, if that can be read."""
        self._may_have_logs = not self._id.startswith(_DATASET_ID)
        for folder in self._with(FILE_RECORD):
            try:
                document = self._document(join(folder, FILE_RECORD))
                found = _RECORD.decode(document.text)
            except (*wire.UNDECODABLE, RecordUnusable) as error:
                self._unreadable.append(f"{self._text.place(join(folder, FILE_RECORD))}: {error}")
                continue
            if found.id != self._id:
                self._unreadable.append(
                    f"{document.where} is about {found.id}: two files have shared this folder, as "
                    "on disks where upper and lower case are the same"
                )
            if found.type is not None:
                self._may_have_logs = found.type != _DATASET
            return document
        return None

    def versions(self) -> list[Document]:
        """Every version that any copy has, as the first copy has it that does."""
        paths: dict[str, str] = {}
        for copy in self._copies:
            folder = join(copy.folder, _VERSIONS)
            for version_id in self._text.names(folder):
                paths.setdefault(version_id, join(folder, version_id))
        self._version_ids = set(paths)
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
                self._deployed = [version_id for item in items for version_id in _deployed(item)]
                return [
                    Document(f"{whole.where}, [{index}]", item) for index, item in enumerate(items)
                ]
        return []

    def datapoints(self, version_id: str) -> Listing:
        """The datapoints of a dataset version: of all copies, for a version never changes.

        Lines that can't be read are among the findings.

        Raises:
            NotFound: They were not exported.
            RecordUnusable: Their folder can't be read.
        """
        folders = self._with(_DATAPOINTS, version_id)
        if not folders:
            place = join(join(self._copies[0].folder, _DATAPOINTS), version_id)
            raise NotFound(f"{self._text.place(place)} is missing")
        places = [join(join(folder, _DATAPOINTS), version_id) for folder in folders]
        records = read_datapoints(self._text, places, self._unreadable.append)
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

    def findings(self, *, logged: Collection[str]) -> Iterator[Finding]:
        """What was found while it was read.

        Args:
            logged: The exports, by their folder of files, of which logs are expected.
        """
        newest = self._copies[0]
        said = self._tree.said(newest.snapshot)
        expects_logs = newest.snapshot.files in logged and not said.is_own
        yield from map(self._loss, self._missing(expects_logs=expects_logs))
        if newest.snapshot is not self._tree.snapshots[0]:
            newer = self._tree.snapshots[0].name
            yield self._remark(f"{self._place}: loaded from here; {newer} has not all of it")
        yield from map(self._loss, dict.fromkeys(self._unreadable))
        for file_id, page in said.other_pages:
            if file_id == self._id:
                yield self._loss(page)
        if self._log_pages is not None and self._log_pages.surveyed is not None:
            yield from self._findings_in_logs(self._log_pages)

    def _missing(self, *, expects_logs: bool) -> Iterator[str]:
        """What the exporter writes of every file, or has written of this one, and is not there."""
        newest = self._copies[0]
        if not newest.is_done:
            why = self._tree.said(newest.snapshot).files.get(self._id)
            reason = f", which stopped at it: {why}" if why else ""
            yield f"{self._place} was not finished by the exporter{reason}"
        if not self._with(FILE_RECORD):
            yield f"{self._place}: {FILE_RECORD} is missing"
        if newest.is_done and expects_logs and self._may_have_logs and not self._with(LOGS):
            yield f"{self._place}: {LOGS} is missing"
        if newest.is_done and self._version_ids is not None:
            yield from self._missing_versions(self._version_ids)

    def _missing_versions(self, found: set[str]) -> Iterator[str]:
        # Of a file without versions it writes neither of the two.
        has_deployments, has_versions = self._with(_DEPLOYMENTS), self._with(_VERSIONS)
        if has_versions and not has_deployments:
            yield f"{self._place}: {_DEPLOYMENTS} is missing"
        if (has_versions or has_deployments) and not found:
            yield f"{self._place}: {_VERSIONS} is missing or empty"
        for version_id in sorted(set(self._deployed) - found):
            yield f"{self._place}: {_VERSIONS}/{version_id}, which is deployed, is missing"

    def _findings_in_logs(self, pages: LogPages) -> Iterator[Finding]:
        yield from map(self._loss, pages.not_read())
        # Nothing else says how many there should be.
        yield from map(self._loss, pages.gaps())
        if filled := pages.survey().filled:
            yield self._remark(f"{self._place}: {filled} logs are from earlier exports or attempts")
        if stale := pages.stale():
            yield self._remark(
                f"{stale} follows a part with fewer than 1,000 lines: it is of an earlier attempt "
                "of the exporter, or lines are missing before it, and nothing says how many"
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

    def _remark(self, message: str) -> Finding:
        return Finding(message, is_loss=False, file_id=self._id)

    def _loss(self, message: str) -> Finding:
        return Finding(message, is_loss=True, file_id=self._id)


def _deployed(deployment: wire.Text) -> Iterator[str]:
    """The version that is deployed, where that can be read; whoever loads it says what is wrong."""
    try:
        version_id = _DEPLOYMENT.decode(deployment).version_id
    except wire.UNDECODABLE:
        return
    if version_id:
        yield version_id

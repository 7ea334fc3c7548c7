"""What an export can answer: a little of every file is in memory, the rest is read when asked."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import orjson

from humanloop_evals import wire
from humanloop_evals.errors import NotFound, RecordUnusable
from humanloop_evals.export_tree import (
    ExportedEvaluation,
    ExportedFile,
    LogPages,
    Tree,
    file_key,
)
from humanloop_evals.reader import Document
from humanloop_evals.records.shape import file_type
from humanloop_evals.replay.records import Records

Json = dict[str, Any]

# What filters and orders of listings look at.
_TEXTS = ("id", "name", "path", "created_at", "updated_at")


class Archive:
    """An export, opened for being served; any number of threads may ask.

    Args:
        tree: The export.

    Attributes:
        files: What is listed of every file that can be listed, newest first.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._lock = threading.Lock()
        self._records: dict[tuple[str, ...], Records] = {}
        self._evaluations: dict[str, list[str]] = {}
        found = [self._listed(file_id) for file_id in tree.files]
        listed = [file for file in found if file is not None]
        self.files = sorted(listed, key=lambda file: _age(file, "id"), reverse=True)

    @property
    def name(self) -> str:
        """What the user calls it."""
        return self._tree.store.name

    @property
    def evaluations_count(self) -> int:
        """How many evaluations it has."""
        return len(self._tree.evaluations)

    @property
    def unfinished(self) -> list[str]:
        """The files that the exporter has not finished."""
        return [key for key, copies in self._tree.files.items() if not copies[0].is_done]

    def has_file(self, file_id: str) -> bool:
        """Whether there is such a file, listed or not."""
        return file_id in self._tree.files

    def file(self, file_id: str) -> bytes:
        """A file as it was listed."""
        record = ExportedFile(self._tree, file_id).record()
        if record is None:
            raise NotFound(f"{self.name} has no readable record of file {file_id}.")
        return bytes(record.text)

    def versions(self, file_id: str) -> list[tuple[Json, bytes]]:
        """Every version of a file, parsed and as it was served, newest first.

        Raises:
            RecordUnusable: One of them can't be read.
        """
        file = ExportedFile(self._tree, file_id)
        documents = file.versions()
        if file.damage:
            raise RecordUnusable(file.damage[0])
        versions = [(_parse(document), bytes(document.text)) for document in documents]
        return sorted(versions, key=lambda one: _age(one[0], "version_id"), reverse=True)

    def evaluations(self, file_id: str) -> list[str]:
        """The evaluations of a file, newest first."""
        with self._lock:
            if file_id not in self._evaluations:
                found = {
                    key: _parse(self._evaluation(key).document())
                    for key in self._tree.of_file[file_id]
                }
                self._evaluations[file_id] = sorted(
                    found, key=lambda key: _age(found[key], "id"), reverse=True
                )
            return self._evaluations[file_id]

    def has_evaluation(self, evaluation_id: str) -> bool:
        """Whether there is such an evaluation."""
        return evaluation_id in self._tree.evaluations

    def evaluation(self, evaluation_id: str) -> bytes:
        """An evaluation."""
        return bytes(self._evaluation(evaluation_id).document().text)

    def runs(self, evaluation_id: str) -> list[bytes]:
        """The runs of an evaluation, in the order of its stats."""
        return [bytes(run.text) for run in self._evaluation(evaluation_id).runs()]

    def stats(self, evaluation_id: str) -> bytes:
        """The stats of an evaluation."""
        stats: Document | None = self._evaluation(evaluation_id).stats()
        if stats is None:
            raise NotFound(f"{self.name} has no stats of evaluation {evaluation_id}.")
        return bytes(stats.text)

    def evaluation_logs(self, evaluation_id: str) -> Records:
        """The logs of an evaluation."""
        evaluation = self._evaluation(evaluation_id)
        if not evaluation.has_logs:
            raise NotFound(f"{self.name} was made without logs of evaluation {evaluation_id}.")
        return self._indexed(("evaluation", evaluation_id), evaluation.logs)

    def file_logs(self, file_id: str) -> Records:
        """A file's own logs; a dataset has none."""
        is_dataset = any(one["id"] == file_id and one["type"] == "dataset" for one in self.files)
        return self._lines("logs of file", file_id, "logs", may_lack=is_dataset)

    def datapoints(self, file_id: str, version_id: str) -> Records:
        """The datapoints of a dataset version."""
        return self._lines("datapoints of dataset", file_id, "datapoints", version_id)

    def _evaluation(self, evaluation_id: str) -> ExportedEvaluation:
        return ExportedEvaluation(self._tree, evaluation_id, with_logs=False)

    def _lines(self, what: str, file_id: str, *place: str, may_lack: bool = False) -> Records:
        folders = ["/".join((copy.folder, *place)) for copy in self._tree.files[file_id]]
        folders = [folder for folder in folders if self._has(folder)]
        if not (folders or may_lack):
            which = " ".join((file_id, *place[1:]))
            raise NotFound(f"{self.name} was made without {what} {which}.")
        pages = partial(
            LogPages, self._tree.text, folders, file_key, expected=None, on_damage=_raise
        )
        return self._indexed((file_id, *place), pages)

    def _indexed(self, key: tuple[str, ...], pages: Callable[[], LogPages]) -> Records:
        with self._lock:
            if key not in self._records:
                self._records[key] = Records(self._tree.text, pages())
            return self._records[key]

    def _has(self, folder: str) -> bool:
        above, _, name = folder.rpartition("/")
        return name in self._tree.store.entries(above)

    def _listed(self, file_id: str) -> Json | None:
        """What a file is listed and found by."""
        file = ExportedFile(self._tree, file_id)
        record = file.record()
        if record is None:
            return None
        fields = _parse(record)
        listed: Json = {name: _text(fields.get(name)) for name in _TEXTS}
        places = [_parse(document) for document in file.deployments()]
        user = fields.get("created_by")
        return listed | {
            "type": file_type(wire.read_object(record.text)),
            "tags": fields.get("tags") if isinstance(fields.get("tags"), list) else [],
            "environments": {_text(place.get("environment_name")) for place in places},
            "users": " ".join(map(str, user.values())) if isinstance(user, dict) else "",
        }


def _parse(document: Document) -> Json:
    """An object, to be looked into; what is answered is its text.

    Raises:
        RecordUnusable: It is no JSON.
    """
    try:
        value = orjson.loads(bytes(wire.without_lone_surrogates(document.text)))
    except orjson.JSONDecodeError as error:
        where = f"{document.where}: {error.msg} at character {error.pos}"
        raise RecordUnusable(where) from error
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _age(fields: Json, identifier: str) -> tuple[str, str]:
    return _text(fields.get("created_at")), _text(fields.get(identifier))


def _raise(error: RecordUnusable) -> None:
    """What can't be read is not left out."""
    raise error

"""Records of an evaluation's logs as rows: the log, its datapoint, what evaluators said of it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from humanloop_evals import wire
from humanloop_evals.records.columns import Columns
from humanloop_evals.records.judgments import add_judgment
from humanloop_evals.records.log_fields import demand_id, pop_made_by, read_id
from humanloop_evals.records.resolve import Resolve
from humanloop_evals.records.rows import Note, NoteKind
from humanloop_evals.records.shape import (
    drop_null,
    is_null,
    is_object,
    pop_objects,
    pop_objects_of_each,
)
from humanloop_evals.records.together import Together
from humanloop_evals.tables import DATAPOINTS, EVALUATION_LOGS, JUDGMENTS, LOGS, NESTED_LOGS, Type
from humanloop_evals.values import read_many

_NO_LOGS = msgspec.Raw(b"[]")

# Told the table and the id of a row; whether it has not been loaded before.
IsNew = Callable[[str, str], bool]


class LogRecord(NamedTuple):
    """One record of GET logs, cut into its parts.

    Attributes:
        run_id: The run that it belongs to.
        log_id: The log.
        fields: What the record holds beside the other attributes.
        log: The log's own fields.
        evaluator_logs: What evaluators said of the log, as it stands beside it and inside it.
    """

    run_id: str
    log_id: str
    fields: wire.Fields
    log: wire.Fields
    evaluator_logs: list[wire.Fields]


def read_log_record(text: wire.Text) -> LogRecord:
    """Tell which log of which run a record is.

    Raises:
        JsonError: It is not a record with a run and a log.
    """
    fields = wire.read_object(text)
    try:
        run_id = wire.read_string(fields.pop("run_id"))
        log = wire.read_object(fields.pop("log"))
        log_id = wire.read_string(log["id"])
    except KeyError as error:
        raise wire.JsonError(f"a record of logs without {error.args[0]}") from error
    if not run_id or not log_id:
        raise wire.JsonError("a record of logs with an empty id")
    said = [*pop_objects(fields, "evaluator_logs"), *pop_objects(log, "evaluator_logs")]
    return LogRecord(run_id, log_id, fields, log, said)


def read_log_records(texts: Sequence[wire.Text]) -> list[LogRecord] | None:
    """What `read_log_record` makes of each of many, at a third of the cost.

    Returns:
        None where one of them has to be read alone, which says what is wrong with it, if anything.
    """
    records = wire.read_each_object(texts)
    if not records:
        return None
    try:
        run_ids = read_many(Type.TEXT, [fields.pop("run_id") for fields in records])
        logs = wire.read_each_slice([fields.pop("log") for fields in records])
        log_ids = read_many(Type.TEXT, [log["id"] for log in logs or ()])
    except KeyError:
        return None
    if not logs or not run_ids or not log_ids or not all(run_ids) or not all(log_ids):
        return None
    outer = pop_objects_of_each(records, "evaluator_logs")
    inner = pop_objects_of_each(logs, "evaluator_logs")
    said = map(list.__add__, outer, inner)
    return list(map(LogRecord, run_ids, log_ids, records, logs, said))


class LogRows:
    """Turns the records of one evaluation into rows.

    Args:
        evaluation_id: The evaluation.
        resolve: See `Resolve`.
        is_new: See `IsNew`; logs and datapoints stand in many records and are loaded once.
        return_types: What evaluator versions declare, as far as it was read; added to.
    """

    def __init__(
        self,
        evaluation_id: str,
        resolve: Resolve,
        *,
        is_new: IsNew,
        return_types: dict[str, str | None],
    ) -> None:
        self._evaluation_id = evaluation_id
        self._resolve = resolve
        self._is_new = is_new
        self._return_types = return_types
        # Every run of an evaluation repeats the datapoints that it answers.
        self._datapoints: dict[bytes, str] = {}

    def add(self, record: LogRecord, together: Together) -> None:
        """Add everything that one record holds.

        Raises:
            RecordUnusable: Something in it has no usable id.
        """
        together.add(
            EVALUATION_LOGS,
            record.fields,
            evaluation_id=self._evaluation_id,
            run_id=record.run_id,
            log_id=record.log_id,
            datapoint_id=self._datapoint(record.fields, together),
        )
        of_log: dict[str, list[wire.Fields]] = {record.log_id: record.evaluator_logs}
        for log_id, evaluator_logs in self.logs(record.log, record.log_id, together):
            of_log.setdefault(log_id, []).extend(evaluator_logs)
        for log_id, evaluator_logs in of_log.items():
            self._add_judgments(record.run_id, log_id, evaluator_logs, together)

    def _datapoint(self, fields: wire.Fields, together: Together) -> str | None:
        raw = fields.get("datapoint")
        if raw is None:
            return None
        if is_object(raw):
            del fields["datapoint"]
            text = bytes(raw)
            datapoint_id = self._datapoints.get(text)
            if datapoint_id is None:
                datapoint_id = datapoint_rows(raw, self._is_new, together)
                self._datapoints[text] = datapoint_id
            return datapoint_id
        drop_null(fields, "datapoint")
        return None

    def logs(
        self,
        log: wire.Fields,
        root_log_id: str,
        together: Together,
        *,
        parent_log_id: str | None = None,
        relation: str = "step",
    ) -> Iterator[tuple[str, list[wire.Fields]]]:
        """Add a log, the logs of its trace and the log it judged.

        A stack of our own instead of recursion: children have children, as deep as a sender likes.

        Args:
            log: The fields of the log.
            root_log_id: The log that was listed.
            together: Where to.
            parent_log_id: The log that it is inside of.
            relation: What it, and its trace, is to the log that was listed; see `nested_logs`.

        Yields:
            Each log's id and what evaluators said of it.
        """
        waiting = [(log, parent_log_id, relation)]
        while waiting:
            fields, parent_id, what = waiting.pop()
            children = _pop_logs(fields, "trace_children")
            evaluator_logs = _pop_logs(fields, "evaluator_logs")
            above = _pop_parent(fields) if "parent" in fields else []
            log_id = self._add_log(fields, together)
            if log_id != root_log_id:
                self._add_nested(root_log_id, log_id, parent_id, what, together)
            waiting += [(child, log_id, what) for child in reversed(children)]
            waiting += [(log, log_id, "judged") for log in above]
            yield log_id, evaluator_logs

    def _add_nested(
        self, root: str, log_id: str, parent: str | None, relation: str, together: Together
    ) -> None:
        if self._is_new(NESTED_LOGS.name, f"{root}/{log_id}"):
            together.add(
                NESTED_LOGS,
                {},
                root_log_id=root,
                log_id=log_id,
                parent_log_id=parent,
                relation=relation,
            )

    def _add_log(self, fields: wire.Fields, together: Together) -> str:
        kind, version = pop_made_by(fields)
        version_id = None if version is None else self._resolve.version(version)
        log_id = demand_id(fields, LOGS, "log_id")
        if self._is_new(LOGS.name, log_id):
            together.add(
                LOGS,
                fields,
                _complete,
                type=kind,
                version_id=version_id,
            )
        return log_id

    def _add_judgments(
        self, run_id: str, log_id: str, evaluator_logs: list[wire.Fields], together: Together
    ) -> None:
        """Each once: they stand at the record and may stand inside the log again."""
        seen: set[str] = set()
        for fields in evaluator_logs:
            judgment_id = demand_id(fields, JUDGMENTS, "judgment_log_id")
            if judgment_id in seen:
                continue
            seen.add(judgment_id)
            if not self._is_new(JUDGMENTS.name, f"{run_id}/{judgment_id}"):
                note = Note(NoteKind.DUPLICATE, JUDGMENTS.name, "", judgment_id)
                together.notes.append(note)
                continue
            _drop_repeated(fields, log_id)
            add_judgment(
                fields,
                of=(self._evaluation_id, run_id, log_id),
                resolve=self._resolve,
                return_types=self._return_types,
                together=together,
            )


def datapoint_rows(raw: msgspec.Raw, is_new: IsNew, together: Together) -> str:
    """A datapoint.

    Raises:
        RecordUnusable: It has no id.
    """
    fields = wire.read_object(raw)
    datapoint_id = demand_id(fields, DATAPOINTS, "datapoint_id")
    if is_new(DATAPOINTS.name, datapoint_id):
        together.add(DATAPOINTS, fields)
    return datapoint_id


def _complete(columns: Columns, together: Together) -> None:
    """Work out of logs what no field of theirs says."""
    columns.given["duration_seconds"] = list(
        map(_duration, columns.values("started_at"), columns.values("ended_at"))
    )
    for kind, log_id in zip(columns.given["type"], columns.values("log_id"), strict=True):
        if kind is None:
            together.notes.append(Note(NoteKind.MISSING, LOGS.name, "type", log_id))


def _duration(started_at: datetime | None, ended_at: datetime | None) -> float | None:
    """Seconds that a call took: engines have no common way to count them between two times."""
    if started_at is None or ended_at is None:
        return None
    return (ended_at - started_at).total_seconds()


def _pop_logs(fields: wire.Fields, name: str) -> list[wire.Fields]:
    """Take the logs inside a log out; most have none, and say so."""
    if name not in fields:
        return []
    if fields[name] == _NO_LOGS:
        del fields[name]
        return []
    return pop_objects(fields, name)


def _pop_parent(fields: wire.Fields) -> list[wire.Fields]:
    """The log that an evaluator's log was about, where it is sent along."""
    drop_null(fields, "parent")
    if not is_object(fields.get("parent")):
        return []
    return [wire.read_object(fields.pop("parent"))]


def _drop_repeated(fields: wire.Fields, log_id: str) -> None:
    """Forget what says nothing: empty lists, and the judged log sent once more."""
    for name in ("trace_children", "evaluator_logs"):
        if name in fields and bytes(fields[name]) in {b"[]", b"null"}:
            del fields[name]
    parent = fields.get("parent")
    if parent is None:
        return
    if is_null(parent) or (is_object(parent) and read_id(wire.read_object(parent)) == log_id):
        del fields["parent"]

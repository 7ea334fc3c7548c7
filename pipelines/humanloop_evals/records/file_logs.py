"""The own logs of a file as rows: what was logged in evaluations and outside of them."""

from collections.abc import Callable

import msgspec
import orjson

from humanloop_evals import wire
from humanloop_evals.records.log_fields import demand_id
from humanloop_evals.records.logs import IsNew, LogRows
from humanloop_evals.records.resolve import Resolve
from humanloop_evals.records.shape import is_null
from humanloop_evals.records.together import Together
from humanloop_evals.tables import FILE_LOGS, LOGS

# Most logs of a file have been read with its evaluations, and hold nothing more.
_HOLDING_LOGS = ("trace_children", "evaluator_logs", "parent")
_NOTHING = {b"[]", b"null"}


class FileLogRows:
    """Turns the own logs of one file into rows.

    What evaluators that watch the file have said belongs to no run, and so to no row of
    `judgments`: their logs are logs like the others, with the judgment and the log it is about.

    Args:
        file_id: The file.
        resolve: See `Resolve`.
        is_new: See `IsNew`.
        is_loaded: Whether a log was loaded with what was read before.
    """

    def __init__(
        self, file_id: str, resolve: Resolve, *, is_new: IsNew, is_loaded: Callable[[str], bool]
    ) -> None:
        self._file_id = file_id
        self._is_loaded = is_loaded
        self._rows = LogRows("", resolve, is_new=is_new, return_types={})

    def add(self, text: wire.Text, together: Together) -> str:
        """Add a log, the logs of its trace, and those of evaluators.

        Returns:
            The log's id.

        Raises:
            JsonError: It is not one object.
            RecordUnusable: Something in it has no usable id.
        """
        fields = wire.read_object(text)
        log_id = demand_id(fields, LOGS, "log_id")
        together.add(FILE_LOGS, {}, file_id=self._file_id, log_id=log_id)
        if self._is_loaded(log_id) and not _holds_logs(fields):
            return log_id
        waiting: list[tuple[wire.Fields, str | None, str]] = [(fields, None, "step")]
        while waiting:
            log, parent_id, relation = waiting.pop()
            for judged_id, evaluator_logs in self._rows.logs(
                log, log_id, together, parent_log_id=parent_id, relation=relation
            ):
                for evaluator_log in evaluator_logs:
                    if is_null(evaluator_log.get("parent_id")):
                        evaluator_log["parent_id"] = msgspec.Raw(orjson.dumps(judged_id))
                waiting += [(said, judged_id, "evaluator") for said in reversed(evaluator_logs)]
        return log_id


def _holds_logs(fields: wire.Fields) -> bool:
    return any(bytes(fields.get(name, b"null")) not in _NOTHING for name in _HOLDING_LOGS)

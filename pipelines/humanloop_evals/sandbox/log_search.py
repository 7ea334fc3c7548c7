"""The filters of GET /logs."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, TypeVar

from humanloop_evals.sandbox.query import Args, flags, invalid, whole

Json = dict[str, Any]
Test = Callable[[Json], bool]
Record = TypeVar("Record")

KINDS = ("prompt", "tool", "evaluator", "flow", "agent")
# What a text is looked for in.
_SEARCHED = ("inputs", "messages", "output", "output_message", "error")
_NEVER = datetime.min.replace(tzinfo=UTC)


def read_tests(args: Args) -> list[Test]:
    """Return what a log must pass; none if every log is asked for."""
    tests: list[Test] = []
    if (version_id := args.get("version_id")) is not None:
        tests.append(lambda log: version_id_of(log) == version_id)
    if ids := args.getlist("id"):
        tests.append(lambda log: any(part in log["id"] for part in ids))
    if (wanted := args.get("search")) is not None:
        tests.append(lambda log: _is_in(wanted, [log.get(name) for name in _SEARCHED]))
    if (metadata := args.get("metadata_search")) is not None:
        tests.append(lambda log: _is_in(metadata, log.get("metadata")))
    if (start := _moment(args, "start_date")) is not None:
        tests.append(lambda log: _created_at(log) >= start)
    if (end := _moment(args, "end_date")) is not None:
        tests.append(lambda log: _created_at(log) <= end)
    if places := flags(args, "in_trace_filter"):
        tests.append(lambda log: (log.get("trace_parent_id") is not None) in places)
    return tests


def sampled(args: Args, records: Sequence[Record], id_of: Callable[[Record], str]) -> list[Record]:
    """Return as many records as the parameter `sample` says, the same ones each time."""
    if args.get("sample") is None:
        return list(records)
    count = whole(args, "sample", 0, at_least=0)
    drawn = sorted(records, key=lambda record: blake2b(id_of(record).encode()).digest())[:count]
    kept = {id_of(record) for record in drawn}
    return [record for record in records if id_of(record) in kept]


def shown(log: Json, *, with_children: bool) -> Json:
    """Return a log as it is listed: without the steps inside it unless they are asked for."""
    return log if with_children or not log.get("trace_children") else {**log, "trace_children": []}


def version_id_of(log: Mapping[str, Any]) -> str | None:
    """Return the version that made a log."""
    made_by = [log[kind] for kind in KINDS if isinstance(log.get(kind), dict)]
    return made_by[0].get("version_id") if made_by else None


def passes(log: Json, tests: Iterable[Test]) -> bool:
    """Tell whether a log passes every test."""
    return all(test(log) for test in tests)


def _is_in(wanted: str, value: Any) -> bool:
    return wanted.casefold() in json.dumps(value, ensure_ascii=False).casefold()


def _created_at(log: Json) -> datetime:
    text = log.get("created_at")
    return _NEVER if text is None else _utc(datetime.fromisoformat(text))


def _moment(args: Args, name: str) -> datetime | None:
    text = args.get(name)
    if text is None:
        return None
    try:
        return _utc(datetime.fromisoformat(text))
    except ValueError:
        invalid(name, "Input should be a valid datetime or date", "datetime_from_date_parsing")


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment

"""What an evaluator said about a log, in a column of its type."""

from typing import NamedTuple

import msgspec

from humanloop_evals import wire
from humanloop_evals.records.log_fields import pop_made_by
from humanloop_evals.records.resolve import Resolve
from humanloop_evals.records.rows import Note, NoteKind
from humanloop_evals.records.together import Together
from humanloop_evals.tables import JUDGMENT_OPTIONS, JUDGMENTS
from humanloop_evals.values import read_boolean, read_number

_NULL = msgspec.Raw(b"null")
_NOTHING = (_NULL, msgspec.Raw(b'""'))
_STRING = ord('"')
_LIST = ord("[")
_OBJECT = ord("{")
_TRUE_OR_FALSE = b"tf"
# What an evaluator can declare, and of which types the value then is.
_ALLOWED = {
    "boolean": "boolean",
    "number": "number",
    "select": "text",
    "text": "text",
    "multi_select": "multi_select",
}


class Judged(NamedTuple):
    """A judgment as far as it is counted.

    Attributes:
        log_id: The log that was judged.
        outcome: judged, null or error.
        is_true: What it says, if it is a boolean.
    """

    log_id: str
    evaluator_version_id: str | None
    outcome: str
    is_true: bool | None


class _Value(NamedTuple):
    """A judgment in the columns of its type."""

    type: str | None
    boolean: bool | None = None
    number: object = None
    text: str | None = None
    options: tuple[str, ...] = ()


def judgment_rows(
    fields: wire.Fields,
    judgment_log_id: str,
    *,
    of: tuple[str, str, str],
    resolve: Resolve,
    return_types: dict[str, str | None],
    together: Together,
) -> Judged:
    """One evaluator log.

    Args:
        fields: The log.
        judgment_log_id: Its id.
        of: The evaluation, the run and the log that is judged.
        resolve: See `Resolve`.
        return_types: What evaluator versions declare, as far as it was read; added to.
        together: Where to.
    """
    evaluation_id, run_id, log_id = of
    _, evaluator = pop_made_by(fields)
    version_id = declared = None
    if evaluator is not None:
        version_id = resolve.version(evaluator)
        declared = _declared(version_id, evaluator, return_types)
    raw = fields.get("judgment")
    if raw is None or raw == _NULL:
        value, outcome = _Value(declared), _outcome(fields.get("error"))
    else:
        value, outcome = _value(raw, declared), "judged"
    together.add(
        JUDGMENTS,
        fields,
        evaluation_id=evaluation_id,
        run_id=run_id,
        log_id=log_id,
        evaluator_version_id=version_id,
        outcome=outcome,
        judgment_type=value.type,
        judgment_boolean=value.boolean,
        judgment_number=value.number if isinstance(value.number, float) else None,
        judgment_text=value.text,
    )
    for option in value.options:
        together.add(
            JUDGMENT_OPTIONS,
            {},
            evaluation_id=evaluation_id,
            run_id=run_id,
            judgment_log_id=judgment_log_id,
            option_name=option,
        )
    _note(together.notes, judgment_log_id, value, declared)
    return Judged(log_id, version_id, outcome, value.boolean)


def _outcome(error: msgspec.Raw | None) -> str:
    """Why a judgment is not there; one that is there counts, even beside an error."""
    return "null" if error is None or error in _NOTHING else "error"


def _value(raw: msgspec.Raw, declared: str | None) -> _Value:
    first = wire.first_byte(raw)
    if first in _TRUE_OR_FALSE:
        return _Value("boolean", boolean=read_boolean(raw))
    if first == _STRING:
        text = wire.read_string(raw)
        if declared == "select":
            return _Value("select", text=text, options=(text,))
        return _Value("text", text=text)
    if first == _LIST:
        items = wire.read_list(raw)
        if all(wire.first_byte(item) == _STRING for item in items):
            return _Value("multi_select", options=tuple(map(wire.read_string, items)))
    if first in {_LIST, _OBJECT}:
        return _Value("json")
    return _Value("number", number=read_number(raw))


def _note(notes: list[Note], judgment_log_id: str, value: _Value, declared: str | None) -> None:
    """Count a value of another type than declared, and one that its column can't hold."""
    found = "text" if value.type == "select" else value.type
    if declared in _ALLOWED and value.type != declared and found != _ALLOWED[declared]:
        notes.append(Note(NoteKind.JUDGMENT_TYPE, JUDGMENTS.name, "judgment", judgment_log_id))
    if value.type == "number" and value.number is not None and not isinstance(value.number, float):
        notes.append(Note(NoteKind.MISFIT, JUDGMENTS.name, "judgment", judgment_log_id))


def _declared(
    version_id: str, evaluator: msgspec.Raw, return_types: dict[str, str | None]
) -> str | None:
    """What an evaluator version declares; it is part of the version and never changes."""
    if return_types.get(version_id) is None:
        return_types[version_id] = _return_type(evaluator)
    return return_types[version_id]


def _return_type(evaluator: msgspec.Raw) -> str | None:
    try:
        spec = wire.read_object(wire.read_object(evaluator)["spec"])
        return wire.read_string(spec["return_type"])
    except (KeyError, wire.JsonError):
        # Said where the version itself is turned into rows.
        return None

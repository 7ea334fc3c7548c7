"""What an evaluator said about a log, in a column of its type."""

from typing import NamedTuple

import msgspec

from humanloop_evals import wire
from humanloop_evals.records.columns import Columns
from humanloop_evals.records.log_fields import pop_made_by
from humanloop_evals.records.resolve import Resolve
from humanloop_evals.records.rows import Note, NoteKind
from humanloop_evals.records.together import Together
from humanloop_evals.tables import JUDGMENT_OPTIONS, JUDGMENTS
from humanloop_evals.values import read_boolean, read_number

_NO_JUDGMENT = b"null"
_NULL = msgspec.Raw(_NO_JUDGMENT)
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


class _Value(NamedTuple):
    """A judgment in the columns of its type.

    Attributes:
        notes: What is odd about it: of another type than declared, or more than its column holds.
    """

    type: str | None
    boolean: bool | None = None
    number: float | None = None
    text: str | None = None
    options: tuple[str, ...] = ()
    notes: tuple[NoteKind, ...] = ()


def add_judgment(
    fields: wire.Fields,
    *,
    of: tuple[str, str, str],
    resolve: Resolve,
    return_types: dict[str, str | None],
    together: Together,
) -> None:
    """Add one evaluator log.

    Args:
        fields: The log.
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
    together.add(
        JUDGMENTS,
        fields,
        _complete,
        evaluation_id=evaluation_id,
        run_id=run_id,
        log_id=log_id,
        evaluator_version_id=version_id,
        declared=declared,
    )


def _complete(columns: Columns, together: Together) -> None:
    """Put judgments into columns of their types."""
    nothing = [_NULL] * len(columns)
    said = list(
        zip(
            map(bytes, columns.raws.get("judgment", nothing)),
            columns.given.pop("declared"),
            strict=True,
        )
    )
    # They repeat: there are two booleans and few options, and most numbers are rounded.
    values = {one: _value(*one) for one in set(said)}
    found = [values[one] for one in said]
    columns.given |= {
        "outcome": [
            _outcome(error) if judgment == _NO_JUDGMENT else "judged"
            for (judgment, _), error in zip(said, columns.raws.get("error", nothing), strict=True)
        ],
        "judgment_type": [value.type for value in found],
        "judgment_boolean": [value.boolean for value in found],
        "judgment_number": [value.number for value in found],
        "judgment_text": [value.text for value in found],
    }
    for place, value in enumerate(found):
        if value.options:
            _add_options(columns, place, value.options, together)
        for kind in value.notes:
            record_id = columns.values("judgment_log_id")[place]
            together.notes.append(Note(kind, JUDGMENTS.name, "judgment", record_id))


def _add_options(
    columns: Columns, place: int, options: tuple[str, ...], together: Together
) -> None:
    for option in options:
        together.add(
            JUDGMENT_OPTIONS,
            {},
            evaluation_id=columns.given["evaluation_id"][place],
            run_id=columns.given["run_id"][place],
            judgment_log_id=columns.values("judgment_log_id")[place],
            option_name=option,
        )


def _outcome(error: msgspec.Raw) -> str:
    """Why a judgment is not there; one that is there counts, even beside an error."""
    return "null" if error in _NOTHING else "error"


def _value(judgment: bytes, declared: str | None) -> _Value:
    if judgment == _NO_JUDGMENT:
        return _Value(declared)
    value = _by_its_own_type(judgment, declared)
    found = "text" if value.type == "select" else value.type
    if declared in _ALLOWED and value.type != declared and found != _ALLOWED[declared]:
        return value._replace(notes=(NoteKind.JUDGMENT_TYPE, *value.notes))
    return value


def _by_its_own_type(judgment: bytes, declared: str | None) -> _Value:
    first = judgment[0]
    if first in _TRUE_OR_FALSE:
        return _Value("boolean", boolean=read_boolean(judgment))
    if first == _STRING:
        text = wire.read_string(judgment)
        options = (text,) if declared == "select" else ()
        return _Value("select" if options else "text", text=text, options=options)
    if first == _LIST:
        items = wire.read_list(judgment)
        if all(wire.first_byte(item) == _STRING for item in items):
            return _Value("multi_select", options=tuple(map(wire.read_string, items)))
    if first in {_LIST, _OBJECT}:
        return _Value("json")
    number = read_number(judgment)
    if isinstance(number, float):
        return _Value("number", number=number)
    return _Value("number", notes=(NoteKind.MISFIT,))


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

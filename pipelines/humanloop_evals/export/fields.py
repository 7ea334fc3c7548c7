"""The few fields that an export has to look into; everything else is copied unread."""

import contextlib
from collections.abc import Iterator

from humanloop_evals import wire
from humanloop_evals.errors import RecordUnusable
from humanloop_evals.reader import Document
from humanloop_evals.values import read_integer

_OBJECT = ord("{")


@contextlib.contextmanager
def looking_at(document: Document) -> Iterator[wire.Fields]:
    """The fields of an object; what is wrong with them is told with the place.

    Raises:
        RecordUnusable: The block, or this, met JSON that can't be read.
    """
    try:
        yield wire.read_object(wire.without_lone_surrogates(document.text))
    except wire.JsonError as error:
        raise RecordUnusable(f"{document.where}: {error}") from error


def text_of(fields: wire.Fields, name: str) -> str | None:
    """A text; None where there is none, or something else."""
    try:
        return wire.read_string(fields[name])
    except (KeyError, wire.JsonError):
        return None


def count_of(fields: wire.Fields, name: str) -> int | None:
    """A whole number; None where there is none, or something else."""
    value = read_integer(fields[name]) if name in fields else None
    return value if isinstance(value, int) else None


def object_of(fields: wire.Fields, name: str) -> wire.Fields:
    """The fields of an object inside; none where there is none."""
    raw = fields.get(name)
    return wire.read_object(raw) if raw is not None and wire.first_byte(raw) == _OBJECT else {}


def objects_of(fields: wire.Fields, name: str) -> list[wire.Fields]:
    """The fields of each object in a list; none where there is no list.

    Raises:
        JsonError: Something in the list is no object.
    """
    raw = fields.get(name)
    if raw is None or bytes(raw) == b"null":
        return []
    return [wire.read_object(item) for item in wire.read_list(raw)]

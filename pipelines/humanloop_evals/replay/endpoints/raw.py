"""Answers made of JSON as it was served: not a digit of it is written anew."""

import json
from collections.abc import Iterable

import orjson

from humanloop_evals import wire
from humanloop_evals.errors import RecordUnusable
from humanloop_evals.export_tree import as_served


def verbatim(text: bytes) -> orjson.Fragment:
    """A JSON text as a part of an answer."""
    return orjson.Fragment(text)


def as_lines(lines: Iterable[bytes]) -> list[orjson.Fragment]:
    """Lines of an export as parts of an answer.

    Raises:
        RecordUnusable: One of them is no UTF-8.
    """
    try:
        return [orjson.Fragment(as_served(line)) for line in lines]
    except wire.JsonError as error:
        raise RecordUnusable(f"a record can't be answered: {error}") from error


def with_field(text: bytes, name: str, value: bytes) -> bytes:
    """A JSON object with another value of one field, and the others as they are.

    Raises:
        RecordUnusable: It has a field twice.
    """
    try:
        fields = {key: bytes(raw) for key, raw in wire.read_object(text).items()} | {name: value}
    except wire.JsonError as error:
        raise RecordUnusable(f"a record can't be answered: {error}") from error
    return b"{%b}" % b",".join(
        b"%b:%b" % (json.dumps(key).encode(), raw) for key, raw in fields.items()
    )

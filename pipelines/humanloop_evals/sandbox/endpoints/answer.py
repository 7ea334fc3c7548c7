"""Answers: bodies as compact JSON, and the 404 for an id nobody has."""

from collections.abc import Iterable
from typing import Any

import orjson
from flask import Response

from humanloop_evals.sandbox.query import ApiError

Json = dict[str, Any]


def answer(body: Json | list[Json], status: int = 200) -> Response:
    """Return a body as the API writes it, byte for byte what Python's json would write."""
    text = orjson.dumps(body, default=_as_python_writes_it)
    return Response(text, status=status, mimetype="application/json")


def find(records: Iterable[Json], noun: str, wanted: str) -> Json:
    """Return the record with an id."""
    for record in records:
        if record["id"] == wanted:
            return record
    raise missing(noun, wanted)


def missing(noun: str, wanted: str) -> ApiError:
    """Return the refusal for something that is not there."""
    detail = {
        "loc": [noun.lower(), "id"],
        "msg": f"{noun} not found",
        "description": f"There is no {noun} with the id {wanted}.",
        "type": "not_found",
    }
    return ApiError(404, detail)


def _as_python_writes_it(value: object) -> orjson.Fragment:
    """Write a number that orjson leaves to us because it is of a type of its own."""
    if isinstance(value, float):
        return orjson.Fragment(float.__repr__(value))
    raise TypeError(type(value).__name__)

"""Copies of a version that differ in nothing but counters, at whatever depth these stand.

The API repeats a version in every run, and its counters move on while the runs are read. Such a
copy is recognised by its outline, which is its text without the counters, and never decoded.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from humanloop_evals import wire
from humanloop_evals.extract.body import Body, Copy, Place, Rank, since_1970
from humanloop_evals.records import DRIFTING, Counters, drifting_fields
from humanloop_evals.tables import DATASETS, VERSIONS

# A key behind a brace or comma, with a whole number or a moment as they mostly are written. In
# valid JSON that can't stand inside a string, where a quote has a backslash before it. Beginning
# with the quote makes the search three times as fast as beginning with what stands before it,
# which is looked at last.
_NAMES = "|".join(f'{name}(?<=[{{,]"{name})' for name in DRIFTING)
_COUNTER = re.compile(
    rb'"(%b)":(0|[1-9]\d{0,17}|"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z?")(?=[,}])'
    % _NAMES.encode()
)
# Raw has a length in bytes, which its type hints do not say.
_LENGTH: Callable[[Any], int] = len
_TABLES = {VERSIONS.name, DATASETS.name}
# What `split` with two groups gives for one counter.
_STRIDE = 3

# Python's hash, of 64 bits, and the length: of ten thousand texts of one length, two have the same
# once in 10**11 nights.
Outline = tuple[int, int]


def outline(text: bytes) -> tuple[Outline, tuple[bytes, ...]]:
    """All of an object but its counters, and these in their order."""
    pieces = _COUNTER.split(text)
    values = tuple(pieces[2::_STRIDE])
    del pieces[2::_STRIDE]
    # JSON has no NUL: where one piece ends is certain.
    shape = b"\0".join(pieces)
    return (hash(shape), len(shape)), values


def find_places(body: Body, nested: Mapping[Body, bytes]) -> tuple[Place | None, ...]:
    """Where each counter of a decoded body belongs.

    Args:
        body: With its text and parts.
        nested: What is nested directly in it, with the texts, in the order of its parts.
    """
    starts = [counter.start(2) for counter in _COUNTER.finditer(body.text)]
    if not starts or body.place[0] not in _TABLES:
        return ()
    places: dict[int, Place] = {}
    first_part = 0
    for inner, text in nested.items():
        at = body.text.find(text)
        # One that stands there twice may drift apart.
        if inner.places and body.text.find(text, at + 1) < 0:
            for number, place in enumerate(inner.places, start=bisect_left(starts, at)):
                if place is not None:
                    places[starts[number]] = Place(first_part + place.part, place.field)
        first_part += len(inner.parts)
    places |= {start: Place(first_part, field) for field, start in _own_counters(body)}
    return tuple(places.get(start) for start in starts)


def take_over(body: Body, model: Body) -> bool:
    """Make of a body what its model became, with other counters.

    Returns:
        Whether it could be done; otherwise the whole text has to be looked at.
    """
    changed: dict[int, dict[str, bytes]] = {}
    for place, value, other in zip(model.places, body.values, model.values, strict=True):
        if value != other:
            if place is None:
                return False
            changed.setdefault(place.part, {})[place.field] = value
    parts = list(model.parts)
    for number, counters in changed.items():
        part = parts[number]
        assert part.copy is not None
        rank = _moved(part.rank, counters)
        if rank is None:
            return False
        known = part.copy
        copy = Copy(rank, known.size, known.decoded, {**known.counters, **counters})
        parts[number] = Body(part.place, rank, body.where, b"", copy)
    body.copy = parts[-1].copy
    body.rank = parts[-1].rank
    body.places = model.places
    body.parts = tuple(parts)
    return True


def _own_counters(body: Body) -> Iterator[tuple[str, int]]:
    """The body's own counters that have a value in its row, and where in the text these stand."""
    assert body.copy is not None
    loaded = drifting_fields(body.copy.decoded)
    starts: dict[str, int] = {}
    place = 1
    for name, raw in wire.read_object(body.text).items():
        starts[name] = place + len(name) + 3
        place = starts[name] + _LENGTH(raw) + 1
    # Otherwise there is white space somewhere, and no place is certain.
    if place == len(body.text):
        yield from ((name, starts[name]) for name in loaded if name in starts)


def _moved(rank: Rank, counters: Counters) -> Rank | None:
    """How new a copy with these counters is; None where one is no moment."""
    updated_at, last_used_at = rank
    try:
        if "updated_at" in counters:
            updated_at = _moment(counters["updated_at"])
        if "last_used_at" in counters:
            last_used_at = _moment(counters["last_used_at"])
    except ValueError:
        return None
    return updated_at, last_used_at


def _moment(raw: bytes) -> int:
    """A counter as ranks count moments: what `read_timestamp` reads, in a third of the time.

    Raises:
        ValueError: It is a number, or a day or an hour that there is not.
    """
    # An integer would be read as a day without hyphens.
    if not raw.startswith(b'"'):
        raise ValueError(raw)
    moment = datetime.fromisoformat(raw[1:-1].decode())
    return since_1970(moment if moment.tzinfo else moment.replace(tzinfo=UTC))

"""The objects that one evaluation brings: each is met, resolved to its key, and decoded later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import msgspec
import orjson

from humanloop_evals import wire
from humanloop_evals.errors import RecordUnusable
from humanloop_evals.records import (
    DRIFTING,
    Rows,
    drifted_rows,
    environment_rows,
    user_rows,
    version_rows,
)
from humanloop_evals.records.shape import file_type
from humanloop_evals.tables import DATASETS, ENVIRONMENTS, USERS, VERSIONS
from humanloop_evals.values import read_timestamp

# When it changed, then when it was used, in microseconds since 1970; equal: the one read last.
Rank = tuple[int, int]

_NEVER = -(2**63)
UNRANKED: Rank = (_NEVER, _NEVER)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def rank(updated_at: int | None, last_used_at: int | None) -> Rank:
    """How new a copy is; an unknown moment is older than any other."""
    return (
        _NEVER if updated_at is None else updated_at,
        _NEVER if last_used_at is None else last_used_at,
    )


def microseconds(moment: datetime | None) -> int | None:
    """A moment as ranks count it, since 1970."""
    return None if moment is None else (moment - _EPOCH) // _MICROSECOND


@dataclass(frozen=True, slots=True)
class Copy:
    """What one text of an object becomes.

    Attributes:
        rank: How new it is.
        rows: Its rows.
        size: Bytes of the text.
    """

    rank: Rank
    rows: Rows
    size: int


@dataclass(slots=True, eq=False)
class Body:
    """One distinct text of an object.

    Attributes:
        place: Its table and key.
        rank: How new it is.
        where: Where it was met first, for errors.
        text: Empty once it is decoded.
        copy: What it becomes, once decoded.
        like: Another body that differs in nothing but counters, and these as they are here.
        parts: Every body nested in it, however deep, in the order read, and itself as the last:
            its text ends behind theirs.
    """

    place: tuple[str, str]
    rank: Rank
    where: str
    text: bytes
    copy: Copy | None = None
    like: "tuple[Body, wire.Fields] | None" = None
    parts: tuple["Body", ...] = ()


class Stage:
    """The objects of one evaluation, resolved to their keys (see `records.Resolve`).

    Attributes:
        where: Where what is being read came from, for errors.
        bodies: The bodies that no evaluation before has brought, by their text.
        shapes: Those of versions, by all of it but the counters.
    """

    def __init__(self, accepted: Mapping[bytes, Body], shapes: Mapping[bytes, Body]) -> None:
        self.where = ""
        self.bodies: dict[bytes, Body] = {}
        self.shapes: dict[bytes, Body] = {}
        self._accepted = accepted
        self._accepted_shapes = shapes
        # In the order in which they were met last; that decides between copies equally new.
        self._met: dict[Body, None] = {}

    def version(self, raw: msgspec.Raw) -> str:
        """See `Resolve`."""
        text = bytes(raw)
        return self._meet(self._seen(text) or self._new_version(text))

    def user(self, raw: msgspec.Raw) -> str | None:
        """See `Resolve`."""
        text = bytes(raw)
        body = self._seen(text)
        if body is None:
            key = _text(wire.read_object(raw), "id")
            if key is None:
                return None
            body = self._new(USERS.name, key, UNRANKED, text)
        return self._meet(body)

    def environment(self, raw: msgspec.Raw) -> str:
        """See `Resolve`."""
        text = bytes(raw)
        body = self._seen(text)
        if body is None:
            key = _text(wire.read_object(raw), "id")
            if key is None:
                raise RecordUnusable("an environment has no usable id")
            body = self._new(ENVIRONMENTS.name, key, UNRANKED, text)
        return self._meet(body)

    def decoded(self) -> list[Body]:
        """Everything met, decoded, with all that is nested in it, in the order read.

        A stack of our own instead of recursion: versions nest versions, as deep as a sender likes.

        Raises:
            RecordUnusable: Something in it can't be loaded.
        """
        met = list(self._met)
        nested: dict[Body, list[Body]] = {}
        waiting = met.copy()
        while waiting:
            body = waiting[-1]
            if body.copy is None and body.like is not None:
                waiting += self._drift(body, *body.like)
                continue
            if body.copy is None:
                nested[body] = self._decode(body)
                waiting += nested[body]
                continue
            waiting.pop()
            if body in nested:
                inner = nested.pop(body)
                body.parts = (*[part for other in inner for part in other.parts], body)
        return met

    def _drift(self, body: Body, other: Body, fields: wire.Fields) -> list[Body]:
        """Take over what a body like this one became.

        Returns:
            What has to be decoded before.
        """
        if other.copy is None or not other.parts:
            return [other]
        rows = drifted_rows(other.copy.rows, fields)
        body.like = None
        if rows is not None:
            body.copy = Copy(body.rank, rows, len(body.text))
            body.parts = (*other.parts[:-1], body)
            body.text = b""
        return []

    def _decode(self, body: Body) -> list[Body]:
        """Turn a body into its rows.

        Returns:
            What is nested directly in it.
        """
        table, key = body.place
        raw = msgspec.Raw(body.text)
        self.where = body.where
        self._met = {}
        try:
            if table == USERS.name:
                rows = user_rows(raw)
            elif table == ENVIRONMENTS.name:
                rows = environment_rows(raw)
            else:
                rows = version_rows(raw, self)
        except (wire.JsonError, RecordUnusable) as error:
            raise RecordUnusable(f"{body.where}: in {table} {key}: {error}") from error
        body.copy = Copy(body.rank, rows, len(body.text))
        body.text = b""
        return list(self._met)

    def _seen(self, text: bytes) -> Body | None:
        return self.bodies.get(text) or self._accepted.get(text)

    def _new_version(self, text: bytes) -> Body:
        fields = wire.read_object(text)
        key = _text(fields, "version_id")
        if key is None:
            file_id = _text(fields, "id")
            beside = f" (file {file_id})" if file_id else ""
            raise RecordUnusable(f"a version has no usable version_id{beside}")
        table = DATASETS if file_type(fields) == "dataset" else VERSIONS
        newness = rank(_moment(fields, "updated_at"), _moment(fields, "last_used_at"))
        body = self._new(table.name, key, newness, text)
        shape = _shape(fields)
        other = self.shapes.get(shape) or self._accepted_shapes.get(shape)
        if other is None:
            self.shapes[shape] = body
        else:
            body.like = (other, {name: fields[name] for name in DRIFTING if name in fields})
        return body

    def _new(self, table: str, key: str, rank: Rank, text: bytes) -> Body:
        body = Body((table, key), rank, self.where, text)
        self.bodies[text] = body
        return body

    def _meet(self, body: Body) -> str:
        self._met.pop(body, None)
        self._met[body] = None
        return body.place[1]


def _shape(fields: wire.Fields) -> bytes:
    """What tells a version from all that differ in more than `DRIFTING`: a digest of the rest."""
    rest = [raw for name, raw in fields.items() if name not in DRIFTING]
    # JSON has no NUL: where one part ends is certain.
    return blake2b(b"\0".join([orjson.dumps(list(fields)), *rest]), digest_size=16).digest()


def _text(fields: wire.Fields, name: str) -> str | None:
    try:
        return wire.read_string(fields[name])
    except (KeyError, wire.JsonError):
        return None


def _moment(fields: wire.Fields, name: str) -> int | None:
    value = read_timestamp(fields[name]) if name in fields else None
    return microseconds(value) if isinstance(value, datetime) else None

"""The objects that one evaluation brings: each is met, resolved to its key, and decoded later."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from humanloop_evals import wire
from humanloop_evals.errors import RecordUnusable
from humanloop_evals.extract.body import UNRANKED, Body, Copy, Rank, microseconds, rank
from humanloop_evals.extract.drift import Outline, find_places, outline, take_over
from humanloop_evals.records import environment_rows, user_rows, version_rows
from humanloop_evals.records.shape import file_type
from humanloop_evals.tables import DATASETS, ENVIRONMENTS, USERS, VERSIONS
from humanloop_evals.values import read_timestamp


class Stage:
    """The objects of one evaluation, resolved to their keys (see `records.Resolve`).

    Attributes:
        where: Where what is being read came from, for errors.
        bodies: The bodies that no evaluation before has brought, by their text.
        shapes: Those of versions, by all of it but the counters.
    """

    def __init__(self, accepted: Mapping[bytes, Body], shapes: Mapping[Outline, Body]) -> None:
        self.where = ""
        self.bodies: dict[bytes, Body] = {}
        self.shapes: dict[Outline, Body] = {}
        self._accepted = accepted
        self._accepted_shapes = shapes
        # In the order in which they were met last; that decides between copies equally new.
        self._met: dict[Body, bytes] = {}

    def version(self, raw: msgspec.Raw) -> str:
        """See `Resolve`."""
        text = bytes(raw)
        return self._meet(self._seen(text) or self._new_version(text), text)

    def user(self, raw: msgspec.Raw) -> str | None:
        """See `Resolve`."""
        text = bytes(raw)
        body = self._seen(text)
        if body is None:
            key = _text(wire.read_object(raw), "id")
            if key is None:
                return None
            body = self._new(USERS.name, key, UNRANKED, text)
        return self._meet(body, text)

    def environment(self, raw: msgspec.Raw) -> str:
        """See `Resolve`."""
        text = bytes(raw)
        body = self._seen(text)
        if body is None:
            key = _text(wire.read_object(raw), "id")
            if key is None:
                raise RecordUnusable("an environment has no usable id")
            body = self._new(ENVIRONMENTS.name, key, UNRANKED, text)
        return self._meet(body, text)

    def decoded(self) -> list[Body]:
        """Everything met, decoded, with all that is nested in it, in the order read.

        A stack of our own instead of recursion: versions nest versions, as deep as a sender likes.

        Raises:
            RecordUnusable: Something in it can't be loaded.
        """
        met = list(self._met)
        nested: dict[Body, dict[Body, bytes]] = {}
        waiting = met.copy()
        while waiting:
            body = waiting[-1]
            if body.copy is None and body.like is not None:
                waiting += self._take_over(body, body.like)
                continue
            if body.copy is None:
                nested[body] = self._decode(body)
                waiting += nested[body]
                continue
            waiting.pop()
            if body in nested:
                inner = nested.pop(body)
                body.parts = (*[part for other in inner for part in other.parts], body)
                body.places = find_places(body, inner)
                body.text = b""
        return met

    def _take_over(self, body: Body, model: Body) -> list[Body]:
        """Make of a body what one like it became, where that can be done.

        Returns:
            What has to be decoded before.
        """
        if not model.parts:
            return [model]
        body.like = None
        if take_over(body, model):
            body.text = b""
        else:
            body.rank = _rank(wire.read_object(body.text))
        return []

    def _decode(self, body: Body) -> dict[Body, bytes]:
        """Turn a body into its rows.

        Returns:
            What is nested directly in it, with the texts.
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
        body.copy = Copy(body.rank, len(body.text), rows, {})
        return self._met

    def _seen(self, text: bytes) -> Body | None:
        return self.bodies.get(text) or self._accepted.get(text)

    def _new_version(self, text: bytes) -> Body:
        shape, values = outline(text)
        model = self.shapes.get(shape) or self._accepted_shapes.get(shape)
        if model is None:
            body = self.shapes[shape] = self._unlike_any(text)
        else:
            body = self._new(*model.place, UNRANKED, text)
            body.like = model
        body.values = values
        return body

    def _unlike_any(self, text: bytes) -> Body:
        fields = wire.read_object(text)
        key = _text(fields, "version_id")
        if key is None:
            file_id = _text(fields, "id")
            beside = f" (file {file_id})" if file_id else ""
            raise RecordUnusable(f"a version has no usable version_id{beside}")
        table = DATASETS if file_type(fields) == "dataset" else VERSIONS
        return self._new(table.name, key, _rank(fields), text)

    def _new(self, table: str, key: str, rank: Rank, text: bytes) -> Body:
        body = Body((table, key), rank, self.where, text)
        self.bodies[text] = body
        return body

    def _meet(self, body: Body, text: bytes) -> str:
        self._met.pop(body, None)
        self._met[body] = text
        return body.place[1]


def _text(fields: wire.Fields, name: str) -> str | None:
    try:
        return wire.read_string(fields[name])
    except (KeyError, wire.JsonError):
        return None


def _rank(fields: wire.Fields) -> Rank:
    return rank(_moment(fields, "updated_at"), _moment(fields, "last_used_at"))


def _moment(fields: wire.Fields, name: str) -> int | None:
    value = read_timestamp(fields[name]) if name in fields else None
    return microseconds(value) if isinstance(value, datetime) else None

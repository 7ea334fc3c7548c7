"""Objects inside objects that have a table of their own: each is left behind as its key."""

from typing import Protocol

import msgspec

from humanloop_evals import wire
from humanloop_evals.records.shape import drop_null, is_object


class Resolve(Protocol):
    """Sees to it that a nested object is loaded, and returns its key."""

    def version(self, raw: msgspec.Raw) -> str:
        """A whole file at a version, of any of the six types."""

    def user(self, raw: msgspec.Raw) -> str | None:
        """A user; None when it is nobody that could be told from others."""

    def environment(self, raw: msgspec.Raw) -> str:
        """An environment."""


def pop_version(fields: wire.Fields, name: str, resolve: Resolve) -> str | None:
    """The key of a nested version; anything that is no object stays where it is."""
    raw = _pop_object(fields, name)
    return None if raw is None else resolve.version(raw)


def pop_environment(fields: wire.Fields, name: str, resolve: Resolve) -> str | None:
    """The key of a nested environment; anything that is no object stays where it is."""
    raw = _pop_object(fields, name)
    return None if raw is None else resolve.environment(raw)


def pop_user(fields: wire.Fields, name: str, resolve: Resolve) -> str | None:
    """The key of a nested user; one without id stays where it is (the API types it as anything)."""
    raw = _pop_object(fields, name)
    if raw is None:
        return None
    user_id = resolve.user(raw)
    if user_id is None:
        fields[name] = raw
    return user_id


def _pop_object(fields: wire.Fields, name: str) -> msgspec.Raw | None:
    raw = fields.get(name)
    if raw is None:
        return None
    if is_object(raw):
        del fields[name]
        return raw
    drop_null(fields, name)
    return None

"""The shape of API objects: which variant a file is, and objects inside objects."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import msgspec

from humanloop_evals import wire

_PREFIXES = {
    "pr": "prompt",
    "tl": "tool",
    "ev": "evaluator",
    "fl": "flow",
    "ag": "agent",
    "ds": "dataset",
}
# Between the name of a field and that of a field inside it. No key can have it: wire refuses a
# lone surrogate, so a key that has a dot of its own stays apart.
_INSIDE = "\udc2e"
_OBJECT = ord("{")
_LIST = ord("[")
_STRING = ord('"')
_NULL = ord("n")
# No list of the API is that long; one that is stays text, so that it can't fill the memory.
_MOST_ITEMS = 100_000
# Raw has a length in bytes, which its type hints do not say.
_LENGTH: Callable[[Any], int] = len


def is_object(raw: wire.Text | None) -> bool:
    """Whether the value is a JSON object."""
    return raw is not None and wire.first_byte(raw) == _OBJECT


def is_list(raw: wire.Text | None) -> bool:
    """Whether the value is a JSON list."""
    return raw is not None and wire.first_byte(raw) == _LIST


def is_null(raw: wire.Text | None) -> bool:
    """Whether the value is absent or null, which the API uses alike."""
    return raw is None or wire.first_byte(raw) == _NULL


def pop_type(fields: wire.Fields) -> str | None:
    """Take out the `type` that an object names itself; anything but a name stays where it is."""
    try:
        declared = wire.read_string(fields["type"])
    except (KeyError, wire.JsonError):
        drop_null(fields, "type")
        return None
    if not declared:
        return None
    del fields["type"]
    return declared


def file_type(fields: wire.Fields) -> str:
    """What a file is: what it says, else what it looks like."""
    return pop_type({"type": fields["type"]} if "type" in fields else {}) or infer_type(fields)


def infer_type(fields: wire.Fields) -> str:
    """The type of a file that does not name it: by the prefix of its id, then by its fields.

    Order and reasons: `spec` is an evaluator's only, `max_iterations` an agent's only. An agent
    without it looks like a prompt and is taken for one.
    """
    try:
        by_prefix = _PREFIXES.get(wire.read_string(fields["id"]).partition("_")[0])
    except (KeyError, wire.JsonError):
        by_prefix = None
    if by_prefix is not None:
        return by_prefix
    for field, kind in (("spec", "evaluator"), ("max_iterations", "agent"), ("model", "prompt")):
        if field in fields:
            return kind
    if "datapoints_count" in fields:
        return "dataset"
    return "flow" if "attributes" in fields and "inputs" not in fields else "tool"


def path(dotted: str) -> str:
    """The name that a field inside another has after `flatten`."""
    return dotted.replace(".", _INSIDE)


def dotted(name: str) -> str:
    """A name as people read it."""
    return name.replace(_INSIDE, ".")


def flatten(fields: wire.Fields, name: str, *, into: Collection[str] = ()) -> None:
    """Replace an object field by its own fields; anything else stays.

    Args:
        fields: The object around it.
        name: The field.
        into: Its fields that take the place of ours of the same name, where we have none.
    """
    raw = fields.get(name)
    if raw is None or not is_object(raw):
        drop_null(fields, name)
        return
    del fields[name]
    for key, value in wire.read_object(raw).items():
        is_ours = key in into and is_null(fields.get(key))
        fields[key if is_ours else name + _INSIDE + key] = value


def drop_null(fields: wire.Fields, *names: str) -> None:
    """Forget fields that are null: nothing is lost with them."""
    for name in names:
        raw = fields.get(name)
        if raw is not None and is_null(raw):
            del fields[name]


def pop_raw_objects(fields: wire.Fields, name: str) -> list[msgspec.Raw]:
    """Take a list of objects out; a list with anything else in it stays where it is."""
    return _pop_items(fields, name, _OBJECT)


def pop_objects(fields: wire.Fields, name: str) -> list[wire.Fields]:
    """Like `pop_raw_objects`, each cut into its fields."""
    raw = _list_of(fields, name)
    objects = None if raw is None else wire.read_objects(raw)
    if objects is None:
        return []
    del fields[name]
    return objects


def pop_objects_of_each(objects: Sequence[wire.Fields], name: str) -> list[list[wire.Fields]]:
    """What `pop_objects` takes out of each of many objects."""
    raws = [fields[name] for fields in objects if name in fields]
    is_short = all(_LENGTH(raw) <= _MOST_ITEMS for raw in raws)
    lists = wire.read_lists_of_objects(raws) if is_short else None
    if lists is None:
        return [pop_objects(fields, name) for fields in objects]
    each = iter(lists)
    return [next(each) if fields.pop(name, None) is not None else [] for fields in objects]


def pop_strings(fields: wire.Fields, name: str) -> list[str]:
    """Take a list of texts out; a list with anything else in it stays where it is."""
    return [wire.read_string(item) for item in _pop_items(fields, name, _STRING)]


def _pop_items(fields: wire.Fields, name: str, first_byte: int) -> list[msgspec.Raw]:
    raw = _list_of(fields, name)
    items = [] if raw is None else wire.read_list(raw)
    if raw is None or not all(wire.first_byte(item) == first_byte for item in items):
        return []
    del fields[name]
    return items


def _list_of(fields: wire.Fields, name: str) -> msgspec.Raw | None:
    """A field that is a list of bearable length; forgotten where it is null."""
    raw = fields.get(name)
    if raw is None:
        return None
    if is_list(raw):
        return None if wire.is_longer(raw, _MOST_ITEMS) else raw
    drop_null(fields, name)
    return None

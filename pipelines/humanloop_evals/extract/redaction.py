"""Fields that never reach the disk: left out, or replaced by a salted hash."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from typing import Any

from humanloop_evals.errors import ConfigurationError
from humanloop_evals.extract.json_members import hide_members
from humanloop_evals.tables import EXTRA, SOURCE_TABLES, Column, Table, Type

Values = Sequence[Any]
Actions = Mapping[str, str]

_HASH = "hash"
# What the platform sent to the model and what it answered: the largest texts there are, and the
# ones most likely to hold what nobody wants in a table.
PROVIDER_PAYLOADS = ("provider_request", "provider_response")
_HASHABLE = {Type.TEXT, Type.JSON}
# Columns of what messages of a template become; messages of logs have fields of these names, too.
_TEMPLATE_PARTS = ("content", "content_parts", "tool_calls", "thinking")
# Fields that say the same once more.
_REPEATED = {
    "output": ("output_message",),
    "template": ("raw_file_content", *_TEMPLATE_PARTS),
}
_TYPED = ("judgment",)
# JSON that tells nothing, and has no hash in columns either.
_EMPTY = ("null", '""')


class Redaction:
    """What is done to the columns of every table before they become Arrow.

    Args:
        rules: Names of fields or columns, each with `:hash` behind it or not.
        salt: Makes hashes of one database useless for another, and guessing them expensive.

    Raises:
        ConfigurationError: A rule names nothing, or can't be followed.

    Attributes:
        rules: In order, each once.
        signature: The rules and, where there are hashes, which salt they have: four bytes that tell
            another salt, and far too little to find this one.
    """

    def __init__(self, rules: Iterable[str] = (), salt: str = "") -> None:
        self.rules = tuple(sorted(set(rules)))
        self._names = {name: action for rule in self.rules for name, action in _actions(rule)}
        named = {rule.partition(":")[0] for rule in self.rules}
        # What people and models write has no payloads, which are hidden unless asked for.
        self._inside = {
            name: action
            for name, action in self._names.items()
            if name not in PROVIDER_PAYLOADS and (name in named or name not in _TEMPLATE_PARTS)
        }
        self._salt = salt.encode()
        if _HASH in self._names.values() and not salt:
            raise ConfigurationError("redact: a rule with :hash needs a redact_salt")
        self.signature = self.rules
        if _HASH in self._names.values():
            mark = blake2b(b"", key=self._salt[:64], digest_size=4).hexdigest()
            self.signature += (f"salt {mark}",)
        self._places = {table.name: dict(self._of(table)) for table in SOURCE_TABLES}
        self._extra = {table.name: self._names | self._sources(table) for table in SOURCE_TABLES}
        known = {name for table in SOURCE_TABLES for c in table.columns for name in _names(c)}
        for name in self._names.keys() - known:
            raise ConfigurationError(f"redact: no table has a field {name!r}")

    def apply(self, table: Table, columns: Sequence[Values]) -> list[Values]:
        """The columns of a table, in its order, without what is to be hidden."""
        places = self._places[table.name]
        shown = [
            places[place](values) if place in places else values
            for place, values in enumerate(columns)
        ]
        if self._names:
            texts = self._searched(shown[-1], self._extra[table.name])
            shown[-1] = [None if text == "{}" else text for text in texts]
        return shown

    def _of(self, table: Table) -> Iterable[tuple[int, Callable[[Values], Values]]]:
        for place, column in enumerate(table.columns):
            name = next((name for name in _names(column) if name in self._names), None)
            if name is None:
                if column.type is Type.JSON and self._inside:
                    yield place, partial(self._searched, actions=self._inside)
                continue
            if column.name in table.key or any(column.name in r.columns for r in table.references):
                raise ConfigurationError(f"redact: {name} tells rows of {table.name} apart")
            if self._names[name] != _HASH:
                yield place, _none
            elif column.type not in _HASHABLE:
                raise ConfigurationError(f"redact: {name} is no text and can only be left out")
            elif column.type is Type.JSON:
                yield place, lambda values: [v and json.dumps(self._hashed(v)) for v in values]
            else:
                yield place, lambda values: [v and self._hashed(v) for v in values]

    def _hashed(self, text: str) -> str:
        return f"hash:{blake2b(text.encode(), key=self._salt[:64], digest_size=16).hexdigest()}"

    def _sources(self, table: Table) -> dict[str, str]:
        """What is done to fields by the names that the API has for columns named by a rule."""
        return {
            _names(column)[1]: self._names[column.name]
            for column in table.columns
            if column.name in self._names and column.source
        }

    def _searched(self, texts: Values, actions: Actions) -> Values:
        """JSON texts without the fields of some names, at any depth."""
        return [
            text and (self._without(text, actions) if _may_have(text, actions) else text)
            for text in texts
        ]

    def _without(self, text: str, actions: Actions) -> str:
        def action(name: str) -> str | None:
            # A field inside another one that found no column: `spec.inputs`.
            parts = (name, *name.split("."))
            return next((actions[part] for part in parts if part in actions), None)

        def hide(name: str, value: str) -> str | None:
            if action(name) != _HASH:
                return None
            is_text = value[0] == '"'
            hashed = self._hashed(json.loads(value) if is_text else value)
            return value if value in _EMPTY else json.dumps(hashed)

        return hide_members(text, lambda name: action(name) is not None, hide)


def _may_have(text: str, names: Iterable[str]) -> bool:
    """Whether fields of some names can be in a JSON text: their letters may be escaped."""
    return "\\u00" in text or any(name in text for name in names)


def _actions(rule: str) -> Iterable[tuple[str, str]]:
    """What a rule says of its field, and of those that repeat it."""
    name, colon, action = rule.partition(":")
    if not name or (colon and action != _HASH):
        raise ConfigurationError(f"redact: {rule!r} is no field, with :hash behind it or not")
    if name in _TYPED:
        raise ConfigurationError(
            f"redact: {name} stands in columns of its types and in rows for its options, which are "
            "what the tables are for; --no-logs leaves all judgments out"
        )
    return [(each, action) for each in (name, *_REPEATED.get(name, ()))]


def _names(column: Column) -> tuple[str, ...]:
    """What a column can be called: by its own name, or as the API calls its field."""
    return (column.name, column.source.rpartition(".")[2]) if column is not EXTRA else ()


def _none(values: Values) -> Values:
    return [None] * len(values)

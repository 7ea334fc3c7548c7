"""Fields that never reach the disk: left out, or replaced by a salted hash."""

import json
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import Any

from humanloop_evals.errors import ConfigurationError
from humanloop_evals.tables import EXTRA, SOURCE_TABLES, Column, Table, Type

Values = Sequence[Any]

_HASH = "hash"
# What the platform sent to the model and what it answered: the largest texts there are, and the
# ones most likely to hold what nobody wants in a table.
PROVIDER_PAYLOADS = ("provider_request", "provider_response")
_HASHABLE = {Type.TEXT, Type.JSON}
# Fields that say the same once more.
_REPEATED = {
    "output": ("output_message",),
    "template": ("raw_file_content", "content", "content_parts", "tool_calls", "thinking"),
}
_TYPED = ("judgment",)


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
        self._salt = salt.encode()
        if _HASH in self._names.values() and not salt:
            raise ConfigurationError("redact: a rule with :hash needs a redact_salt")
        self.signature = self.rules
        if _HASH in self._names.values():
            mark = blake2b(b"", key=self._salt[:64], digest_size=4).hexdigest()
            self.signature += (f"salt {mark}",)
        self._places = {table.name: dict(self._of(table)) for table in SOURCE_TABLES}
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
            shown[-1] = [self._extra(text) for text in shown[-1]]
        return shown

    def _of(self, table: Table) -> Iterable[tuple[int, Callable[[Values], Values]]]:
        for place, column in enumerate(table.columns):
            name = next((name for name in _names(column) if name in self._names), None)
            if name is None:
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

    def _extra(self, text: str | None) -> str | None:
        """Fields that found no column, at any depth, are left out by their name."""
        if text is None or not any(name in text for name in self._names):
            return text
        left = self._without(json.loads(text))
        return json.dumps(left, ensure_ascii=False) if left else None

    def _without(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._without(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            name: self._without(item)
            for name, item in value.items()
            if not self._names.keys() & {name, *name.split(".")}
        }


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

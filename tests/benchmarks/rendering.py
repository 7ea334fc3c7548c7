"""JSON written by joining bytes, in several layouts, with places left open for a counter."""

import json
import random
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_BASE_62 = string.ascii_letters + string.digits
# A number that is filled in later; as text it is written without its quotes.
COUNTER = "@@%(n)d@@"
# Six digits of a second that are filled in later.
FRACTION = "%(n)06d"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where white space stands.

    Attributes:
        item: Between items.
        key: Between a key and its value.
        indent: Of every item, or None to keep everything on one line.
    """

    item: str
    key: str
    indent: int | None = None

    def value(self, value: object) -> bytes:
        """Any value."""
        separators = (self.item.rstrip("\n"), self.key)
        text = json.dumps(value, ensure_ascii=False, separators=separators, indent=self.indent)
        return text.encode()

    def object(self, fields: Mapping[str, bytes]) -> bytes:
        """An object of fields that are rendered already."""
        key = self.key.encode()
        items = [b'"%b"%b%b' % (name.encode(), key, text) for name, text in fields.items()]
        return b"{%b}" % self.item.encode().join(items)

    def array(self, items: Sequence[bytes]) -> bytes:
        """A list of items that are rendered already."""
        return b"[%b]" % self.item.encode().join(items)

    def page(self, records: Sequence[bytes], *, page: int, size: int, total: int) -> bytes:
        """One page of a listing."""
        numbers = {"page": page, "size": size, "total": total}
        parts = {name: str(number).encode() for name, number in numbers.items()}
        return self.object({"records": self.array(records)} | parts)


# As the API sends it; as Python's json.dumps writes by default; as a person would want to read it.
COMPACT = Layout(",", ":")
SPACED = Layout(", ", ": ")
PRETTY = Layout(",\n", ": ", indent=2)
LAYOUTS = {"compact": COMPACT, "spaced": SPACED, "pretty": PRETTY}


class Body:
    """One object's text, the same in every run, or with a counter of its own in each.

    Args:
        value: With `COUNTER` and `FRACTION` where counters stand.
        usual: The counter where bodies repeat; below a million.
        layout: How to write it.
    """

    def __init__(self, value: object, usual: int, layout: Layout) -> None:
        text = layout.value(value)
        self._template = text.replace(b'"@@', b"").replace(b'@@"', b"")
        self._usual = self._template % {b"n": usual}

    def text(self, counter: int | None) -> bytes:
        """The text with this counter; with the usual one for None."""
        return self._usual if counter is None else self._template % {b"n": counter}


def identifier(chance: random.Random, prefix: str) -> str:
    """An id as the API makes them: 21 characters of base 62."""
    return f"{prefix}_{''.join(chance.choices(_BASE_62, k=21))}"

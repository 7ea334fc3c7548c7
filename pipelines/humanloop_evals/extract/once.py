"""Which logs and datapoints were loaded already, in 16 to 32 bytes each, however many there are."""

from array import array
from collections import defaultdict

_EMPTY = 0
_FIRST_SIZE = 1 << 10
# Parts grow one after another, so that never more than one stands twice in memory.
_PARTS = 16


class Hashes:
    """A set of texts that keeps their 64-bit hashes only.

    Python's own set of two million ids takes 200 MB. That two ids have one hash happens once in ten
    million syncs of that size; the row that is then missing ends the sync at its verification.
    """

    def __init__(self) -> None:
        self._parts = [_Part() for _ in range(_PARTS)]

    def __contains__(self, text: str) -> bool:
        value = _hash(text)
        return value in self._parts[value % _PARTS]

    def add(self, text: str) -> None:
        """Remember a text."""
        value = _hash(text)
        self._parts[value % _PARTS].add(value)


class _Part:
    """A set of hashes that are alike in their last bits, in slots of which half are empty."""

    def __init__(self) -> None:
        self._slots = array("q", [_EMPTY]) * _FIRST_SIZE
        self._count = 0

    def __contains__(self, value: int) -> bool:
        return self._slots[self._slot(value)] != _EMPTY

    def add(self, value: int) -> None:
        self._put(value)
        if 2 * self._count > len(self._slots):
            old, self._count = self._slots, 0
            self._slots = array("q", [_EMPTY]) * (2 * len(old))
            for held in old:
                if held != _EMPTY:
                    self._put(held)

    def _put(self, value: int) -> None:
        slot = self._slot(value)
        if self._slots[slot] == _EMPTY:
            self._slots[slot] = value
            self._count += 1

    def _slot(self, value: int) -> int:
        """Where a hash is, or would be: the first slot from its place on that is not another's."""
        mask = len(self._slots) - 1
        slot = value // _PARTS & mask
        while self._slots[slot] not in {_EMPTY, value}:
            slot = (slot + 1) & mask
        return slot


class Once:
    """Tells rows that are loaded for the first time, within one evaluation and those before it.

    Args:
        accepted: What earlier evaluations have loaded, by table; a table that is not among them
            has keys of its own in each evaluation.
    """

    def __init__(self, accepted: dict[str, Hashes]) -> None:
        self._accepted = accepted
        self._here: defaultdict[str, set[str]] = defaultdict(set)

    def __call__(self, table: str, key: str) -> bool:
        """See `IsNew`."""
        here = self._here[table]
        if key in here or (table in self._accepted and key in self._accepted[table]):
            return False
        here.add(key)
        return True

    def accept(self) -> None:
        """The evaluation was read completely, and its rows are loaded."""
        for table, keys in self._here.items():
            if table in self._accepted:
                for key in keys:
                    self._accepted[table].add(key)


def _hash(text: str) -> int:
    return hash(text) or 1

"""Seeded ids, choices and times: each drawn from the seed and its own key alone.

Nothing is drawn from a shared sequence: a new file, run or field leaves every other value as it
was.
"""

import string
import struct
from binascii import b2a_base64
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TypeVar

_BASE_62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
# Ids are written two letters at a time.
_PAIRS = tuple(low + high for high in _BASE_62 for low in _BASE_62)
_ID_PAIRS = 10
# An account has a hundred thousand logs; base 64 is written by C, and comes close enough.
_NO_SIGNS = bytes.maketrans(b"+/", b"Hz")
_ID_LETTERS = 21
_FOUR = struct.Struct(">4I")
_WHOLE = 2**32
_OFFICE_OPENS = timedelta(hours=8)
_OFFICE_HOURS = timedelta(hours=10)

Choice = TypeVar("Choice")


class Chance:
    """A die that answers the same key with the same throw."""

    def __init__(self, seed: int) -> None:
        """Keep the seed every throw starts from."""
        self.seed = seed

    def bits(self, *key: object) -> int:
        """Return 128 bits that belong to the key."""
        return int.from_bytes(self._digest(key), "big")

    def _digest(self, key: tuple[object, ...]) -> bytes:
        text = "/".join(map(str, (self.seed, *key)))
        return blake2b(text.encode(), digest_size=16).digest()

    def id(self, prefix: str, *key: object) -> str:
        """Return an id of the form the API uses: prefix, underscore, 21 base-62 characters."""
        rest = self.bits("id", prefix, *key)
        letters = ""
        for _ in range(_ID_PAIRS):
            rest, pair = divmod(rest, len(_PAIRS))
            letters += _PAIRS[pair]
        return f"{prefix}_{letters}{_BASE_62[rest % len(_BASE_62)]}"

    def log_id(self, *key: object) -> str:
        """Return the id of a log, of the same form as any other, but in less time."""
        return written_log_id(self._digest(("log", *key)))

    def long_throw(self, *key: object) -> tuple[bytes, tuple[float, float, float, float]]:
        """Return what a log's id is written from, and four numbers as `shares` does."""
        text = "/".join(map(str, (self.seed, *key)))
        digest = blake2b(text.encode(), digest_size=32).digest()
        one, two, three, four = _FOUR.unpack_from(digest, 16)
        return digest[:16], (one / _WHOLE, two / _WHOLE, three / _WHOLE, four / _WHOLE)

    def share(self, *key: object) -> float:
        """Return a number from 0 up to, not including, 1."""
        return (self.bits(*key) % 1_000_000_007) / 1_000_000_007

    def shares(self, *key: object) -> tuple[float, float, float, float]:
        """Return four independent numbers from 0 up to, not including, 1, in one throw."""
        one, two, three, four = _FOUR.unpack(self._digest(key))
        return one / _WHOLE, two / _WHOLE, three / _WHOLE, four / _WHOLE

    def whole(self, low: int, high: int, *key: object) -> int:
        """Return an integer from low to high, both included."""
        return low + self.bits(*key) % (high - low + 1)

    def pick(self, choices: Sequence[Choice], *key: object) -> Choice:
        """Return one of the choices."""
        return choices[self.bits(*key) % len(choices)]

    def span(self, low: timedelta, high: timedelta, *key: object) -> timedelta:
        """Return a length of time between low and high, to the microsecond."""
        return low + (high - low) * self.share("span", *key)

    def office_time(self, day: datetime, *key: object) -> datetime:
        """Return a moment of that day at which people are at work."""
        midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + _OFFICE_OPENS + _OFFICE_HOURS * self.share("office", *key)


def written_log_id(bits: bytes) -> str:
    """Write 128 bits as the id of a log."""
    letters = b2a_base64(bits, newline=False)[:_ID_LETTERS].translate(_NO_SIGNS)
    return f"log_{letters.decode()}"


def stamp(moment: datetime) -> str:
    """Write a time as the API did: no zone, six decimals."""
    return moment.isoformat(timespec="microseconds")


def moment(text: str) -> datetime:
    """Read a time written by `stamp`, or a plain date."""
    return datetime.fromisoformat(text)

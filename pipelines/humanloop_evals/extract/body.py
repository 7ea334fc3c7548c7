"""A distinct text of an object, and what it becomes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from humanloop_evals.records import Counters, Rows, drifted_rows

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


def since_1970(moment: datetime) -> int:
    """A moment as ranks count it, in microseconds."""
    return (moment - _EPOCH) // _MICROSECOND


def microseconds(moment: datetime | None) -> int | None:
    """The same of one that may not be known."""
    return None if moment is None else since_1970(moment)


# Not frozen, which would take three times as long: a night may make millions.
@dataclass(slots=True, eq=False)
class Copy:
    """What one text of an object becomes.

    Attributes:
        rank: How new it is.
        size: Bytes of the text.
        decoded: The rows of this text, or of another one that differs in counters only.
        counters: The fields in which it differs from that one.
    """

    rank: Rank
    size: int
    decoded: Rows
    counters: Counters

    @property
    def rows(self) -> Rows:
        """Its rows, made when they are asked for: most copies are not the newest in the end."""
        return drifted_rows(self.decoded, self.counters) if self.counters else self.decoded


@dataclass(frozen=True, slots=True)
class Place:
    """Where a counter belongs.

    Attributes:
        part: Which of the parts of a body.
        field: Its name in there.
    """

    part: int
    field: str


@dataclass(slots=True, eq=False)
class Body:
    """One distinct text of an object.

    Attributes:
        place: Its table and key.
        rank: How new it is.
        where: Where it was met first, for errors.
        text: Empty once it is decoded.
        copy: What it becomes, once decoded.
        like: Another body that differs in nothing but the values of counters.
        values: Its counters, in the order of the text.
        places: Where each of these belongs; None for one that no column of a version is read from.
        parts: Every body nested in it, however deep, in the order read, and itself as the last:
            its text ends behind theirs.
    """

    place: tuple[str, str]
    rank: Rank
    where: str
    text: bytes
    copy: Copy | None = None
    like: "Body | None" = None
    values: tuple[bytes, ...] = ()
    places: tuple[Place | None, ...] = ()
    parts: tuple["Body", ...] = ()

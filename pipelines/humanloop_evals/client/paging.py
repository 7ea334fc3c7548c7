"""Paged listings that end complete or with an error: never short, doubled or endless.

Offset paging over data that moves repeats and loses records, and no answer says so. One pass is
believed only when every page named the same total and exactly that many distinct ids were read.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

from humanloop_evals.errors import UnexpectedAnswer
from humanloop_evals.reader import Document, Listing, WouldDelete

_MOST_PASSES = 4
# A listing may grow while it is read; one that grows beyond this never ends by itself.
_GROWTH = 2
_GROWTH_AT_LEAST = 1_000
# Nobody has so many files or evaluations; a server that makes records up might name any total.
_MOST_RECORDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing, as served.

    Attributes:
        records: The page's records by id, in order.
        count: How many records the page holds, repeated ids included.
        size: How many records make a full page, as far as is known.
        total: How many records the server says there are.
    """

    records: dict[str, Document]
    count: int
    size: int
    total: int


@dataclass(slots=True)
class _Pass:
    """One reading of all pages from the first on."""

    records: dict[str, Document] = field(default_factory=dict)
    totals: list[int] = field(default_factory=list)
    page_counts: list[int] = field(default_factory=list)

    def add(self, page: Page) -> bool:
        """Take a page in; whether another one should be read."""
        known = len(self.records)
        self.records.update(page.records)
        self.totals.append(page.total)
        self.page_counts.append(page.count)
        if len(self.records) == known:
            return False
        if len(self.records) > _GROWTH * self.totals[0] + _GROWTH_AT_LEAST:
            return False
        return len(self.records) < page.total or self._is_full(page)

    def _is_full(self, page: Page) -> bool:
        """Whether a page leaves open that more follow, whatever the total says."""
        is_as_long_as_others = len(self.page_counts) > 1 and page.count >= max(self.page_counts)
        return page.count >= page.size or is_as_long_as_others

    @property
    def is_complete(self) -> bool:
        return set(self.totals) == {len(self.records)}


def read_listing(fetch: Callable[[int], Page], *, where: str, would_delete: WouldDelete) -> Listing:
    """Read all pages until a pass is complete, at most four times.

    Args:
        fetch: Reads the page of a number, counted from 1.
        where: The call, for the error.
        would_delete: Told a complete pass's ids; when true, a second pass must agree.

    Raises:
        UnexpectedAnswer: No pass was complete, or none was confirmed.
    """
    complete: list[set[str]] = []
    last = _Pass()
    for _ in range(_MOST_PASSES):
        last = _read_pass(fetch, where)
        if not last.is_complete:
            continue
        ids = set(last.records)
        if ids in complete or not would_delete(ids):
            return Listing(last.records, len(ids))
        complete.append(ids)
    raise UnexpectedAnswer(_why(last, where, confirmed=not complete))


def _read_pass(fetch: Callable[[int], Page], where: str) -> _Pass:
    result = _Pass()
    for number in itertools.count(1):
        page = fetch(number)
        if page.total > _MOST_RECORDS:
            raise UnexpectedAnswer(f"{where}: a total of {page.total:,} records can't be true")
        if not result.add(page):
            break
    return result


def _why(last: _Pass, where: str, *, confirmed: bool) -> str:
    if not confirmed:
        return (
            f"{where}: rows known from before are missing from the listing, and no two of "
            f"{_MOST_PASSES} readings agree on which; nothing is deleted on such a listing"
        )
    return (
        f"{where}: the listing is not complete after {_MOST_PASSES} readings: it names a total of "
        f"{sorted(set(last.totals))} but served {len(last.records)} distinct records"
    )

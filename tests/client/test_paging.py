"""One pass over a listing, and what makes it complete."""

from collections.abc import Callable

import pytest

from humanloop_evals.client.paging import Page, read_listing
from humanloop_evals.errors import UnexpectedAnswer
from humanloop_evals.reader import Document, Listing

WHERE = "GET /files"
SIZE = 10


def ids(count: int, first: int = 0) -> list[str]:
    """So many ids in a row."""
    return [f"pr_{number}" for number in range(first, first + count)]


def page(records: list[str], total: int, size: int = SIZE) -> Page:
    """A page as the API serves it."""
    return Page({i: Document(i, b"{}") for i in records}, len(records), size, total)


class Served:
    """A listing that does not move.

    Args:
        records: What it holds.
        total: What it says it holds, if not the truth.
        cap: The most records of a page, whatever was asked for.
        says_size: Whether it says so, instead of the size that was asked for.

    Attributes:
        asked: The page numbers asked for.
    """

    def __init__(
        self,
        records: list[str],
        *,
        total: int | None = None,
        cap: int = SIZE,
        says_size: bool = True,
    ) -> None:
        self.asked: list[int] = []
        self._records = records
        self._total = len(records) if total is None else total
        self._cap = cap
        self._size = cap if says_size else SIZE

    def __call__(self, number: int) -> Page:
        """Serve one page."""
        self.asked.append(number)
        start = (number - 1) * self._cap
        return page(self._records[start : start + self._cap], self._total, self._size)


class Disturbed:
    """A listing that answers differently every time it is read from its first page on.

    Args:
        readings: The pages of each reading; after them come empty ones.

    Attributes:
        begun: How many readings were begun.
    """

    def __init__(self, *readings: list[Page]) -> None:
        self.begun = 0
        self._readings = readings

    def __call__(self, number: int) -> Page:
        """Serve one page."""
        self.begun += number == 1
        pages = self._readings[self.begun - 1]
        return pages[number - 1] if number <= len(pages) else page([], pages[-1].total)


def read(fetch: Callable[[int], Page]) -> Listing:
    """Read where nothing would be deleted."""
    return read_listing(fetch, where=WHERE, would_delete=lambda _: False)


@pytest.mark.parametrize(
    ("count", "pages"),
    [(0, [1]), (1, [1]), (9, [1]), (10, [1, 2]), (11, [1, 2]), (20, [1, 2, 3]), (25, [1, 2, 3])],
)
def test_listing_is_read_page_by_page(count: int, pages: list[int]) -> None:
    """None, one, a full page and one more: whole, in order, and no page too many.

    After a full last page the next one is looked at, because a wrong total would end there.
    """
    served = Served(ids(count))
    listing = read(served)

    assert listing == Listing({i: Document(i, b"{}") for i in ids(count)}, count)
    assert list(listing.records) == ids(count)
    assert served.asked == pages


@pytest.mark.parametrize("says_size", [True, False])
@pytest.mark.parametrize("cap", [1, 3, 4, 9])
@pytest.mark.parametrize("count", [0, 1, 8, 9, 12, 13])
def test_listing_of_a_server_that_caps_the_size(count: int, cap: int, *, says_size: bool) -> None:
    """Smaller pages than asked for are read to the end, whether the server says so or not."""
    listing = read(Served(ids(count), cap=cap, says_size=says_size))

    assert list(listing.records) == ids(count)


def test_listing_of_a_server_that_ignores_the_size() -> None:
    """A page larger than asked for is taken whole."""
    listing = read(Served(ids(35), cap=100))

    assert list(listing.records) == ids(35)


@pytest.mark.parametrize(
    ("count", "total"),
    [
        (5, 6),
        (5, 4),
        (5, 0),
        (0, 5),
        (10, 20),
        (25, 30),
        (25, 20),
        (25, 10),
        (25, 24),
        (25, 26),
        (20, 10),
        (30, 20),
        (3, 1_000_000),
    ],
)
def test_listing_with_a_wrong_total_is_refused(count: int, total: int) -> None:
    """Too large, too small, and one that would fit the end of a page: all are found out."""
    served = Served(ids(count), total=total)
    with pytest.raises(UnexpectedAnswer) as caught:
        read(served)

    assert str(caught.value) == (
        f"{WHERE}: the listing is not complete after 4 readings: it names a total of [{total}] "
        f"but served {count} distinct records"
    )
    assert served.asked.count(1) == 4


@pytest.mark.parametrize("says_size", [True, False])
def test_listing_with_a_total_that_ends_with_a_capped_page_is_refused(*, says_size: bool) -> None:
    """Pages that are as long as the others leave open that more follow, whatever the total says."""
    with pytest.raises(UnexpectedAnswer, match=r"total of \[6\] but served 9 distinct"):
        read(Served(ids(9), total=6, cap=3, says_size=says_size))


def test_listing_whose_page_parameter_is_ignored_is_refused() -> None:
    """The first page again and again does not make a listing."""
    asked: list[int] = []

    def fetch(number: int) -> Page:
        asked.append(number)
        return page(ids(10), 30)

    with pytest.raises(UnexpectedAnswer, match="total of \\[30\\] but served 10 distinct"):
        read(fetch)
    assert asked == [1, 2] * 4


def test_listing_of_one_full_page_may_ignore_the_page_parameter() -> None:
    """Where one page has everything, the same page again changes nothing."""
    listing = read(lambda _: page(ids(10), 10))

    assert list(listing.records) == ids(10)


def test_listing_with_duplicates_across_pages_is_read_again() -> None:
    """A record that moved on to the next page pushed another one out of sight."""
    disturbed = [page(ids(10), 15), page(ids(5, first=9), 15)]
    listing = read(Disturbed(disturbed, [page(ids(10), 15), page(ids(5, first=10), 15)]))

    assert list(listing.records) == ids(15)


def test_listing_with_a_duplicate_within_a_page_is_refused() -> None:
    """Nine distinct records are no ten."""
    with pytest.raises(UnexpectedAnswer, match="total of \\[10\\] but served 9 distinct"):
        read(lambda number: page([*ids(9), "pr_0"], 10) if number == 1 else page([], 10))


def test_listing_with_an_empty_page_in_the_middle_is_read_again() -> None:
    """An empty page ends a pass, but does not make it complete."""
    holes = [page(ids(10), 25), page([], 25), page(ids(5, first=20), 25)]
    whole = Served(ids(25))
    listing = read(Disturbed(holes, [whole(1), whole(2), whole(3)]))

    assert list(listing.records) == ids(25)


@pytest.mark.parametrize("totals", [[15, 14], [15, 16], [16, 15], [14, 15]])
def test_listing_whose_total_changes_is_read_again(totals: list[int]) -> None:
    """A total that differs between two pages means that something moved."""
    moving = [page(ids(10), totals[0]), page(ids(5, first=10), totals[1])]
    served = Disturbed(moving, [page(ids(10), 15), page(ids(5, first=10), 15)])
    listing = read(served)

    assert listing.total == 15
    assert served.begun == 2


def test_listing_that_grows_without_end_is_given_up() -> None:
    """A server that always has one more page is read a bounded number of times."""
    asked: list[int] = []

    def fetch(number: int) -> Page:
        asked.append(number)
        return page(ids(10, first=10 * number), 10 * number + 10)

    with pytest.raises(UnexpectedAnswer, match="not complete after 4 readings"):
        read(fetch)
    assert len(asked) == 4 * 105


def test_listing_that_names_an_endless_total_is_refused() -> None:
    """A total that nobody can have is not believed, however many records are made up for it."""
    asked: list[int] = []

    def fetch(number: int) -> Page:
        asked.append(number)
        return page(ids(10, first=10 * number), 10**12)

    with pytest.raises(UnexpectedAnswer, match="a total of 1,000,000,000,000 records"):
        read(fetch)
    assert asked == [1]

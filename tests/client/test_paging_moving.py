"""Listings that move while they are read: complete or an error, and agreed upon before deleting."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from humanloop_evals.client.paging import Page, read_listing
from humanloop_evals.errors import UnexpectedAnswer
from humanloop_evals.reader import Document

WHERE = "GET /evaluations"
SIZE = 3


class Moving:
    """A listing that other people work on between our requests.

    Args:
        count: How many records it holds at first.
        moves: Changes after each request: for each, whether to insert, and where.

    Attributes:
        requests: How many pages were asked for.
        held: Every set of ids that it held when it was asked.
    """

    def __init__(self, count: int, moves: list[list[tuple[bool, float]]]) -> None:
        self.requests = 0
        self.held: list[frozenset[str]] = []
        self._ids = [str(number) for number in range(count)]
        self._next = count
        self._moves = moves

    def __call__(self, number: int) -> Page:
        """Serve one page, then move."""
        self.held.append(frozenset(self._ids))
        records = self._ids[(number - 1) * SIZE : number * SIZE]
        served = {i: Document(i, b"{}") for i in records}
        found = Page(served, len(records), SIZE, len(self._ids))
        for move in self._moves[self.requests] if self.requests < len(self._moves) else []:
            self._move(*move)
        self.requests += 1
        return found

    def _move(self, inserts: bool, where: float) -> None:  # noqa: FBT001 - a drawn value
        place = int(where * len(self._ids))
        if inserts:
            self._ids.insert(place, str(self._next))
            self._next += 1
        elif self._ids:
            del self._ids[min(place, len(self._ids) - 1)]


MOVE = st.tuples(st.booleans(), st.floats(0.0, 1.0))
ONE_AT_A_TIME = st.lists(st.lists(MOVE, max_size=1), max_size=30)
MANY_AT_A_TIME = st.lists(st.lists(MOVE, max_size=4), max_size=30)


def read(listing: Moving, would_delete: Callable[[set[str]], bool]) -> set[str] | None:
    """The ids that were read, or None when the listing was refused."""
    try:
        return set(read_listing(listing, where=WHERE, would_delete=would_delete).records)
    except UnexpectedAnswer:
        return None


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 14), ONE_AT_A_TIME)
def test_moving_listing_is_complete_or_refused(
    count: int, moves: list[list[tuple[bool, float]]]
) -> None:
    """What is read is exactly what the server held at one moment: never short, never doubled."""
    listing = Moving(count, moves)
    found = read(listing, lambda _: False)

    assert found is None or frozenset(found) in listing.held
    assert listing.requests <= 4 * (count + len(moves) + 2)


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 14), MANY_AT_A_TIME)
def test_moving_listing_that_would_delete_is_agreed_upon(
    count: int, moves: list[list[tuple[bool, float]]]
) -> None:
    """Changes that hide each other in one pass can't do so twice."""
    listing = Moving(count, moves)
    found = read(listing, lambda _: True)

    assert found is None or frozenset(found) in listing.held
    assert listing.requests <= 4 * (count + 4 * len(moves) + 2)


def test_moving_listing_may_hide_a_record_when_nothing_would_be_deleted() -> None:
    """One deleted and one inserted between two pages look like rest; a new record is found later.

    This is why deleting needs a second pass.
    """
    hiding = [[(False, 0.0), (True, 1.0)]]

    assert read(Moving(6, hiding), lambda _: False) == {"0", "1", "2", "4", "5", "6"}
    assert read(Moving(6, hiding), lambda _: True) == {"1", "2", "3", "4", "5", "6"}


def test_listing_that_comes_to_rest_is_read() -> None:
    """A pass that was disturbed is followed by one that was not."""
    random.seed(3)
    listing = Moving(9, [[(True, 0.0)], [], []])

    assert read(listing, lambda _: False) == {str(number) for number in range(10)}


def serve(*passes: list[str]) -> Callable[[int], Page]:
    """A listing of one page each, another one in every pass."""
    pages = iter(passes)

    def fetch(_number: int) -> Page:
        records = {i: Document(i, b"{}") for i in next(pages)}
        return Page(records, len(records), SIZE, len(records))

    return fetch


@pytest.mark.parametrize(
    ("passes", "expected"),
    [
        ([["a"], ["a"]], {"a"}),
        ([["a"], ["a", "b"], ["a"]], {"a"}),
        ([["a"], ["b"], ["a", "b"], ["b"]], {"b"}),
        ([[], []], set()),
    ],
)
def test_listing_that_would_delete_needs_two_passes_that_agree(
    passes: list[list[str]], expected: set[str]
) -> None:
    """The same set must be read twice, in any two of four passes."""
    fetch = serve(*passes)
    listing = read_listing(fetch, where=WHERE, would_delete=lambda _: True)

    assert set(listing.records) == expected


def test_listing_that_would_not_delete_any_more_is_taken() -> None:
    """When the missing record is back in the second pass, that pass needs no other."""
    listing = read_listing(
        serve(["a"], ["a", "b"]), where=WHERE, would_delete=lambda ids: "b" not in ids
    )

    assert set(listing.records) == {"a", "b"}


def test_listing_that_would_delete_without_agreement_is_refused() -> None:
    """Four passes, four answers: nothing may be deleted on that."""
    fetch = serve(["a"], ["b"], ["c"], ["d"])
    with pytest.raises(UnexpectedAnswer) as caught:
        read_listing(fetch, where=WHERE, would_delete=lambda _: True)

    assert str(caught.value) == (
        f"{WHERE}: rows known from before are missing from the listing, and no two of 4 readings "
        "agree on which; nothing is deleted on such a listing"
    )

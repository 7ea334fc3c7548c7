"""Pages read ahead: in order, within bounds, and never waiting for each other for ever."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from humanloop_evals.errors import NotFound
from humanloop_evals.export.requests import Requests
from humanloop_evals.reader import LogPage

PATIENCE = 20.0
IN_FLIGHT = 3
PAGES = 40


class Pages:
    """Pages whose total is their number; knows how many there ever were at once."""

    def __init__(self) -> None:
        self.held = 0
        self.most = 0
        self._lock = threading.Lock()

    def fetch(self, number: int) -> LogPage:
        """One page, held until it is released."""
        with self._lock:
            self.held += 1
            self.most = max(self.most, self.held)
        return LogPage([], 100, number)

    def release(self) -> None:
        """A page was taken."""
        with self._lock:
            self.held -= 1


def read_all(requests: Requests, pages: Pages) -> list[int]:
    """The numbers of all pages in the order in which they come."""
    found = []
    for page in requests.pages(pages.fetch, range(1, PAGES + 1)):
        found.append(page.total)
        pages.release()
    return found


@pytest.mark.parametrize("listings", [1, 2, IN_FLIGHT, 4 * IN_FLIGHT])
def test_pages_come_in_order_and_so_many_at_once(listings: int) -> None:
    """However many listings are read at the same time, no more pages are kept."""
    requests, pages = Requests(IN_FLIGHT), Pages()
    with ThreadPoolExecutor(listings) as threads:
        readings = [threads.submit(read_all, requests, pages) for _ in range(listings)]
        found = [reading.result(PATIENCE) for reading in readings]
    requests.close()

    assert found == [list(range(1, PAGES + 1))] * listings
    assert pages.most <= IN_FLIGHT


def test_pages_are_read_ahead() -> None:
    """The second page is asked for before the first one is answered."""
    requests, both = Requests(2), threading.Barrier(2)

    def fetch(number: int) -> LogPage:
        both.wait(PATIENCE)
        return LogPage([], 100, number)

    found = [page.total for page in requests.pages(fetch, (1, 2))]
    requests.close()

    assert found == [1, 2]


def test_page_that_fails_gives_its_places_back() -> None:
    """The next listing is read as if nothing had been."""
    requests, pages = Requests(IN_FLIGHT), Pages()

    def fail(number: int) -> LogPage:
        raise NotFound(str(number))

    for _ in range(2 * IN_FLIGHT):
        with pytest.raises(NotFound, match=r"^1$"):
            list(requests.pages(fail, range(1, PAGES)))
    found = read_all(requests, pages)
    requests.close()

    assert found == list(range(1, PAGES + 1))


def test_listing_that_is_given_up_gives_its_places_back() -> None:
    """Whoever stops taking pages holds nobody up."""
    requests, pages = Requests(IN_FLIGHT), Pages()
    for _ in range(2 * IN_FLIGHT):
        reading = requests.pages(pages.fetch, range(1, PAGES))
        next(reading)
        reading.close()
    found = read_all(requests, Pages())
    requests.close()

    assert found == list(range(1, PAGES + 1))

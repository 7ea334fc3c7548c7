"""Listings over HTTP: what is asked for, and what a page must look like."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from fake_clock import FakeClock
from http_client import Connect, accept_all, answer
from humanloop_evals.errors import UnexpectedAnswer

BASE = "http://localhost/v5"


def serve_files(
    count: int, cap: int, asked: list[str]
) -> Callable[[httpx.Request], httpx.Response]:
    """A server of so many files that serves no more than `cap` at once."""

    def serve(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.raw_path.decode())
        size = min(cap, int(request.url.params["size"]))
        start = (int(request.url.params["page"]) - 1) * size
        records = [{"id": f"pr_{number}"} for number in range(count)[start : start + size]]
        page = {"records": records, "page": start // size + 1, "size": size, "total": count}
        return answer(page)

    return serve


def test_listing_asks_for_large_pages(connect: Connect) -> None:
    """A hundred records a page, from the first page on."""
    asked: list[str] = []
    transport = httpx.MockTransport(serve_files(150, 1000, asked))
    listing = connect(BASE, transport=transport).files(accept_all)

    assert list(listing.records) == [f"pr_{number}" for number in range(150)]
    assert asked == ["/v5/files?page=1&size=100", "/v5/files?page=2&size=100"]


def test_listing_reads_a_server_that_serves_ten_at_most(connect: Connect) -> None:
    """A smaller page than asked for is no reason to stop."""
    transport = httpx.MockTransport(serve_files(35, 10, []))
    listing = connect(BASE, transport=transport).files(accept_all)

    assert len(listing.records) == listing.total == 35


def test_listing_says_where_each_record_stood(connect: Connect) -> None:
    """A record is its own text, with page and place."""
    transport = httpx.MockTransport(serve_files(2, 100, []))
    listing = connect(BASE, transport=transport).files(accept_all)

    assert [(d.where, bytes(d.text)) for d in listing.records.values()] == [
        ("GET /files?page=1&size=100, records[0]", b'{"id": "pr_0"}'),
        ("GET /files?page=1&size=100, records[1]", b'{"id": "pr_1"}'),
    ]


BAD_PAGES: dict[str, tuple[dict[str, Any], str]] = {
    "record without id": (
        {"records": [{"name": "x"}], "total": 1},
        "records[0]: a record without id",
    ),
    "record with null id": (
        {"records": [{"id": None}], "total": 1},
        "records[0]: a record without",
    ),
    "record with empty id": ({"records": [{"id": ""}], "total": 1}, "records[0]: a record without"),
    "record with number id": ({"records": [{"id": 7}], "total": 1}, "records[0]: a record without"),
    "record that is null": ({"records": [None], "total": 1}, "records[0]: a JSON object was"),
    "no total": ({"records": []}, "a page with its total was expected"),
    "null total": ({"records": [], "total": None}, "a page with its total was expected"),
    "negative total": ({"records": [], "total": -1}, "a page with its total was expected"),
    "broken total": ({"records": [], "total": 0.5}, "a page with its total was expected"),
    "total as text": ({"records": [], "total": "0"}, "a page with its total was expected"),
    "no records": ({"total": 0}, "an object with a list of records was expected"),
    "other name": ({"items": [], "total": 0}, "an object with a list of records was expected"),
}


@pytest.mark.parametrize(("page", "reason"), BAD_PAGES.values(), ids=BAD_PAGES.keys())
def test_listing_refuses_a_page_that_is_none(
    connect: Connect, clock: FakeClock, page: dict[str, Any], reason: str
) -> None:
    """Without ids and total nobody could tell whether a listing is complete."""
    transport = httpx.MockTransport(lambda _: answer(page))
    client = connect(BASE, transport=transport, clock=clock, attempts=2)
    with pytest.raises(UnexpectedAnswer) as caught:
        client.evaluations("pr_1", accept_all)

    assert reason in str(caught.value)
    assert "GET /evaluations?file_id=pr_1&page=1&size=100" in str(caught.value)
    assert client.requests().requests == 2


@pytest.mark.parametrize("size", [None, 0, -5, "100", 1000, 3])
def test_listing_needs_no_right_size(connect: Connect, size: object) -> None:
    """What a server says about its pages' size is a hint only."""
    records = [{"id": f"evr_{number}"} for number in range(150)]

    def serve(request: httpx.Request) -> httpx.Response:
        start = (int(request.url.params["page"]) - 1) * 100
        page = {"records": records[start : start + 100], "size": size, "total": 150}
        return answer(page)

    listing = connect(BASE, transport=httpx.MockTransport(serve)).evaluations("pr_1", accept_all)

    assert len(listing.records) == 150


@pytest.mark.parametrize("size", [None, 0, 100, 1000])
def test_listing_believes_no_total_after_a_full_page(
    connect: Connect, clock: FakeClock, size: int | None
) -> None:
    """Where more follow than the total says, the listing is refused, whatever the size said."""
    records = [{"id": f"evr_{number}"} for number in range(150)]

    def serve(request: httpx.Request) -> httpx.Response:
        start = (int(request.url.params["page"]) - 1) * 100
        return answer({"records": records[start : start + 100], "size": size, "total": 100})

    client = connect(BASE, transport=httpx.MockTransport(serve), clock=clock)
    with pytest.raises(UnexpectedAnswer, match=r"total of \[100\] but served 150 distinct"):
        client.evaluations("pr_1", accept_all)


def test_listing_of_a_server_that_says_no_size_is_read_to_its_end(connect: Connect) -> None:
    """A capped page without a size may be a full one, so the next page is looked at."""
    records = [{"id": f"pr_{number}"} for number in range(30)]

    def serve(request: httpx.Request) -> httpx.Response:
        start = (int(request.url.params["page"]) - 1) * 20
        return answer({"records": records[start : start + 20], "total": 20})

    with pytest.raises(UnexpectedAnswer, match=r"total of \[20\] but served 30 distinct"):
        connect(BASE, transport=httpx.MockTransport(serve)).files(accept_all)


def test_listing_tries_a_page_again(connect: Connect, clock: FakeClock) -> None:
    """One page that fails once costs one retry, not another pass."""
    asked: list[str] = []
    whole = serve_files(250, 1000, asked)

    def serve(request: httpx.Request) -> httpx.Response:
        answered = whole(request)
        return answer({}, 503) if len(asked) == 2 else answered

    listing = connect(BASE, transport=httpx.MockTransport(serve), clock=clock).files(accept_all)

    assert len(listing.records) == 250
    assert [path.partition("page=")[2][0] for path in asked] == ["1", "2", "2", "3"]

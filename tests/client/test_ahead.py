"""Requests sent before anybody asks: each answer is used, once, by who asks first."""

from collections.abc import Mapping

import httpx
import pytest

from http_client import Connect, accept_all, answer
from humanloop_evals.errors import RecordUnusable, RequestFailed
from humanloop_evals.settings import Selection

BASE = "http://localhost/v5"
FIRST_PAGE = "page=1&size=100"


class Api:
    """Two files of one evaluation each, of which it counts how often they are asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        self.asked.append(request.url.raw_path.decode().removeprefix("/v5"))
        path, params = request.url.path.removeprefix("/v5"), request.url.params
        if path == "/files":
            return answer(page({"id": "pr_1"}, {"id": "pr_2"}))
        if path == "/evaluations":
            number = params["file_id"].removeprefix("pr_")
            return answer(page({"id": f"evr_{number}"}))
        if path == "/evaluations/evr_lost":
            return answer({"detail": "no such evaluation"}, status=404)
        return answer({"id": path.removeprefix("/evaluations/"), "asked": len(self.asked)})


def page(*records: Mapping[str, str]) -> dict[str, object]:
    """A listing's only page."""
    return {"records": list(records), "page": 1, "size": 100, "total": len(records)}


@pytest.fixture
def api() -> Api:
    """The API behind the client."""
    return Api()


def test_begun_file_listing_is_what_files_reads(connect: Connect, api: Api) -> None:
    """One request for all files, whatever else is selected."""
    client = connect(BASE, transport=httpx.MockTransport(api))
    client.begin(Selection(("evr_9",), ("pr_9",), all_evaluations=True))

    assert list(client.files(accept_all).records) == ["pr_1", "pr_2"]
    assert api.asked == [f"/files?{FIRST_PAGE}"]


def test_begun_listings_are_what_evaluations_reads(connect: Connect, api: Api) -> None:
    """One request for each file, and none for evaluations, which a listing may bring."""
    client = connect(BASE, transport=httpx.MockTransport(api))
    client.begin(Selection(("evr_1",), ("pr_1", "pr_2", "pr_1")))
    listed = [list(client.evaluations(key, accept_all).records) for key in ("pr_2", "pr_1")]

    assert listed == [["evr_2"], ["evr_1"]]
    assert sorted(api.asked) == [
        f"/evaluations?file_id=pr_1&{FIRST_PAGE}",
        f"/evaluations?file_id=pr_2&{FIRST_PAGE}",
    ]


def test_begun_evaluation_is_read_once(connect: Connect, api: Api) -> None:
    """Whoever asks again wants to know what has changed."""
    client = connect(BASE, transport=httpx.MockTransport(api))
    client.begin(Selection(("evr_1",)))
    texts = [bytes(client.evaluation("evr_1").text) for _ in range(2)]

    assert texts == [b'{"id": "evr_1", "asked": 1}', b'{"id": "evr_1", "asked": 2}']


def test_begun_request_fails_where_it_is_asked_for(connect: Connect, api: Api) -> None:
    """To begin raises nothing, neither for an answer nor for what can't be an id."""
    client = connect(BASE, transport=httpx.MockTransport(api))
    client.begin(Selection(("evr_lost", "", "evr_\udc80")))
    client.begin(Selection(file_ids=("pr_\udc80",)))

    with pytest.raises(RequestFailed, match="no such evaluation"):
        client.evaluation("evr_lost")
    for impossible in ("", "evr_\udc80"):
        with pytest.raises(RecordUnusable, match="can't be an id"):
            client.evaluation(impossible)
    with pytest.raises(RequestFailed, match="can't be the id of a file"):
        client.evaluations("pr_\udc80", accept_all)
    assert api.asked == ["/evaluations/evr_lost"]


def test_begun_listings_are_no_more_than_may_be_in_flight(connect: Connect, api: Api) -> None:
    """What is not begun is asked for in its turn."""
    client = connect(BASE, transport=httpx.MockTransport(api), requests_in_flight=2)
    keys = tuple(f"pr_{number}" for number in range(5))
    client.begin(Selection(file_ids=keys))
    for key in keys:
        client.evaluations(key, accept_all)
    asked = [f"/evaluations?file_id={key}&{FIRST_PAGE}" for key in keys]

    assert sorted(api.asked[:2]) == asked[:2]
    assert sorted(api.asked) == asked


def test_evaluations_that_would_wait_are_not_begun(connect: Connect, api: Api) -> None:
    """They are read in another order than selected: the first one may be asked for last."""
    client = connect(BASE, transport=httpx.MockTransport(api), requests_in_flight=2)
    client.begin(Selection(("evr_3", "evr_2", "evr_1")))
    texts = [bytes(client.evaluation(f"evr_{number}").text) for number in (1, 2, 3)]

    assert texts == [
        b'{"id": "evr_1", "asked": 1}',
        b'{"id": "evr_2", "asked": 2}',
        b'{"id": "evr_3", "asked": 3}',
    ]

"""The calls that only an archive needs: all versions of a file, and its own logs."""

import httpx
import pytest

from fake_clock import FakeClock
from http_client import Connect, answer
from humanloop_evals.errors import RequestFailed, UnexpectedAnswer

BASE = "http://localhost/v5"


def serving(body: object, asked: list[str]) -> httpx.MockTransport:
    """A server that answers everything alike."""

    def serve(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.raw_path.decode())
        return answer(body)

    return httpx.MockTransport(serve)


@pytest.mark.parametrize("kind", ["prompt", "tool", "flow", "evaluator", "agent", "dataset"])
def test_versions_are_asked_for_by_type(connect: Connect, kind: str) -> None:
    """Each type has a path of its own; a version is its own text."""
    asked: list[str] = []
    body = {"records": [{"version_id": "v_2", "n": 1.5}, {"version_id": "v_1"}]}
    found = connect(BASE, transport=serving(body, asked)).versions(kind, "x/1")

    assert asked == [f"/v5/{kind}s/x%2F1/versions"]
    assert [bytes(document.text) for document in found] == [
        b'{"version_id": "v_2", "n": 1.5}',
        b'{"version_id": "v_1"}',
    ]


def test_versions_of_an_unknown_type_are_not_asked_for(connect: Connect) -> None:
    """A type is part of the path: what a record says there reaches no other endpoint."""
    asked: list[str] = []
    client = connect(BASE, transport=serving({"records": []}, asked))
    with pytest.raises(RequestFailed, match="no versions of type"):
        client.versions("../x", "pr_1")

    assert asked == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"records": [{"id": "pr_1"}]}, "records[0]: a version without version_id"),
        ({"records": [{"version_id": ""}]}, "records[0]: a version without version_id"),
        ({"records": [{"version_id": "v_1"}], "total": 2}, "1 of 2 versions came"),
    ],
)
def test_versions_that_are_not_all_are_refused(
    connect: Connect, clock: FakeClock, body: object, reason: str
) -> None:
    """This call has no pages: a server that has made some would cut the history short."""
    client = connect(BASE, transport=serving(body, []), clock=clock, attempts=2)
    with pytest.raises(UnexpectedAnswer) as caught:
        client.versions("prompt", "pr_1")

    assert reason in str(caught.value)


def test_file_logs_come_page_by_page_with_their_steps(connect: Connect) -> None:
    """A page knows the total; the steps inside a log are asked for."""
    asked: list[str] = []
    body = {"records": [{"id": "log_1"}], "page": 3, "size": 100, "total": 201}
    page = connect(BASE, transport=serving(body, asked)).file_logs("fl 1", 3)

    assert asked == ["/v5/logs?file_id=fl+1&include_trace_children=true&page=3&size=100"]
    assert ([bytes(record.text) for record in page.records], page.size, page.total) == (
        [b'{"id": "log_1"}'],
        100,
        201,
    )


def test_file_logs_of_no_file_are_not_asked_for(connect: Connect) -> None:
    """Without an id the server might answer for everything."""
    asked: list[str] = []
    with pytest.raises(RequestFailed, match="can't be the id of a file"):
        connect(BASE, transport=serving({}, asked)).file_logs("", 1)

    assert asked == []


CUT = r"""{ "total": 3, "records" : [
  {"run_id": "rn_1", "log": {"id": "a", "output": "cut \ud83d"}},
  {"id": "b", "output": "\\ud83d, \ud83d\ude00, \ude00"},{ "id" : "c" } ] , "size": 100 }"""


def test_verbatim_client_keeps_texts_that_were_cut(connect: Connect) -> None:
    """Half of a character makes no page unreadable; every record is as it was sent."""
    transport = httpx.MockTransport(
        lambda _: httpx.Response(200, stream=httpx.ByteStream(CUT.encode()))
    )
    client = connect(BASE, transport=transport, verbatim=True)
    records = [bytes(record.text).decode() for record in client.logs("evr_1", None, 1).records]

    assert records == [
        r'{"run_id": "rn_1", "log": {"id": "a", "output": "cut \ud83d"}}',
        r'{"id": "b", "output": "\\ud83d, \ud83d\ude00, \ude00"}',
        '{ "id" : "c" }',
    ]


def test_datapoints_come_page_by_page(connect: Connect) -> None:
    """Of one version, which may have more of them than memory has room for."""
    asked: list[str] = []
    body = {"records": [{"id": "dp_1"}], "page": 2, "size": 100, "total": 101}
    page = connect(BASE, transport=serving(body, asked)).datapoint_page("ds/1", "dsv_1", 2)

    assert asked == ["/v5/datasets/ds%2F1/datapoints?version_id=dsv_1&page=2&size=100"]
    assert ([bytes(record.text) for record in page.records], page.total) == (
        [b'{"id": "dp_1"}'],
        101,
    )

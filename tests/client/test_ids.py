"""Ids go into requests so that they can reach no other endpoint."""

from collections.abc import Iterator
from contextlib import closing
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from faulty_server import FaultyServer, send_json
from http_client import accept_all, make_client
from humanloop_evals.client import Client
from humanloop_evals.errors import RecordUnusable, RequestFailed

IDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60).filter(
    lambda text: text not in {".", ".."}
) | st.text("./?#%&=+\\\"' \n\r\t:@;", min_size=1, max_size=12).filter(
    lambda text: text not in {".", ".."}
)


@pytest.fixture(scope="module")
def server() -> Iterator[FaultyServer]:
    """One server for all examples; it answers every listing and every list of runs."""
    with FaultyServer() as running:
        running.script("*", send_json({"runs": [], "records": [], "total": 0}))
        yield running


@pytest.fixture(scope="module")
def client(server: FaultyServer) -> Iterator[Client]:
    """One client for all examples."""
    with closing(make_client(server.url)) as made:
        yield made


@settings(max_examples=150, deadline=None)
@given(IDS)
@example("../../admin")
@example("..")
@example("evr_1/../evr_2")
@example("%2e%2e%2f")
@example("evr_1?page=2#top")
@example("a\r\nX-API-KEY: other\r\n\r\nGET / HTTP/1.1")
@example('";drop table')
@example("\N{PILE OF POO}\0\u2028")
def test_id_is_one_segment_of_the_path(
    server: FaultyServer, client: Client, identifier: str
) -> None:
    """The server sees exactly one segment, and decoded it is the id."""
    if identifier == "..":
        return
    client.runs(identifier)
    target = server.requests[-1].target

    assert target.startswith("/v5/evaluations/")
    assert target.endswith("/runs")
    segment = target.removeprefix("/v5/evaluations/").removesuffix("/runs")
    assert not set(segment) & set("/?#\"'\\ ")
    assert unquote(segment, errors="strict") == identifier


@settings(max_examples=100, deadline=None)
@given(IDS)
@example("pr_1&size=1")
@example("pr_1#")
def test_file_id_is_one_value_of_the_query(
    server: FaultyServer, client: Client, identifier: str
) -> None:
    """The server sees the file's id, the page and the size, and nothing else."""
    client.evaluations(identifier, accept_all)
    target = urlsplit(server.requests[-1].target)

    assert (target.path, target.fragment) == ("/v5/evaluations", "")
    assert parse_qs(target.query, strict_parsing=True, errors="strict") == {
        "file_id": [identifier],
        "page": ["1"],
        "size": ["100"],
    }


@pytest.mark.parametrize("identifier", ["", ".", "..", "evr_\udc80"])
def test_id_that_would_be_no_segment_is_refused(
    server: FaultyServer, client: Client, identifier: str
) -> None:
    """What a server would take for another path, or can't be sent, is not sent."""
    before = len(server.requests)
    with pytest.raises(RecordUnusable, match="can't be an id"):
        client.runs(identifier)
    with pytest.raises(RecordUnusable, match="can't be an id"):
        client.evaluation(identifier)

    assert len(server.requests) == before


@pytest.mark.parametrize("identifier", ["", "pr_\udc80"])
def test_file_id_that_can_not_be_sent_is_refused(
    server: FaultyServer, client: Client, identifier: str
) -> None:
    """An empty id would ask for something else."""
    before = len(server.requests)
    with pytest.raises(RequestFailed, match="can't be the id of a file"):
        client.evaluations(identifier, accept_all)

    assert len(server.requests) == before


def test_id_too_long_for_a_url_fails_alone(client: Client) -> None:
    """An id of a megabyte is a failure of this request, told in a short line."""
    with pytest.raises(RequestFailed, match="no URL can be made of it") as caught:
        client.evaluation("e" * 2**20)

    assert len(str(caught.value)) < 300

"""Connections are kept, as many as may be in flight, and not asked once they are of no use."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpcore
import pytest

from fake_clock import FakeClock
from faulty_server import Behaviour, FaultyServer, close_at_once, cut, reset, respond, send_json
from http_client import EVALUATION, PATH, Connect
from humanloop_evals.client.connections import Connections

REQUEST = httpcore.Request("GET", "http://api.example.test/v5/evaluations/evr_1")
# Who waits for a place that nobody gives back would wait for ever.
PATIENCE = 10.0


@dataclass(slots=True, eq=False)
class FakeConnection(httpcore.ConnectionInterface):
    """One that answers at once.

    Attributes:
        breaks: Whether it raises instead.
        has_ended: Whether the server has closed it.
        asked: How often it was.
        is_open: Whether it is on this side.
    """

    breaks: bool = False
    has_ended: bool = False
    asked: int = 0
    is_open: bool = True

    def handle_request(self, _request: httpcore.Request) -> httpcore.Response:
        """See `httpcore.ConnectionInterface`."""
        self.asked += 1
        if self.breaks:
            self.is_open = False
            raise httpcore.ReadError("broken")
        return httpcore.Response(200, content=b"{}")

    def is_available(self) -> bool:
        """See `httpcore.ConnectionInterface`."""
        return self.is_open

    def has_expired(self) -> bool:
        """See `httpcore.ConnectionInterface`."""
        return self.has_ended

    def close(self) -> None:
        """See `httpcore.ConnectionInterface`."""
        self.is_open = False


@dataclass(slots=True)
class FakePool(httpcore.ConnectionPool):
    """Makes connections.

    Attributes:
        given: Those that it makes first.
        made: All so far.
    """

    given: list[FakeConnection] = field(default_factory=list)
    made: list[FakeConnection] = field(default_factory=list)

    def create_connection(self, _origin: httpcore.Origin) -> FakeConnection:
        """See `httpcore.ConnectionPool`."""
        self.made.append(self.given.pop(0) if self.given else FakeConnection())
        return self.made[-1]


@pytest.fixture
def pool() -> FakePool:
    """A pool whose connections all answer."""
    return FakePool()


def ask(connections: Connections, times: int = 1) -> None:
    """Send requests, one after the other."""
    for _ in range(times):
        connections.handle_request(REQUEST).close()


def test_connection_used_last_is_used_next(pool: FakePool) -> None:
    """Of two that are idle, the other stays as it is."""
    connections = Connections(pool, 2)
    first, second = (connections.handle_request(REQUEST) for _ in range(2))
    first.close()
    second.close()
    ask(connections, 3)

    assert [made.asked for made in pool.made] == [1, 4]


def test_connection_that_the_server_has_closed_is_replaced(pool: FakePool) -> None:
    """It is not asked, which would be an error, but closed here as well."""
    connections = Connections(pool, 1)
    ask(connections)
    pool.made[0].has_ended = True
    ask(connections, 2)

    assert [(made.asked, made.is_open) for made in pool.made] == [(1, False), (2, True)]


def test_connection_that_breaks_leaves_its_place(pool: FakePool) -> None:
    """An error is raised as it is, and the next request has a connection of its own."""
    pool.given = [FakeConnection(breaks=True)]
    connections = Connections(pool, 1)
    with pytest.raises(httpcore.ReadError, match="broken"):
        ask(connections)
    ask(connections)

    assert [made.asked for made in pool.made] == [1, 1]


def test_response_that_is_closed_twice_gives_back_one_place(pool: FakePool) -> None:
    """The semaphore would notice a second one."""
    connections = Connections(pool, 1)
    response = connections.handle_request(REQUEST)
    response.close()
    response.close()
    ask(connections)

    assert [made.asked for made in pool.made] == [2]


def test_close_closes_all_connections(pool: FakePool) -> None:
    """Those that are in use as well."""
    connections = Connections(pool, 2)
    in_use = connections.handle_request(REQUEST)
    ask(connections)
    connections.close()
    in_use.close()

    assert [made.is_open for made in pool.made] == [False, False]


def test_no_more_requests_are_under_way_than_the_setting_says(
    server: FaultyServer, connect: Connect
) -> None:
    """However many threads there are, the others wait."""
    server.script(PATH, send_json(EVALUATION))
    client = connect(server.url, requests_in_flight=3)
    with ThreadPoolExecutor(12) as threads:
        list(threads.map(lambda _: client.evaluation("evr_1"), range(100)))

    assert {request.connection for request in server.requests} <= {0, 1, 2}


@pytest.mark.parametrize(
    "failure",
    [reset(), close_at_once(), cut(b'{"id":"evr_1"}', 5), respond(503)],
    ids=["reset", "closed", "cut", "status"],
)
def test_attempt_that_fails_gives_back_its_place(
    server: FaultyServer, connect: Connect, clock: FakeClock, failure: Behaviour
) -> None:
    """With one place for all, the next attempt gets it."""
    server.script(PATH, failure, failure, send_json(EVALUATION))
    client = connect(server.url, clock=clock, requests_in_flight=1, attempts=3)
    with ThreadPoolExecutor(1) as threads:
        found = threads.submit(client.evaluation, "evr_1").result(PATIENCE)

    assert found.where == f"GET {PATH[3:]}"
    assert server.count(PATH) == 3

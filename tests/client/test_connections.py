"""Connections are kept, as many as may be in flight, and not asked once they are of no use."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpcore
import pytest

from fake_clock import FakeClock
from faulty_server import Behaviour, FaultyServer, close_at_once, cut, reset, respond, send_json
from http_client import EVALUATION, PATH, Connect
from humanloop_evals.client.connections import Connections
from humanloop_evals.client.deadline import deadline

REQUEST = httpcore.Request("GET", "http://api.example.test/v5/evaluations/evr_1")
# Who waits for a place that nobody gives back would wait for ever.
PATIENCE = 10.0


@dataclass(eq=False)
class FakeConnection(httpcore.ConnectionInterface):
    """One that answers at once.

    Attributes:
        error: What it raises instead.
        has_ended: Whether the server has closed it.
        closing: What it raises when it is closed.
        asked: How often it was.
        state: `idle`, `busy` until what it has answered is closed, or `closed`.
    """

    error: Exception | None = None
    has_ended: bool = False
    closing: Exception | None = None
    asked: int = 0
    state: str = "idle"

    def handle_request(self, _request: httpcore.Request) -> httpcore.Response:
        """See `httpcore.ConnectionInterface`."""
        self.asked += 1
        self.state = "busy"
        if self.error:
            raise self.error
        return httpcore.Response(200, content=FakeBody(self))

    def is_available(self) -> bool:
        """See `httpcore.ConnectionInterface`."""
        return self.state == "idle"

    def has_expired(self) -> bool:
        """See `httpcore.ConnectionInterface`."""
        return self.has_ended

    def close(self) -> None:
        """See `httpcore.ConnectionInterface`."""
        self.state = "closed"
        if self.closing:
            raise self.closing


@dataclass(slots=True)
class FakeBody:
    """The body of one answer, after which its connection can go on if it was read to its end."""

    connection: FakeConnection
    is_read: bool = False

    def __iter__(self) -> Iterator[bytes]:
        """Give it in two pieces."""
        yield b"{"
        yield b"}"
        self.is_read = True

    def close(self) -> None:
        """Let the connection go on, or close it."""
        if self.connection.state == "busy":
            self.connection.state = "idle" if self.is_read else "closed"


@dataclass(slots=True)
class FakePool(httpcore.ConnectionPool):
    """Makes connections.

    Attributes:
        given: Those that it makes first; an error is raised instead.
        made: All so far.
    """

    given: list[FakeConnection | Exception] = field(default_factory=list)
    made: list[FakeConnection] = field(default_factory=list)

    def create_connection(self, _origin: httpcore.Origin) -> FakeConnection:
        """See `httpcore.ConnectionPool`."""
        made = self.given.pop(0) if self.given else FakeConnection()
        if isinstance(made, Exception):
            raise made
        self.made.append(made)
        return made


@pytest.fixture
def pool() -> FakePool:
    """A pool whose connections all answer."""
    return FakePool()


def make(pool: FakePool, most: int) -> Connections:
    """Connections that nobody waits on."""
    return Connections(pool, most, wake=lambda: None)


def ask(connections: Connections, times: int = 1) -> None:
    """Send requests, one after the other, and read what is answered."""
    for _ in range(times):
        response = connections.handle_request(REQUEST)
        assert response.read() == b"{}"
        response.close()


def refuses(connections: Connections) -> str:
    """What a request fails with; nobody waits for a place that is not given back."""
    with deadline(0.0), pytest.raises(httpcore.NetworkError) as caught:
        ask(connections)
    return str(caught.value)


def test_connection_used_last_is_used_next(pool: FakePool) -> None:
    """Of two that are idle, the other stays as it is."""
    connections = make(pool, 2)
    for response in [connections.handle_request(REQUEST) for _ in range(2)]:
        response.read()
        response.close()
    ask(connections, 3)

    assert [made.asked for made in pool.made] == [1, 4]


def test_connection_that_the_server_has_closed_is_replaced(pool: FakePool) -> None:
    """It is not asked, which would be an error, but closed here as well."""
    connections = make(pool, 1)
    ask(connections)
    pool.made[0].has_ended = True
    ask(connections, 2)

    assert [(made.asked, made.state) for made in pool.made] == [(1, "closed"), (2, "idle")]


def test_connection_whose_answer_is_not_read_is_not_used_again(pool: FakePool) -> None:
    """The next answer would begin with the rest of this one."""
    connections = make(pool, 1)
    connections.handle_request(REQUEST).close()
    ask(connections, 2)

    assert [(made.asked, made.state) for made in pool.made] == [(1, "closed"), (2, "idle")]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (FakeConnection(httpcore.ReadError("broken")), "broken"),
        (httpcore.ConnectError("no way"), "no way"),
        (FakeConnection(httpcore.ReadError("1"), closing=httpcore.WriteError("2")), "2"),
    ],
    ids=["reading", "connecting", "closing"],
)
def test_request_that_fails_gives_back_its_place(
    pool: FakePool, given: FakeConnection | Exception, message: str
) -> None:
    """The error is one that httpx knows, and the next request has a connection of its own."""
    pool.given = [given]
    connections = make(pool, 1)

    assert refuses(connections) == message
    with deadline(0.0):
        ask(connections)
    assert [made.state for made in pool.made][-1] == "idle"


def test_response_that_is_closed_twice_gives_back_one_place(pool: FakePool) -> None:
    """The semaphore would notice a second one."""
    connections = make(pool, 1)
    response = connections.handle_request(REQUEST)
    response.read()
    response.close()
    response.close()
    ask(connections)

    assert [made.asked for made in pool.made] == [2]


def test_response_that_can_not_be_closed_gives_back_its_place(pool: FakePool) -> None:
    """Whatever goes wrong there is raised, and costs nobody else anything."""
    pool.given = [FakeConnection(closing=OSError("no"))]
    connections = make(pool, 1)
    with pytest.raises(OSError, match="no"):
        connections.handle_request(REQUEST).close()
    with deadline(0.0):
        ask(connections)

    assert [made.asked for made in pool.made] == [1, 1]


def test_waiting_for_a_place_ends_at_the_deadline(pool: FakePool) -> None:
    """As everything does that one request waits for."""
    connections = make(pool, 1)
    connections.handle_request(REQUEST)
    with deadline(0.0), pytest.raises(httpcore.PoolTimeout, match="no time left to wait"):
        ask(connections)


def test_close_closes_what_is_idle(pool: FakePool) -> None:
    """All of it, also when one of them can't be; those in use are woken first, and left alone."""
    states: list[list[str]] = []
    connections = Connections(pool, 4, wake=lambda: states.append([one.state for one in pool.made]))
    pool.given = [FakeConnection(), FakeConnection(closing=OSError("no")), FakeConnection()]
    for response in [connections.handle_request(REQUEST) for _ in range(4)][:3]:
        response.read()
        response.close()
    with pytest.raises(OSError, match="no"):
        connections.close()

    states.append([one.state for one in pool.made])
    assert states == [["idle"] * 3 + ["busy"], ["closed"] * 3 + ["busy"]]


@pytest.mark.parametrize("is_read", [True, False])
def test_connection_is_closed_by_who_uses_it_when_all_are(pool: FakePool, *, is_read: bool) -> None:
    """Nobody would come for it any more, though its answer was read to the end."""
    connections = make(pool, 1)
    response = connections.handle_request(REQUEST)
    connections.close()
    if is_read:
        response.read()
    response.close()

    assert [made.state for made in pool.made] == ["closed"]


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

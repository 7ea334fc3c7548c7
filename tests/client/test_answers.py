"""Answers with status 200 that are not what the API documents are never taken for "nothing"."""

import json
from collections.abc import Callable

import pytest

from fake_clock import FakeClock
from faulty_server import FaultyServer, nested, respond, send_json
from http_client import EVALUATION, PATH, Connect, accept_all
from humanloop_evals import wire
from humanloop_evals.client import Client
from humanloop_evals.client.answer import parse_runs
from humanloop_evals.errors import UnexpectedAnswer
from humanloop_evals.reader import Document

Call = Callable[[Client], object]
EVALUATION_CALL: Call = lambda client: client.evaluation("evr_1")  # noqa: E731 - a table of calls
CALLS: dict[str, tuple[Call, str]] = {
    "evaluation": (EVALUATION_CALL, "GET /evaluations/evr_1"),
    "runs": (lambda client: client.runs("evr_1"), "GET /evaluations/evr_1/runs"),
    "files": (lambda client: client.files(accept_all), "GET /files?page=1&size=100"),
    "evaluations": (
        lambda client: client.evaluations("pr_1", accept_all),
        "GET /evaluations?file_id=pr_1&page=1&size=100",
    ),
    "logs": (
        lambda client: client.logs("evr_1", None, 1),
        "GET /evaluations/evr_1/logs?page=1&size=100",
    ),
    "versions": (lambda client: client.versions("agent", "ag_1"), "GET /agents/ag_1/versions"),
    "file logs": (
        lambda client: client.file_logs("pr_1", 1),
        "GET /logs?file_id=pr_1&include_trace_children=true&page=1&size=100",
    ),
}
NEVER_RIGHT: dict[str, bytes] = {
    "null": b"null",
    "empty object": b"{}",
    "empty list": b"[]",
    "list": b'[{"id": "evr_1"}]',
    "text": b'"runs"',
    "number": b"0",
    "HTML": b"<!DOCTYPE html><html><body>Sign in</body></html>",
    "nothing": b"",
    "white space": b" \r\n",
    "null runs": b'{"runs": null, "records": null, "total": 0, "id": null}',
    "runs as object": b'{"runs": {}, "records": {}, "total": 0}',
    "runs as text": b'{"runs": "", "records": "", "total": 0}',
    "error object": b'{"detail": "Not authenticated"}',
    "two values": b'{"id": "evr_1", "runs": [], "records": [], "total": 0} {}',
    "byte order mark": b'\xef\xbb\xbf{"id": "evr_1", "runs": [], "records": [], "total": 0}',
    "UTF-16": '{"id": "evr_1", "runs": [], "records": [], "total": 0}'.encode("utf-16"),
}


@pytest.mark.parametrize("body", NEVER_RIGHT.values(), ids=NEVER_RIGHT.keys())
@pytest.mark.parametrize(("call", "where"), CALLS.values(), ids=CALLS.keys())
def test_answer_that_is_not_the_expected_one_is_refused(
    server: FaultyServer, connect: Connect, clock: FakeClock, call: Call, where: str, body: bytes
) -> None:
    """The error names the request and how the answer begins."""
    server.script("*", respond(200, body))
    with pytest.raises(UnexpectedAnswer) as caught:
        call(connect(server.url, clock=clock, attempts=2))

    assert str(caught.value).startswith(f"not the expected answer from {where}: ")
    assert len(str(caught.value)) < 300
    assert len(server.requests) == 2


@pytest.mark.parametrize("body", [b"null", b"<html>", b'{"id": "evr_2"}'])
def test_answer_that_is_not_the_expected_one_is_worth_another_try(
    server: FaultyServer, connect: Connect, clock: FakeClock, body: bytes
) -> None:
    """A gateway's page goes away again."""
    server.script(PATH, respond(200, body), send_json(EVALUATION))
    document = connect(server.url, clock=clock).evaluation("evr_1")

    assert document == Document(f"GET {PATH[3:]}", json.dumps(EVALUATION).encode())


UNREADABLE: dict[str, tuple[bytes, str]] = {
    "invalid UTF-8": (b'{"id": "evr_1", "name": "\xff"}', "invalid UTF-8 at byte 25"),
    "a surrogate as UTF-8": (b'{"id": "evr_1", "a": "\xed\xa0\x80"}', "invalid UTF-8 at byte 22"),
    "NaN": (b'{"id": "evr_1", "mean": NaN}', "at character 24"),
    "Infinity": (b'{"id": "evr_1", "mean": [-Infinity]}', "at character 26"),
    "nested": (b'{"id": "evr_1", "a": %b}' % nested(100_000), "depth limit exceeded"),
    "cut": (b'{"id": "evr_1", "runs": [{', "at character 26"),
    "comma": (b'{"id": "evr_1",}', "trailing comma is not allowed at character 14"),
    "key twice": (b'{"id": "evr_1", "a": 1, "a": 1}', "the key 'a' stands twice in one object"),
    "escaped key twice": (b'{"id":"evr_1","\\u0069d":"evr_1"}', "the key 'id' stands twice"),
}


@pytest.mark.parametrize(("body", "reason"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_answer_that_can_not_be_exact_is_refused(
    server: FaultyServer, connect: Connect, clock: FakeClock, body: bytes, reason: str
) -> None:
    """JSON that a lenient parser would change is refused, with request and position."""
    server.script(PATH, respond(200, body))
    with pytest.raises(UnexpectedAnswer) as caught:
        connect(server.url, clock=clock, attempts=1).evaluation("evr_1")

    assert f"from GET {PATH[3:]}: " in str(caught.value)
    assert reason in str(caught.value)


def test_answer_with_half_a_character_is_read(server: FaultyServer, connect: Connect) -> None:
    """A text cut inside an emoji must not cost the rest; whole pairs stay as they are."""
    body = rb'{"id": "evr_1", "name": "\ud83d", "whole": "\ud83d\ude00", "not": "\\ud83d"}'
    server.script(PATH, respond(200, body))

    assert connect(server.url).evaluation("evr_1").text == body.replace(
        rb'"\ud83d",', rb'"\ufffd",', 1
    )


def test_answer_keeps_its_text_byte_by_byte(server: FaultyServer, connect: Connect) -> None:
    """Numbers, escapes, white space and what only looks like a repeated key stay as they came."""
    body = b'{ "id":"evr_1", "big":123456789012345678901234567890, "x":0.10, "m":{"a":1,"a":2} }\n'
    server.script(PATH, respond(200, body))

    assert connect(server.url).evaluation("evr_1") == Document(f"GET {PATH[3:]}", body)


def test_runs_come_in_their_order_and_say_where_they_stood(
    server: FaultyServer, connect: Connect
) -> None:
    """Each run is its own text, named by its place in the answer."""
    server.script(
        f"{PATH}/runs", respond(200, b'{"runs": [ {"id":"rn_2"} ,{"id":"rn_1", "a":1.0}]}')
    )
    runs = connect(server.url).runs("evr_1")

    assert [(run.where, bytes(run.text)) for run in runs] == [
        (f"GET {PATH[3:]}/runs, runs[0]", b'{"id":"rn_2"}'),
        (f"GET {PATH[3:]}/runs, runs[1]", b'{"id":"rn_1", "a":1.0}'),
    ]


@pytest.mark.parametrize(
    ("body", "are_cut"),
    [
        (rb'{"runs":[{"id":"rn_2"},{"id":"rn_1","a":1.0}]}', True),
        (rb'{"runs":[{"id":"rn_2"},{"id":"rn_1","a":"\u00e9"}]}', False),
        (rb'{"runs":[{"id":"rn_2"}, {"id":"rn_1"}]}', False),
    ],
    ids=["usual", "escapes", "white space"],
)
def test_runs_are_cut_where_that_costs_nothing(body: bytes, *, are_cut: bool) -> None:
    """With the fields that reading the text would give, and no escape to be looked at."""
    runs = parse_runs(body, "here")

    expected = [wire.read_object(run.text) if are_cut else None for run in runs]
    assert [run.fields for run in runs] == expected
    assert runs == [
        Document(f"here, runs[{place}]", text)
        for place, text in enumerate(wire.read_list(wire.read_object(body)["runs"]))
    ]


def test_many_runs_are_cut_as_well() -> None:
    """Their number counts, not their size: a megabyte of four."""
    text = b'{"id":"rn_1","a":"%b"}' % (b"a" * 250_000)
    runs = parse_runs(b'{"runs":[%b]}' % b",".join([text] * 4), "here")

    assert [run.fields is None for run in runs] == [False] * 4


def test_runs_that_are_no_text_are_refused() -> None:
    """Bytes that are not UTF-8 are found, though nothing else is wrong."""
    with pytest.raises(UnexpectedAnswer, match="invalid UTF-8 at byte 16"):
        parse_runs(b'{"runs":[{"id":"\xff"}]}', "here")


def test_runs_may_be_none(server: FaultyServer, connect: Connect) -> None:
    """An empty list is an answer."""
    server.script(f"{PATH}/runs", send_json({"runs": []}))

    assert connect(server.url).runs("evr_1") == []


def test_runs_beyond_any_number_that_can_be_true_are_refused(
    server: FaultyServer, connect: Connect, clock: FakeClock
) -> None:
    """A list of a million nothings would take eighty times its size in memory."""
    server.script(f"{PATH}/runs", respond(200, b'{"runs":[' + b"{}," * 250_000 + b"{}]}"))
    with pytest.raises(UnexpectedAnswer, match="at most 250,000 runs was expected"):
        connect(server.url, clock=clock, attempts=1).runs("evr_1")

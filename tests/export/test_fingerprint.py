"""Fingerprints: equal for what differs in counters only, and for nothing else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import api_objects as api
from api_objects import Json, to_text
from humanloop_evals.export.fingerprint import fingerprint

COUNTERS: list[Json] = [
    {"version_logs_count": 9},
    {"total_logs_count": 9},
    {"last_used_at": api.CREATED},
    {"updated_at": api.CREATED},
    {"evaluator_aggregates": [{"value": 0.5}]},
]


def of(value: Any) -> str:
    """The fingerprint of one object."""
    return fingerprint([to_text(value)])


@pytest.mark.parametrize("moved", COUNTERS)
def test_fingerprint_leaves_counters_of_versions_out(moved: Json) -> None:
    """At whatever depth the version stands."""
    monitors = {"evaluators": [api.monitor(api.evaluator())]}
    drifted = {"evaluators": [api.monitor(api.evaluator(**moved))]}

    assert of(api.run(version=api.prompt(**monitors))) == of(
        api.run(version=api.prompt(**drifted, **moved))
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (api.evaluation(), api.evaluation(updated_at=api.CREATED)),
        (api.run(version=api.prompt()), api.run(version=api.prompt(description="x"))),
        (api.run(), api.run(status="running")),
        ({"n": api.verbatim("1.0")}, {"n": api.verbatim("1.00")}),
        (
            {"n": api.verbatim("12345678901234567890123")},
            {"n": api.verbatim("12345678901234567890124")},
        ),
        ({"n": 1}, {"n": "1"}),
        ({"n": {"a": 1}}, {"n": [["a", 1]]}),
        (api.verbatim('{"a":1,"a":2}'), api.verbatim('{"a":3,"a":2}')),
        (api.verbatim('["\\ud83d"]'), api.verbatim('["\\ud83e"]')),
        (api.verbatim("1e400"), api.verbatim("1e401")),
    ],
)
def test_fingerprint_tells_everything_else_apart(one: Json, other: Json) -> None:
    """An evaluation's own time of change is no counter; no number is rounded."""
    assert of(one) != of(other)


def test_fingerprint_is_that_of_the_values() -> None:
    """White space says nothing."""
    assert fingerprint([b'{"a": [1, 2]}']) == fingerprint([b'{\n"a":[1,2]}'])


@given(st.lists(st.integers()), st.randoms())
def test_fingerprint_knows_no_order_of_runs(numbers: list[int], random: Any) -> None:
    """The API names none."""
    texts = [str(number).encode() for number in numbers]
    shuffled = list(texts)
    random.shuffle(shuffled)

    assert fingerprint([b"1"], unordered=texts) == fingerprint([b"1"], unordered=shuffled)


def test_fingerprint_keeps_the_order_of_others() -> None:
    """An evaluation is not its stats."""
    assert fingerprint([b"1", b"2"]) != fingerprint([b"2", b"1"])

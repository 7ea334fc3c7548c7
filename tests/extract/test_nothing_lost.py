"""Arbitrary JSON at every place that is known: all of it is loaded, or its evaluation is not."""

import itertools
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import api_objects as api
from api_objects import Json, without, words
from extracting import extract
from fake_reader import FakeReader
from property_settings import examples

# Every name that some object of the contract uses for something nested, and some that none uses.
NAMES = sorted(
    words(
        "id version_id name type version dataset created_by committed_by environments tags inputs "
        "evaluators evaluator_aggregates evaluator_version_id tools linked_tools function spec "
        "options number_limits prompt response_format template role content version_reference "
        "file environment link json_schema parameters attributes reasoning_effort state status "
        "url runs_count temperature max_tokens stop datapoints unknown"
    )
)
# A leaf is drawn as what makes a value of a number; the number is given out later, once each.
Leaf = Callable[[int], Any]
LEAVES: list[Leaf] = [str, int, lambda number: f"t{number}", lambda number: f"é{number}\u0000"]


def identified(builder: Callable[..., Json]) -> Callable[[Json], Json]:
    """Make a valid object around drawn fields, with ids of its own."""
    return lambda fields: builder(str) | {"id": str} | fields


def bodies(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Lists and objects, among them objects that are valid but for what was drawn."""
    fields = st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    valid = [api.user, api.environment, api.prompt, api.evaluator, api.agent, api.dataset]
    items = st.one_of(*[fields.map(identified(builder)) for builder in valid])
    monitors = items.map(api.monitor)
    return st.lists(inner | items | monitors, max_size=3) | fields | items | monitors


JSON = st.recursive(st.none() | st.booleans() | st.sampled_from(LEAVES), bodies, max_leaves=12)
FIELDS = st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6)


def numbered(value: Any, numbers: "itertools.count[int]") -> Any:
    """The value with every leaf made, each from a number that no other leaf has."""
    if callable(value):
        return value(next(numbers))
    if isinstance(value, list):
        return [numbered(item, numbers) for item in value]
    if isinstance(value, dict):
        return {name: numbered(item, numbers) for name, item in value.items()}
    return value


@examples(100)
@given(run=FIELDS, version=FIELDS, evaluation=FIELDS)
def test_extraction_loses_no_value(run: Json, version: Json, evaluation: Json) -> None:
    """Every leaf of a healthy evaluation is in some row; nothing but a quarantine is the answer."""
    numbers = itertools.count(1_000_001)
    whole = numbered(api.evaluation(runs_count=1) | without(evaluation, "id"), numbers)
    runs = [numbered(api.run(version=api.prompt() | version) | run, numbers)]
    reader = FakeReader()
    reader.replace(whole, runs, evaluation_id="evr_1")

    found = extract(reader, ["evr_1"], in_flight=1)

    rows = str([batch.to_pylist() for tables in found.batches for batch in tables.values()])
    lost = [number for number in range(1_000_001, next(numbers)) if str(number) not in rows]
    assert found.report.quarantined or lost == []

"""Members are taken out of a text, and all around them stays byte for byte."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from humanloop_evals.extract.json_members import hide_members

HIDDEN = {"a", "b"}
NAMES = st.sampled_from(["a", "b", "c", "d", '"a"', "{"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | NAMES | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=30,
)


def without(text: str) -> str:
    """The text without what is hidden."""
    return hide_members(text, HIDDEN.__contains__, lambda _name, _value: None)


def expected(value: Any, shown: Any = None) -> Any:
    """The same of a decoded value, or with another value of what is hidden."""
    if isinstance(value, list):
        return [expected(item, shown) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: shown if name in HIDDEN else expected(item, shown)
        for name, item in value.items()
        if name not in HIDDEN or shown is not None
    }


@given(VALUES, st.sampled_from([(",", ":"), (", ", ": ")]), st.sampled_from([None, 1]))
def test_members_are_gone_at_any_depth(
    value: Any, separators: tuple[str, str], indent: int | None
) -> None:
    """Whatever is around them, and in any layout."""
    text = json.dumps(value, separators=separators, indent=indent)

    assert json.loads(without(text)) == expected(value)
    assert json.loads(hide_members(text, HIDDEN.__contains__, lambda *_: "7")) == expected(value, 7)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('{"a":1}', "{}"),
        ('{"a":1,"c":1.0}', '{"c":1.0}'),
        ('{"c":1.0,"a":1}', '{"c":1.0}'),
        ('{"a":1,"b":[{"c":"}"}],"c":1e5,"a":2,"b":3,"d":-0}', '{"c":1e5,"d":-0}'),
        ('{ "c" : "\\"a\\":" , "a" : { } }', '{ "c" : "\\"a\\":" }'),
        ('{"c":1,"c":2,"\\u0061":3}', '{"c":1,"c":2}'),
        ('["a",{"c":["a",{"a":[]}]}]', '["a",{"c":["a",{}]}]'),
        ('"a"', '"a"'),
    ],
)
def test_members_leave_the_rest_as_it_was(text: str, left: str) -> None:
    """Numbers, repeated names, escapes and blanks."""
    assert without(text).replace(" }", "}") == left.replace(" }", "}")

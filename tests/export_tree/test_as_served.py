"""JSON as the exporter writes it becomes JSON as the API had sent it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from humanloop_evals.export_tree.as_served import as_served
from humanloop_evals.wire import JsonError
from property_settings import examples

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def served(value: object) -> bytes:
    """What Python's frameworks send."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@examples(200)
@given(st.dictionaries(TEXTS, VALUES, max_size=5))
def test_as_served_undoes_what_the_exporter_does(value: object) -> None:
    """Byte for byte, whatever the texts hold."""
    assert as_served(json.dumps(value).encode()) == served(value)


@examples(200)
@given(st.dictionaries(TEXTS, VALUES, max_size=5))
def test_as_served_leaves_what_was_served(value: object) -> None:
    """An export that is written with more care is not touched."""
    assert as_served(served(value)) == served(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r'{"a": "\u00e9\ud83d\ude00"}', '{"a":"é😀"}'),
        (r'{"a": "\\u00e9"}', r'{"a":"\\u00e9"}'),
        (r'{"a": "\\\u00e9"}', '{"a":"\\\\é"}'),
        (r'{"a": "\\u00e9\u00e8"}', '{"a":"\\\\u00e9è"}'),
        (r'{"a": "\u0022\u005c\n\u0000"}', r'{"a":"\u0022\u005c\n\u0000"}'),
        (r'{"a":"\ud83d cut \u00e9"}', '{"a":"\\ud83d cut é"}'),
        (r'{"a":"\ud83d\u00e9"}', '{"a":"\\ud83dé"}'),
        ('{\n  "a": 1.50,\n  "a": 1e5\n}', '{"a":1.50,"a":1e5}'),
        ('{"a": tru', '{"a": tru'),
    ],
)
def test_as_served_changes_nothing_else(text: str, expected: str) -> None:
    """Escapes that JSON needs, halves of characters, numbers, repeated keys, broken JSON."""
    assert as_served(text.encode()).decode() == expected


def test_as_served_refuses_what_is_no_utf8() -> None:
    """A disk that has forgotten a bit is noticed."""
    with pytest.raises(JsonError, match="invalid UTF-8 at byte 6"):
        as_served(b'{"a":"\xff"}')

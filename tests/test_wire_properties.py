"""JSON cut into raw slices: what holds for every text, against the standard library's reading."""

import json
from functools import partial
from typing import Any

import msgspec
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from humanloop_evals import wire
from humanloop_evals.wire import JsonError

NUMBERS = st.from_regex(
    r"-?(0|[1-9][0-9]{0,40})(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?", fullmatch=True
)
CHARACTERS = st.characters(exclude_categories=["Cs"])
BLANKS = st.text(" \t\r\n", max_size=2)
COMPACT = st.just("")


def escape(text: str) -> str:
    """A JSON string with every character as an escape, surrogate pairs included."""
    units = text.encode("utf-16-be").hex()
    return '"' + "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)) + '"'


def strings() -> st.SearchStrategy[str]:
    """JSON strings: as they are, with escapes where ASCII needs them, or all in escapes."""
    writers = [escape, json.dumps, partial(json.dumps, ensure_ascii=False)]
    characters = CHARACTERS | st.sampled_from('"\\/,:{}[]\u00e9\U0001f600')
    texts = st.text(characters, max_size=4)
    return st.builds(lambda write, text: write(text), st.sampled_from(writers), texts)


def lists(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A JSON list of texts."""
    return st.tuples(st.lists(items, max_size=4), BLANKS).map(
        lambda drawn: f"[{drawn[1]}{f'{drawn[1]},'.join(drawn[0])}]"
    )


@st.composite
def objects(
    draw: st.DrawFn, values: st.SearchStrategy[str], *, unique: bool = False, least: int = 0
) -> str:
    """A JSON object of texts, whose keys may repeat unless told otherwise."""
    by = (lambda field: json.loads(field[0])) if unique else None
    pairs = st.tuples(strings(), values)
    fields = draw(st.lists(pairs, min_size=least, max_size=4, unique_by=by))
    blank = draw(BLANKS | COMPACT)
    inner = f"{blank},{blank}".join(f"{key}{blank}:{blank}{value}" for key, value in fields)
    return f"{blank}{{{blank}{inner}{blank}}}"


SCALARS = NUMBERS | strings() | st.sampled_from(["true", "false", "null"])
VALUES = st.recursive(SCALARS, lambda inner: lists(inner) | objects(inner), max_leaves=5)
OBJECTS = objects(VALUES, unique=True)


def reread(text: str | bytes) -> Any:
    """What the standard library reads, with numbers as they are written and every pair kept."""
    return json.loads(text, object_pairs_hook=list, parse_int=str, parse_float=str)


@settings(deadline=None)
@given(OBJECTS)
def test_read_object_cuts_what_the_standard_library_reads(text: str) -> None:
    """The slices, read one by one, are the object read at once; no number changes its text."""
    fields = wire.read_object(text.encode())

    assert [(name, reread(bytes(raw))) for name, raw in fields.items()] == reread(text)


@settings(deadline=None)
@given(OBJECTS)
def test_read_object_keeps_slices_verbatim(text: str) -> None:
    """Every slice stands in the text as it is, in order."""
    body = text.encode()
    place = 0
    for raw in wire.read_object(body).values():
        found = body.find(bytes(raw), place)

        assert found >= place
        place = found + len(bytes(raw))


@settings(max_examples=100, deadline=None)
@given(objects(VALUES, least=2))
def test_read_object_refuses_exactly_the_repeated_keys(text: str) -> None:
    """It refuses when, and only when, two keys of the outermost object are the same text."""
    keys = [name for name, _ in reread(text)]
    try:
        read = list(wire.read_object(text.encode()))
    except JsonError as error:
        read = [str(error)]
    repeated = [key for at, key in enumerate(keys) if key in keys[:at]]

    assert (read == keys) is (not repeated)
    assert not repeated or "stands twice in one object" in read[0]


@settings(max_examples=100, deadline=None)
@given(objects(VALUES, unique=True, least=1), st.data())
def test_read_object_refuses_any_key_that_is_added_again(text: str, data: st.DataObject) -> None:
    """A key that comes once more, escaped or not, wherever, is found."""
    key = data.draw(st.sampled_from([name for name, _ in reread(text)]))
    blank = data.draw(BLANKS)
    again = f"{json.dumps(key, ensure_ascii=data.draw(st.booleans()))}{blank}:{data.draw(VALUES)}"
    place = text.index("{") + 1
    first = f"{text[:place]}{again},{text[place:]}"
    last = f"{text.rstrip()[:-1]},{again}}}"
    for doubled in (first, last):
        with pytest.raises(JsonError, match="stands twice"):
            wire.read_object(doubled.encode())


@settings(max_examples=150, deadline=None)
@given(OBJECTS, st.data())
def test_read_object_accepts_nothing_that_is_no_json(text: str, data: st.DataObject) -> None:
    """A text with one byte changed is refused, or the standard library accepts it as well."""
    body = bytearray(text.encode())
    place = data.draw(st.integers(0, len(body) - 1))
    body[place : place + data.draw(st.integers(0, 1))] = data.draw(st.binary(max_size=2))
    try:
        wire.check_body(bytes(body))
        fields = wire.read_object(bytes(body))
    except JsonError:
        return

    assert reread(bytes(body).decode()) == [(k, reread(bytes(raw))) for k, raw in fields.items()]


@settings(deadline=None)
@given(st.lists(objects(VALUES), max_size=4))
def test_read_each_object_reads_what_read_object_reads(written: list[str]) -> None:
    """Or leaves it to that: repeated keys and white space are looked at one by one."""
    together = wire.read_each_object([text.encode() for text in written])

    if together is not None:
        assert together == [wire.read_object(text.encode()) for text in written]


@settings(deadline=None)
@given(st.lists(lists(objects(VALUES)) | st.just("null"), max_size=4))
def test_read_lists_of_objects_reads_what_read_objects_reads(written: list[str]) -> None:
    """Null is a list without items."""
    texts = [msgspec.Raw(text.encode()) for text in written]
    together = wire.read_lists_of_objects(texts)

    if together is not None:
        alone = [[] if bytes(text) == b"null" else wire.read_objects(text) for text in texts]
        assert together == alone


# Keys that one could mistake for each other, values that one could mistake for the end of theirs.
PLAIN_FIELDS = st.dictionaries(
    st.sampled_from(["", "a", "b", 'a":1,"b', "}", "]"]).map(json.dumps), VALUES, max_size=3
)
COMPACT_OBJECTS = PLAIN_FIELDS.map(
    lambda drawn: "{" + ",".join(f"{key}:{value}" for key, value in drawn.items()) + "}"
)


@settings(deadline=None)
@given(st.lists(COMPACT_OBJECTS | OBJECTS, min_size=1, max_size=4), st.data())
def test_read_only_list_reads_what_is_read_step_by_step(
    items: list[str], data: st.DataObject
) -> None:
    """Or leaves it to that; whatever it reads, it knows where each object stands."""
    more = data.draw(st.sampled_from(["", ',"total":1', ',"runs":[{}]', ',"\\u0072uns":[{}]']))
    text = f'{{"runs":[{",".join(items)}]{more}}}'.encode()
    at_once = wire.read_only_list(text, "runs")

    event(f"at once: {at_once is not None}")
    if at_once is not None:
        alone = wire.read_list(wire.read_object(text)["runs"])
        assert [bytes(item) for item, _ in at_once] == [bytes(item) for item in alone]
        assert [fields for _, fields in at_once] == [wire.read_object(item) for item in alone]


@settings(deadline=None)
@given(
    st.lists(
        st.dictionaries(st.text("abc_", max_size=3), VALUES.map(str.strip)), min_size=1, max_size=4
    )
)
def test_read_only_list_reads_every_compact_answer(items: list[dict[str, str]]) -> None:
    """With keys of ASCII and values of any kind, there is nothing that it would leave."""
    written = [
        "{" + ",".join(f'"{key}":{value}' for key, value in item.items()) + "}" for item in items
    ]
    found = wire.read_only_list(f'{{"runs":[{",".join(written)}]}}'.encode(), "runs")

    assert found is not None
    assert [bytes(item).decode() for item, _ in found] == written
    assert [
        {key: bytes(raw).decode() for key, raw in fields.items()} for _, fields in found
    ] == items


@settings(deadline=None)
@given(lists(VALUES))
def test_read_list_cuts_what_the_standard_library_reads(text: str) -> None:
    """The items, read one by one, are the list read at once."""
    assert [reread(bytes(item)) for item in wire.read_list(text.encode())] == reread(text)


@settings(deadline=None)
@given(strings())
def test_read_string_decodes_what_the_standard_library_does(text: str) -> None:
    """Every escape, and every character."""
    assert wire.read_string(text.encode()) == json.loads(text)


@settings(max_examples=100, deadline=None)
@given(lists(VALUES), st.integers(1, 5))
def test_is_longer_counts_items(text: str, limit: int) -> None:
    """It counts the items of the outermost list, whatever stands inside them."""
    assert wire.is_longer(text.encode(), limit) is (len(json.loads(text)) > limit)


@settings(deadline=None)
@given(VALUES)
def test_check_values_accepts_what_has_no_infinity(text: str) -> None:
    """Everything that the standard library can keep in a double passes; the rest is refused."""
    floats: list[float] = []
    json.loads(text, parse_float=lambda number: floats.append(float(number)))
    try:
        wire.check_values(text.encode())
    except JsonError:
        assert any(abs(number) == float("inf") for number in floats)
    else:
        assert not any(abs(number) == float("inf") for number in floats)


@settings(deadline=None)
@given(VALUES)
def test_on_one_line_changes_no_value(text: str) -> None:
    """No line break is left, and what is read is the same to the last digit."""
    line = wire.on_one_line(text.encode())

    assert b"\n" not in line
    assert b"\r" not in line
    assert reread(line) == reread(text)


@settings(deadline=None)
@given(VALUES)
def test_on_one_line_leaves_a_line_alone(text: str) -> None:
    """What has no line break is not touched, blanks included."""
    line = wire.on_one_line(text.encode())

    assert wire.on_one_line(line) is line

"""JSON cut into raw slices: cases by hand, with the positions that errors name."""

from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from humanloop_evals import wire
from humanloop_evals.wire import JsonError

DEEP = b"[" * 100_000 + b"]" * 100_000


def texts(fields: wire.Fields) -> dict[str, bytes]:
    """Fields with their slices as bytes."""
    return {name: bytes(raw) for name, raw in fields.items()}


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (b"{}", {}),
        (b" { } \n", {}),
        (b'{"a":1}', {"a": b"1"}),
        (b'{ "a" : 1.10 , "b":[ 1, 2 ] }', {"a": b"1.10", "b": b"[ 1, 2 ]"}),
        (b'{"a":{"x":1,"x":2}}', {"a": b'{"x":1,"x":2}'}),
        (b'{"n":18446744073709551616}', {"n": b"18446744073709551616"}),
        (b'{"n":-0.10000000000000000000000001}', {"n": b"-0.10000000000000000000000001"}),
        (b'{"n":1e400}', {"n": b"1e400"}),
        (b'{"s":"\\u00e9 \\n \xc3\xa9"}', {"s": b'"\\u00e9 \\n \xc3\xa9"'}),
        ('{"\u00e9":1,"\\u00e8":2}'.encode(), {"\u00e9": b"1", "\u00e8": b"2"}),
        (b'{"":0,"a":1,"A":2,"a ":3}', {"": b"0", "a": b"1", "A": b"2", "a ": b"3"}),
        (b'{"\\ud83d\\ude00":null}', {"\N{GRINNING FACE}": b"null"}),
        (b'{"_dlt_id":"x","\\u0000":1}', {"_dlt_id": b'"x"', "\0": b"1"}),
    ],
)
def test_read_object_keeps_every_text(text: bytes, fields: dict[str, bytes]) -> None:
    """Values stay as they were written; keys are decoded."""
    assert texts(wire.read_object(text)) == fields


def test_read_object_reads_slices_of_slices() -> None:
    """What was cut can be cut again."""
    outer = wire.read_object(b'{"a": {"b": [ {"c": 1} ]}}')
    inner = wire.read_list(wire.read_object(outer["a"])["b"])

    assert [texts(wire.read_object(item)) for item in inner] == [{"c": b"1"}]


def test_usual_objects_are_read_in_one_call() -> None:
    """Compact, with keys of ASCII: None would say that each has to be read alone."""
    written = [b"{}", b'{"a":1,"b":[{"c":"\\n"}]}', b'{"a":null}']

    together = wire.read_each_object(written)

    assert together == [wire.read_object(text) for text in written]
    assert wire.read_each_slice([msgspec.Raw(text) for text in written]) == together


def test_usual_lists_are_read_down_to_the_fields_in_one_call() -> None:
    """Compact, with keys of ASCII: None would say that each has to be read alone."""
    written = [b"{}", b'{"a":1,"b":[{"c":"\xc3\xa9"}]}', b'{"a":null}']

    found = wire.read_only_list(b'{"runs":[%b]}' % b",".join(written), "runs")

    assert found is not None
    assert [(bytes(text), texts(fields)) for text, fields in found] == [
        (text, texts(wire.read_object(text))) for text in written
    ]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{}",
        b'{"runs":[]}',
        b'{"runs":null}',
        b'{"runs":[{"a":1},2]}',
        b'{"runs":[{"a":1}],"total":1}',
        b'{"others":[{"a":1}]}',
        b'{"runs":[{"a":1}],"runs":[{"a":1}]}',
        b'{"runs":[{"a":1,"a":2}]}',
        b'{"runs":[{"\\u0061":1}]}',
        b'{"runs": [{"a":1}]}',
        b'{"runs":[{"a": 1}]}',
        b'{"runs":[{"a":1}]}\n',
        b'{"runs":[{"a":1}]',
        b'{"runs":[{"\xc3\xa9":1}]}',
    ],
)
def test_unusual_lists_are_left_to_be_read_step_by_step(text: bytes) -> None:
    """Also those that are right: what is told apart here costs nothing."""
    assert wire.read_only_list(text, "runs") is None


def test_texts_that_are_objects_only_together_are_left_to_be_refused() -> None:
    """Three texts, three objects, as long altogether: and not one of the texts is one."""
    pieces = [b'{"a":1},{"b":2}', b'{"c":"x', b'y"}']

    assert wire.read_each_object(pieces) is None


def test_usual_lists_of_objects_are_read_in_one_call() -> None:
    """Null is one without items."""
    written = [b"[]", b'[{"a":1},{}]', b"null", b'[{"b":"x"}]']

    together = wire.read_lists_of_objects([msgspec.Raw(text) for text in written])

    assert together is not None
    assert [[texts(fields) for fields in one] for one in together] == [
        [],
        [{"a": b"1"}, {}],
        [],
        [{"b": b'"x"'}],
    ]


def test_read_object_reads_three_thousand_keys() -> None:
    """A large map is cut like a small one, also where its keys need a closer look."""
    keys = [f"k\u00e9y {number}" for number in range(3000)]
    inner = ", ".join(f'"{key}": {number}' for number, key in enumerate(keys))

    assert texts(wire.read_object(f"{{{inner}}}".encode())) == {
        key: b"%d" % number for number, key in enumerate(keys)
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "empty document"),
        (b"  ", "input data is empty"),
        (b"null", "Expected `object`, got `null`"),
        (b"[]", "Expected `object`, got `array`"),
        (b'"text"', "Expected `object`, got `str`"),
        (b"<html>", "unexpected character, expected a JSON value at character 0"),
        (b'{"a":NaN}', "expected a JSON value at character 5"),
        (b'{"a":[Infinity]}', "expected a JSON value at character 6"),
        (b'{"a":-Infinity}', "no digit after sign at character 6"),
        (b'{"a":01}', "leading zero is not allowed at character 5"),
        (b'{"a":1.}', "no digit after decimal point at character 7"),
        (b'{"a":"\x01"}', "unexpected control character in string at character 6"),
        (b'{"a":"\\ud800"}', "no low surrogate in string at character 6"),
        (b'{"a":"\\ude00"}', "in string at character 6"),
        (b'{"\\ud800":1}', "no low surrogate in string at character 2"),
        (b'{"a":1,}', "trailing comma is not allowed at character 6"),
        (b'{"a":1} {}', "unexpected content after document at character 8"),
        (b'{"a":1', "unexpected end of data at character 6"),
        (b'\xef\xbb\xbf{"a":1}', "byte order mark (BOM) is not supported at character 0"),
        (b'{"a":%b}' % DEEP, "depth limit exceeded"),
        (b'{ "a" : %b }' % DEEP, "depth limit exceeded"),
    ],
)
def test_read_object_refuses_what_is_no_object(text: bytes, reason: str) -> None:
    """The reason says what is wrong, and where."""
    with pytest.raises(JsonError) as caught:
        wire.read_object(text)

    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (b'{"a":1,"a":1}', "a"),
        (b'{"a":1,"a":2}', "a"),
        (b'{"a":1,"b":2,"a":11}', "a"),
        (b'{"a":11,"b":2,"a":1}', "a"),
        (b'{"a":"x","a":null,"a":"x"}', "a"),
        (b'{ "a" : {"a":1} , "a" : {"a":1} }', "a"),
        (b'{"a":1,"\\u0061":2}', "a"),
        (b'{"\xc3\xa9":1,"\\u00E9":1}', "\u00e9"),
        (b'{"\\"":1,"\\u0022":1}', '"'),
        (b'{"":1,"":1}', ""),
        (b'{"b":"{\\"a\\":1,","a":[{"b":1}],"b":0}', "b"),
    ],
)
def test_read_object_refuses_a_key_that_stands_twice(text: bytes, key: str) -> None:
    """Whichever of two values a reader kept, it would have lost the other."""
    with pytest.raises(JsonError) as caught:
        wire.read_object(text)

    assert str(caught.value) == f"the key {key!r} stands twice in one object"


def test_read_object_shows_little_of_a_long_key() -> None:
    """A key of a megabyte does not make an error of a megabyte."""
    key = b"k" * 2**20
    with pytest.raises(JsonError) as caught:
        wire.read_object(b'{"%b":1,"%b":1}' % (key, key))

    assert len(str(caught.value)) < 200


def test_read_object_refuses_deep_nesting_on_every_thread() -> None:
    """Threads have smaller stacks; none of them ends the process."""

    def refuse(_number: int) -> str:
        with pytest.raises(JsonError) as caught:
            wire.read_object(b'{ "\xc3\xa9":%b}' % DEEP)
        return str(caught.value)

    with ThreadPoolExecutor(8) as pool:
        reasons = set(pool.map(refuse, range(16)))

    assert [reason.startswith("depth limit exceeded") for reason in reasons] == [True]


def test_read_object_names_the_reason_in_a_large_text() -> None:
    """Above some megabytes the position is left out: looking for it would need much memory."""
    with pytest.raises(JsonError, match="malformed"):
        wire.read_object(b'{"a":[%b 1 2]}' % (b"[]," * 2_000_000))


@pytest.mark.parametrize("text", [b"{}", b"null", b'"a"', b"[1,]", b"", b"[1] 2"])
def test_read_list_refuses_what_is_no_list(text: bytes) -> None:
    """Only one well-formed list is a list."""
    with pytest.raises(JsonError):
        wire.read_list(text)


def test_read_list_keeps_every_text() -> None:
    """Items stay as they were written, in their order."""
    items = wire.read_list(b'[1.0, "a" ,null,{"x": 1},[ ]]')

    assert [bytes(item) for item in items] == [b"1.0", b'"a"', b"null", b'{"x": 1}', b"[ ]"]


@pytest.mark.parametrize(("text", "value"), [(b'"a\\u0062\\n"', "ab\n"), (b'""', "")])
def test_read_string_decodes(text: bytes, value: str) -> None:
    """Escapes become what they stand for."""
    assert wire.read_string(msgspec.Raw(text)) == value


@pytest.mark.parametrize("text", [b"1", b"null", b'"a', b'"\\ud800"', b'["a"]'])
def test_read_string_refuses_what_is_no_string(text: bytes) -> None:
    """Nothing is turned into text that was none."""
    with pytest.raises(JsonError):
        wire.read_string(text)


def test_raw_text_and_first_byte_are_those_of_the_text() -> None:
    """A slice shows its own beginning and its own text."""
    raw = wire.read_object(b'{"a": "\xc3\xa9" }')["a"]

    assert (wire.raw_text(raw), wire.first_byte(raw)) == ('"\u00e9"', ord('"'))


@pytest.mark.parametrize(
    ("body", "position"),
    [(b"\xff", 0), (b'{"a":"\xc3"}', 6), (b"\xed\xa0\x80", 0), (b"a\xf4\x90\x80\x80", 1)],
)
def test_check_body_refuses_what_is_not_utf8(body: bytes, position: int) -> None:
    """Slicing alone would let it pass, so the whole body is looked at."""
    with pytest.raises(JsonError, match=f"^invalid UTF-8 at byte {position}$"):
        wire.check_body(body)


def test_check_body_accepts_utf8() -> None:
    """Every character that there is may stand in a body."""
    wire.check_body('{"a":"\u00e9\u2028\N{GRINNING FACE}\0"}'.encode())


@pytest.mark.parametrize("number", ["1e400", "-1e309", "1" + "0" * 400 + ".0", "1e99999999999999"])
@pytest.mark.parametrize("before", ["0", "9" * 400])
def test_check_values_refuses_numbers_that_no_reader_keeps(number: str, before: str) -> None:
    """They would become infinity; the position is that inside the text."""
    with pytest.raises(JsonError, match=r"^number is infinity .* at character [0-9]+$"):
        wire.check_values(f'{{"a": [{before}, {number}]}}'.encode())


@pytest.mark.parametrize(
    "text", [b"1.7976931348623157e308", b"1e-400", b"18446744073709551616", b"[%b]" % (b"9" * 5000)]
)
def test_check_values_accepts_what_can_be_kept(text: bytes) -> None:
    """The largest double, a very small number and integers of any length pass."""
    wire.check_values(msgspec.Raw(text))

"""JSON that a usual parser would change: kept to the byte, or refused."""

from collections.abc import Callable

import pytest

import api_objects as api
import record_rows
from api_objects import to_text, verbatim
from humanloop_evals.tables import EVALUATION_RUNS, RUNS, VERSIONS
from humanloop_evals.wire import JsonError

# Free keys: nothing in them is a declared field.
OPEN_MAPS = ("attributes", "schema", "other", "setup_values", "stop")
ODD = '{"a":1,"a":2, "n":1e2, "m":1.000, "i":12345678901234567890, "f":1e-400, "\\u0041":[ ]}'


@pytest.mark.parametrize("field", OPEN_MAPS)
def test_open_map_is_kept_to_the_byte(field: str) -> None:
    """Equal keys, spaces, escapes and numbers of any form."""
    rows = record_rows.version(api.prompt(**{field: verbatim(ODD)}))

    assert record_rows.only(rows, VERSIONS)[field] == ODD
    assert set() == record_rows.notes(rows)


def test_unknown_field_is_kept_to_the_byte() -> None:
    """What nobody knows is like an open map."""
    rows = record_rows.run(api.run(odd=verbatim(ODD)))

    (row,) = [row["extra"] for row in record_rows.in_table(rows, EVALUATION_RUNS)]
    assert row is None
    assert f'{{"odd":{ODD}}}' == record_rows.only(rows, RUNS)["extra"]


def unchanged(text: bytes) -> bytes:
    """As the API sends it."""
    return text


def spaced(text: bytes) -> bytes:
    """The same object with white space between its parts."""
    return b" " + text.replace(b'":', b'" : ', 1) + b"\n"


@pytest.mark.parametrize("change", [unchanged, spaced])
@pytest.mark.parametrize("second", ['"name":"b"', '"na\\u006de":"b"', '"name":"b","ü":1'])
def test_version_with_a_key_twice_is_refused(change: Callable[[bytes], bytes], second: str) -> None:
    """Which of two values would be meant, nobody can know; however the key is written."""
    text = to_text(api.prompt())[:-1] + b"," + second.encode() + b"}"

    with pytest.raises(JsonError, match="'name' stands twice"):
        record_rows.version(verbatim(change(text).decode()))


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("spec", '{"code":"a","code":"b"}'),
        ("response_format", '{"type":"a","type":"b"}'),
        ("inputs", '[{"name":"a","name":"b"}]'),
    ],
)
def test_object_inside_a_version_with_a_key_twice_is_refused(field: str, text: str) -> None:
    """Wherever fields are declared."""
    with pytest.raises(JsonError, match="stands twice"):
        record_rows.version(api.prompt(**{field: verbatim(text)}))


def test_run_with_a_key_twice_is_refused() -> None:
    """The same for runs."""
    text = to_text(api.run())[:-1] + b',"status":"running"}'

    with pytest.raises(JsonError, match="'status' stands twice"):
        record_rows.run(verbatim(text.decode()))


def test_field_with_a_dot_of_its_own_is_no_field_inside_another() -> None:
    """Both load: one into its column, the other as the unknown field that it is."""
    literal = {"spec.return_type": "odd", "spec.options": [{"name": "odd"}], "spec.prompt": None}

    rows = record_rows.version(api.evaluator() | literal)

    row = record_rows.only(rows, VERSIONS)
    extra = '{"spec.return_type":"odd","spec.options":[{"name":"odd"}],"spec.prompt":null}'
    assert ("boolean", extra) == (row["return_type"], row["extra"])
    assert {("unknown_field", "versions", name) for name in literal} == record_rows.notes(rows)


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1.0e999"])
@pytest.mark.parametrize("field", ["temperature", "attributes", "unknown"])
def test_number_beyond_every_double_is_refused(number: str, field: str) -> None:
    """No reader of the database could keep it; the message says where."""
    with pytest.raises(JsonError, match=r"at character \d+"):
        record_rows.version(api.prompt(**{field: verbatim(f"[{number}]")}))


@pytest.mark.parametrize("digits", [20, 400, 5_000])
@pytest.mark.parametrize("field", ["temperature", "max_tokens", "unknown"])
def test_integer_of_any_size_is_kept(digits: int, field: str) -> None:
    """An integer has no largest one: its digits stand in `extra`."""
    number = "7" * digits

    row = record_rows.only(record_rows.version(api.prompt(**{field: verbatim(number)})), VERSIONS)

    assert f'{{"{field}":{number}}}' == row["extra"]


@pytest.mark.parametrize("text", ['"\\ud800"', '"\\udc00\\ud800"'])
def test_lone_surrogate_is_refused(text: str) -> None:
    """It is no text that UTF-8 could hold."""
    with pytest.raises(JsonError, match="surrogate"):
        record_rows.version(api.prompt(description=verbatim(text)))


@pytest.mark.parametrize(
    "text",
    ["", " ", "null", "[]", '"x"', "7", "<html>", '{"id": NaN}', "{'id': 1}", '{"id": 01}', "{}x"],
)
def test_version_that_is_no_object_is_refused(text: str) -> None:
    """Whatever came instead."""
    with pytest.raises(JsonError):
        record_rows.version(verbatim(text))

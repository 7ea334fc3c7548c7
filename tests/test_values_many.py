"""A column read in one call is what its values are when they are read one by one."""

from datetime import datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_objects import to_text, verbatim
from humanloop_evals.tables import Type
from humanloop_evals.values import MISFIT, READERS, read_many
from humanloop_evals.wire import JsonError
from property_settings import examples

TIMES = st.datetimes().map(datetime.isoformat) | st.sampled_from(
    [
        "2025-06-01T12:00:00",
        "2025-06-01T12:00:00Z",
        "2025-06-01T12:00:00.123456+00:00",
        "2025-06-01T12:00:00.123456+02:00",
        "2025-06-01T12:00:00.1234567",
        "2025-06-01T12:00:00.12345600",
        "2025-06-01T12:00",
        "2025-06-01 12:00:00",
        "2025-06-01t12:00:00z",
        "2025-06-01",
        "2025-02-30T12:00:00",
        "2025-06-01T24:00:00",
        "2025-06-01T12:00:60",
        "0000-06-01T12:00:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999",
        "2025-W01-1T12:00:00",
        "٢٠٢٥-06-01T12:00:00",
    ]
)
SPELLINGS = """
-0 -0.0 0 1.0 1E2 1e+2 0.10 1e-400 -1e-400 4e-324 10e307 7E0 1e400 9007199254740992
9007199254740993 999999999999999999 -999999999999999999 9223372036854775807 9223372036854775808
123456789012345678901234567890
"""
NUMBERS = st.sampled_from(SPELLINGS.split()).map(verbatim)
PLAUSIBLE: dict[Type, st.SearchStrategy[Any]] = {
    Type.TEXT: st.text(),
    Type.INTEGER: st.integers(),
    Type.NUMBER: st.floats(allow_nan=False, allow_infinity=False) | st.integers(),
    Type.BOOLEAN: st.booleans(),
    Type.TIMESTAMP: TIMES,
    Type.JSON: st.lists(st.text() | st.integers()) | st.dictionaries(st.text(), st.text()),
}
ODD = NUMBERS | TIMES | st.none() | st.booleans() | st.text() | st.lists(st.integers())


def columns(of: Type) -> st.SearchStrategy[list[Any]]:
    """Columns as they usually are, with nulls, and columns with anything in them."""
    usual = PLAUSIBLE[of] | st.none()
    numbers = usual | NUMBERS
    return st.lists(usual, min_size=1) | st.lists(numbers | ODD, min_size=1, max_size=5)


def raws_of(values: list[Any]) -> list[msgspec.Raw]:
    return [msgspec.Raw(to_text(value)) for value in values]


@pytest.mark.parametrize("of", list(Type))
@given(data=st.data())
@examples(300)
def test_values_read_many_are_those_read_singly(of: Type, data: st.DataObject) -> None:
    """Or it says that they must be read singly, as it does wherever one does not fit."""
    raws = raws_of(data.draw(columns(of)))
    many = read_many(of, raws)

    try:
        single = [READERS[of](raw) for raw in raws]
    except JsonError:
        assert many is None
        return
    assert many is None or repr(many) == repr(single)
    assert not (many is not None and MISFIT in single)


@pytest.mark.parametrize(
    ("of", "values"),
    [
        (Type.TEXT, ["a", None, "ü\n"]),
        (Type.INTEGER, [1, None, -5]),
        (Type.NUMBER, [0.5, None, 0.0, 3]),
        (Type.BOOLEAN, [True, None, False]),
        (Type.TIMESTAMP, ["2025-06-01T12:00:00.5", None, "2025-06-01T12:00:00"]),
        (Type.TIMESTAMP, ["2025-06-01T12:00:00.5Z", None, "2025-06-01T12:00:00+00:00"]),
        (Type.JSON, [{"a": [1, "x"]}, None, "text"]),
    ],
)
def test_values_that_are_usual_are_read_in_one_call(of: Type, values: list[Any]) -> None:
    """What the API sends takes the fast way."""
    assert read_many(of, raws_of(values)) is not None

"""Numbers and texts as people read them."""

import pytest

from humanloop_evals.report.plots import Axis, cost_axis
from humanloop_evals.report.texts import MOST_KEPT, MOST_SHOWN, Text, conversation, parts, text
from humanloop_evals.report.words import (
    NOTHING,
    Figures,
    dollars,
    name_or_id,
    number,
    ordinal,
    rate,
    signed,
)

M = "\u2212"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (number(1234.5, 1), "1,234.5"),
        (number(-0.04, 1), "0.0"),
        (number(-0.05001, 1), f"{M}0.1"),
        (signed(0.2, 1), "+0.2"),
        (signed(-0.2, 1), f"{M}0.2"),
        (signed(0.04, 1), "0.0"),
        (rate(0.12345), "12.3\u00a0%"),
        (rate(None), NOTHING),
        (dollars(None), "unknown"),
        (dollars(0.0), "$0"),
        (dollars(0.000123456), "$0.000123"),
        (dollars(1234.5), "$1,234"),
        ([ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)],
         ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th"]),
    ],
)  # fmt: skip
def test_words_write_numbers(written: object, expected: object) -> None:
    """With thousands, a real minus, and no sign before zero."""
    assert written == expected


def test_words_write_as_many_digits_as_the_interval_has() -> None:
    """Two digits of half its width; of rates one, and more where a verdict hangs on them."""
    wide, narrow = Figures("mean", [-12.0, 20.0]), Figures("mean", [0.401, 0.409])
    shares = Figures("pass_rate", [0.1, 0.2])

    assert (wide.value(4.321), wide.change(4.321)) == ("4", "+4")
    assert (narrow.value(0.405), narrow.change(-0.405)) == ("0.4050", f"{M}0.4050")
    assert (shares.value(0.5), shares.change(0.0712)) == ("50.0\u00a0%", "+7.1\u00a0points")
    assert shares.end(0.0002) == "+0.02"
    assert shares.end(0.0) == "0.0"


def test_words_shorten_ids_only() -> None:
    """A name stays whole, an id is cut and kept behind it, nothing at all is said so."""
    long = "prv_0123456789abcdef"
    labels = [name_or_id("a name that is long", long, "run"), name_or_id(long, long, "run")]

    assert [(label.text, label.full) for label in labels] == [
        ("a name that is long", long),
        ("prv_01234567…", long),
    ]
    assert name_or_id(None, None, "run").text == "run without a name"


def test_texts_are_cut_with_the_whole_behind() -> None:
    """What fits is shown; what is longer has a beginning; a book is not copied."""
    long = "x" * (MOST_SHOWN + 1)
    book = "y" * (MOST_KEPT + 5)

    assert text("a", "x" * MOST_SHOWN) == Text("a", "x" * MOST_SHOWN)
    assert text("a", long) == Text("a", f"{long[:-1]}…", long)
    assert text("a", book) == Text("a", f"{book[:MOST_SHOWN]}…", book[:MOST_KEPT], 5)


def test_texts_of_objects_have_their_names() -> None:
    """Also one that is there twice; what is no text is JSON, what is no object is one text."""
    raw = '{"a": "x", "a": {"b": [1, {"c": null}]}, "d": "ü"}'

    assert parts("inputs", raw) == [
        Text("a", "x"),
        Text("a", '{"b": [1, {"c": null}]}'),
        Text("d", "ü"),
    ]
    assert parts("inputs", "[1]") == [Text("inputs", "[1]")]
    assert parts("inputs", "{not JSON") == [Text("inputs", "{not JSON")]
    assert parts("inputs", None) == []


def test_texts_of_conversations_have_their_roles() -> None:
    """A message without a text is shown as it is."""
    raw = '[{"role": "user", "content": "Hi"}, {"role": "tool", "content": [{"type": "x"}]}]'

    assert conversation(raw) == [
        Text("user", "Hi"),
        Text("message", '{"role": "tool", "content": [{"type": "x"}]}'),
    ]
    assert conversation('"hash"') == [Text("messages", '"hash"')]


def test_plots_have_round_ticks() -> None:
    """Linear from the first to the last round value; by magnitude where values are far apart."""
    linear, magnitudes = Axis(0.0, 1.0), cost_axis([0.02, 10.0])

    assert [(tick.at, tick.text) for tick in linear.ticks("{:.1f}".format)] == [
        ("0.00%", "0.0"),
        ("20.00%", "0.2"),
        ("40.00%", "0.4"),
        ("60.00%", "0.6"),
        ("80.00%", "0.8"),
        ("100.00%", "1.0"),
    ]
    assert magnitudes.is_logarithmic
    assert [tick.text for tick in magnitudes.ticks("{:g}".format)] == [
        "0.03",
        "0.1",
        "0.3",
        "1",
        "3",
        "10",
    ]
    assert not cost_axis([0.0, 10.0]).is_logarithmic


def test_plots_of_one_value_have_room() -> None:
    """No division by nothing where all values are the same."""
    assert Axis.around([3.0, 3.0]).at(3.0) == "50.00%"
    assert Axis.around([]).bar(0.5, None, None).low is None
    assert cost_axis([0.0]).at(0.0) == "50.00%"

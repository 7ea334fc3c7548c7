"""Numbers that are written as Python writes them."""

_EXPONENTS_BEGIN = 1e-4  # Python writes smaller numbers with an exponent


class Number(float):
    """A number that may be very small.

    The API wrote 4.5e-05, orjson writes 4.5e-5; the type lets the writer know when to take care.
    """


def written(value: float) -> float:
    """Return the number in the type that is written right."""
    return Number(value) if 0 < abs(value) < _EXPONENTS_BEGIN else float(value)

"""When a figure that the source states is the one that its judgments give."""

# Of a sum and a mean the last digits depend on the order in which logs are served.
NEAR = 1e-9
# A figure is equal when it is written with as many digits as the source has, two at least; a small
# one may not be told from zero by that, so that it has to be near in itself, too.
FEWEST_DIGITS = 2
ROUNDED = 0.01
# What binary fractions are off at the half of a digit.
HALVES = 1e-12


def is_near(expected: float, found: float | None) -> bool:
    """Whether a figure is equal, or equal when it is rounded as the source rounds it.

    Args:
        expected: As the source states it.
        found: Computed from judgments; None where there are none.
    """
    if found is None:
        return False
    off = abs(expected - found)
    if off <= NEAR * max(1.0, abs(expected)):
        return True
    digits = max(FEWEST_DIGITS, len(str(expected).partition(".")[2]))
    return off <= 0.5 * 10.0**-digits + HALVES and off <= ROUNDED * abs(expected)

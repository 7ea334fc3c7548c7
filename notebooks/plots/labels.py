"""Names that tell things apart and fit beside a chart."""

import re

import pandas as pd

_LONGEST = 34
_ID = re.compile(r"[a-z]+_[A-Za-z0-9]{16,}")
_SHOWN_OF_ID = 11
# What tells apart things of one name, the shortest first.
_TIMES = ("%d %b %Y", "%d %b %Y %H:%M")


def shorten(text: object, longest: int = _LONGEST) -> str:
    """One line that is not too long; of an id the beginning."""
    line = " ".join(str(text).split())
    longest = _SHOWN_OF_ID + 1 if _ID.fullmatch(line) else longest
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def distinct_labels(names: pd.Series, times: pd.Series, ids: pd.Series) -> list[str]:
    """A label for each thing: its name; where names repeat with the date, the time or the id.

    Args:
        names: An id stands in where one is missing.
        times: When each was made; may be missing too.
        ids: What tells them apart for certain.
    """
    plain = [shorten(name) for name in names.where(names.notna(), ids)]
    labels = plain
    for pattern in _TIMES:
        labels = [
            f"{name}, {time:{pattern}}" if again and not pd.isna(time) else label
            for name, time, again, label in zip(
                plain, times, _repeated(labels), labels, strict=True
            )
        ]
    return [
        f"{label} ({identity})" if again else label
        for label, identity, again in zip(labels, ids, _repeated(labels), strict=True)
    ]


def _repeated(labels: list[str]) -> pd.Series:
    return pd.Series(labels, dtype=object).duplicated(keep=False)

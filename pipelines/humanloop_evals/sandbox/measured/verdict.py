"""A judge's opinion in the form its return type asks for."""

from collections.abc import Sequence
from typing import Any

from humanloop_evals.sandbox.story.remarks import COMMENTS, TEXTS, UNLISTED_TONE

Json = dict[str, Any]
Value = bool | float | str | list[str] | None

_GOOD_FROM, _BAD_TO = 0.62, 0.36  # of the range of a number
_SPREAD = 9973  # spreads a share over a few choices


def verdict(spec: Json, name: str, draw: float, *, is_good: bool) -> Value:
    """Return a judgment.

    Args:
        spec: The evaluator's spec.
        name: The evaluator version in the story, such as "tone@1".
        draw: A number from 0 to 1 that decides among the judgments of one opinion.
        is_good: The opinion.
    """
    kind = spec["return_type"]
    if kind == "boolean":
        return is_good != _is_yes_bad(spec)
    if kind == "number":
        return _number(spec.get("number_limits") or {}, draw, is_good=is_good)
    if kind == "select":
        if name == "tone@1" and is_good and draw > 0.96:  # noqa: PLR2004 - seldom
            return UNLISTED_TONE
        return _option(spec, draw, is_good=is_good)
    if kind == "multi_select":
        return _options(spec, draw, is_good=is_good)
    return _picked(TEXTS.get(name.partition("@")[0], COMMENTS)[is_good], draw)


def _picked(choices: Sequence[str], draw: float) -> str:
    return choices[int(draw * _SPREAD) % len(choices)]


def _is_yes_bad(spec: Json) -> bool:
    worth = {option["name"]: option.get("valence") for option in spec.get("options") or ()}
    return worth.get("true") == "negative"


def _number(limits: Json, draw: float, *, is_good: bool) -> float:
    low = limits.get("min") or 0
    high = low + 100 if limits.get("max") is None else limits["max"]
    share = _GOOD_FROM + (1 - _GOOD_FROM) * draw if is_good else _BAD_TO * draw
    step = limits.get("step")
    if not step:
        return round(low + (high - low) * share, 4)
    value: float = low + round((high - low) * share / step) * step
    return value


def _by_worth(spec: Json, worth: str) -> list[str]:
    return [
        option["name"] for option in spec.get("options") or () if option.get("valence") == worth
    ]


def _option(spec: Json, draw: float, *, is_good: bool) -> str | None:
    clear, doubtful = ("positive", 0.85) if is_good else ("negative", 0.75)
    chosen = _by_worth(spec, clear if draw < doubtful else "neutral") or _by_worth(spec, clear)
    names = chosen or [option["name"] for option in spec.get("options") or ()]
    return _picked(names, draw) if names else None


def _options(spec: Json, draw: float, *, is_good: bool) -> list[str]:
    if is_good:
        praise = _by_worth(spec, "positive")
        usual = 0.6 if praise else 0.92
        return (praise or _by_worth(spec, "neutral"))[:1] if draw > usual else []
    blame = _by_worth(spec, "negative")
    if not blame:
        return []
    first = int(draw * _SPREAD) % len(blame)
    count = 2 if draw > 0.7 and len(blame) > 1 else 1  # noqa: PLR2004 - a judge in doubt ticks two
    return [blame[(first + offset) % len(blame)] for offset in range(count)]

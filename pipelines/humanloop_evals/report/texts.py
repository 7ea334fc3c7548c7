"""Inputs and outputs as they are shown: a beginning that fits, the whole where it is asked for."""

import json
from dataclasses import dataclass

from humanloop_evals.report.words import ELLIPSIS, clean

MOST_SHOWN = 320
"""Characters that are shown at once."""

MOST_KEPT = 20_000
"""Characters that are in the report at all: a text in a table may be as long as a book."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the data.

    Attributes:
        name: What it is, such as the name of an input.
        shown: Its beginning.
        whole: All of it, where that is more; None where it is not.
        left_out: Characters that are not in the report.
    """

    name: str
    shown: str
    whole: str | None = None
    left_out: int = 0


def text(name: str, value: str) -> Text:
    """A text, cut where it is long."""
    value = clean(value)
    if len(value) <= MOST_SHOWN:
        return Text(clean(name), value)
    return Text(
        clean(name),
        f"{value[:MOST_SHOWN].rstrip()}{ELLIPSIS}",
        value[:MOST_KEPT],
        max(0, len(value) - MOST_KEPT),
    )


def parts(name: str, raw: str | None) -> list[Text]:
    """A JSON object by its names; anything else as one text."""
    if raw is None:
        return []
    pairs = _pairs(raw)
    if pairs is None:
        return [text(name, raw)]
    return [text(key, _readable(value)) for key, value in pairs]


def conversation(raw: str | None) -> list[Text]:
    """Messages, each under the name of its role."""
    messages = _parsed(raw) if raw is not None else None
    if not isinstance(messages, list):
        return [] if raw is None else [text("messages", raw)]
    return [_message(message) for message in messages]


def _message(message: object) -> Text:
    said = dict(message) if isinstance(message, _Pairs) else {}
    content = said.get("content")
    if isinstance(content, str):
        return text(str(said.get("role") or "message"), content)
    return text("message", _readable(message))


def _pairs(raw: str) -> "_Pairs | None":
    parsed = _parsed(raw)
    return parsed if isinstance(parsed, _Pairs) and parsed else None


class _Pairs(list[tuple[str, object]]):
    """An object as it was written: also with a name twice."""


def _parsed(raw: str) -> object:
    try:
        parsed: object = json.loads(raw, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        return None
    return parsed


def _readable(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, _Pairs):
        return {key: _plain(one) for key, one in value}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value

"""What a datapoint is made from: texts with slots, and the outputs that would be right or wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SHOP = "Hearth & Hook"


@dataclass(frozen=True)
class Sample:
    """One pattern of a datapoint.

    Slots stand in braces. A target that is only "#slot" is the slot's number, not its text.
    """

    inputs: Mapping[str, str]
    right: str
    wrong: tuple[str, ...]
    target: Mapping[str, Any] | None = None
    messages: tuple[Mapping[str, Any], ...] | None = None

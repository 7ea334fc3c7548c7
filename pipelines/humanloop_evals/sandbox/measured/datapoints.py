"""The datapoints of dataset versions.

A datapoint is told by its segment and its number within the segment: wherever two versions of a
dataset have both, they have the same datapoint, under the same id.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from humanloop_evals.sandbox.chance import Chance
from humanloop_evals.sandbox.measured.origin import origin_of
from humanloop_evals.sandbox.story.samples import ANY_DATASET, NO_SEGMENT, SAMPLES, Sample

Json = dict[str, Any]
Place = tuple[str, int]  # segment, and number within it from 1

_ITEMS = (
    ("shelf", "das Regal"),
    ("table", "die Tischplatte"),
    ("lamp", "die Lampe"),
    ("sofa", "das Sofa"),
    ("chest of drawers", "die Kommode"),
    ("bed", "das Bett"),
    ("mirror", "das Spiegelset"),
    ("desk", "das Pult"),
)
_COLOURS = ("white", "anthracite", "oak", "sage", "rust", "sand", "navy")
_TIERS = ("standard", "plus", "trade")
_LETTERS = "ABCDEFGHKLMNPRSTUVWXYZ"
_DECIMAL_SLOTS = ("amount", "half")


@dataclass(frozen=True)
class Example:
    """A datapoint, and what versions would answer to it."""

    datapoint: Json
    right: str
    wrong: tuple[str, ...]


def datapoints_of(chance: Chance, dataset: Json) -> list[Json]:
    """Return the datapoints of a dataset version, as many as it says it has."""
    key = origin_of(chance, dataset).key
    return [example_at(chance.seed, key, place).datapoint for place in places_of(dataset)]


def places_of(dataset: Json) -> list[Place]:
    """Return segment and number of each datapoint, in the order of the dataset."""
    count: int = dataset["datapoints_count"]
    segments: Mapping[str, int] = (dataset.get("attributes") or {}).get("segments") or {}
    places = [(name, number) for name in segments for number in range(1, segments[name] + 1)]
    rest = count - len(places)
    return [*places[:count], *((NO_SEGMENT, number) for number in range(1, rest + 1))]


@lru_cache(maxsize=50_000)
def example_at(seed: int, key: str, place: Place) -> Example:
    """Return the datapoint at a place of a dataset; the same dict each time.

    Args:
        seed: The account's.
        key: Key of the dataset in the story, or any other name for a dataset.
        place: Segment and number.
    """
    chance = Chance(seed)
    segment, number = place
    sample = _sample(key, segment, number)
    slots = _slots(chance, key, segment, number)
    messages = sample.messages and [_message(message, slots) for message in sample.messages]
    datapoint = {
        "id": chance.id("dp", key, segment, number),
        "inputs": {"segment": segment, **_filled(sample.inputs, slots)},
        "messages": messages,
        "target": None if sample.target is None else _filled(sample.target, slots),
    }
    wrong = tuple(text.format_map(slots) for text in sample.wrong)
    return Example(datapoint, sample.right.format_map(slots), wrong)


def _sample(key: str, segment: str, number: int) -> Sample:
    known = SAMPLES.get(key, SAMPLES[ANY_DATASET])
    if segment in known:
        return known[segment][number % len(known[segment])]
    everything = [sample for samples in known.values() for sample in samples]
    return everything[number % len(everything)]


def _slots(chance: Chance, key: str, segment: str, number: int) -> Mapping[str, Any]:
    """Return the values that make one datapoint of a pattern differ from the next."""
    bits = chance.bits("datapoint", key, segment, number)
    item, item_de = _ITEMS[bits % len(_ITEMS)]
    cents = 1990 + (bits >> 8) % 40_000 // 50 * 50
    letters = _LETTERS[(bits >> 24) % len(_LETTERS)] + _LETTERS[(bits >> 32) % len(_LETTERS)]
    return {
        "item": item,
        "item_de": item_de,
        "colour": _COLOURS[(bits >> 40) % len(_COLOURS)],
        "tier": _TIERS[(bits >> 44) % len(_TIERS)],
        "order": f"{letters}-{(bits >> 48) % 900_000 + 100_000}",
        "amount": f"{cents / 100:.2f}",
        "half": f"{cents / 200:.2f}",
        "days": 3 + (bits >> 72) % 20,
        "early": 2 + (bits >> 80) % 28,
        "middle": 31 + (bits >> 88) % 29,
        "late": 61 + (bits >> 96) % 60,
    }


def _message(message: Mapping[str, Any], slots: Mapping[str, Any]) -> Json:
    """Return a chat message with the fields that have no value here as explicit nulls."""
    blank = {"content": None, "name": None, "tool_call_id": None, "role": None}
    filled: Json = _filled(message, slots)
    return {**blank, **filled, "tool_calls": None, "thinking": None}


def _filled(value: Any, slots: Mapping[str, Any]) -> Any:
    """Return a value with the slots filled, in texts at any depth."""
    if isinstance(value, Mapping):
        return {name: _filled(inner, slots) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(inner, slots) for inner in value]
    if not isinstance(value, str):
        return value
    if value.startswith("#"):
        name = value[1:]
        return float(slots[name]) if name in _DECIMAL_SLOTS else slots[name]
    return value.format_map(slots)

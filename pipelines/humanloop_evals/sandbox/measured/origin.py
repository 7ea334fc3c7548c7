"""Where a version or an evaluation comes from: its key in the story, recognised by its id."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from humanloop_evals.sandbox.catalogue import PREFIXES
from humanloop_evals.sandbox.chance import Chance
from humanloop_evals.sandbox.story import FILES, PLANS

Json = dict[str, Any]


@dataclass(frozen=True)
class Origin:
    """The file a version belongs to in the story, and its place among the file's versions."""

    key: str
    number: int  # 0 for a version that is not in the story
    name: str  # as the story writes it, such as "support-answer@3"


def origin_of(chance: Chance, version: Json) -> Origin:
    """Return where a version comes from; one that tests made up goes by its file id."""
    return _versions(chance.seed).get(version["version_id"]) or _origin(version["id"], 0)


def plan_of(chance: Chance, evaluation_id: str) -> str:
    """Return the key of an evaluation's plan, or its id if it is not one of the story."""
    return _plans(chance.seed).get(evaluation_id, evaluation_id)


def _origin(key: str, number: int) -> Origin:
    return Origin(key, number, f"{key}@{number}")


@lru_cache(maxsize=16)
def _versions(seed: int) -> Mapping[str, Origin]:
    chance = Chance(seed)
    return {
        chance.id(PREFIXES[story.kind][1], story.key, number): _origin(story.key, number)
        for story in FILES
        for number in range(1, len(story.steps) + 1)
    }


@lru_cache(maxsize=16)
def _plans(seed: int) -> Mapping[str, str]:
    chance = Chance(seed)
    return {chance.id("evr", plan.key): plan.key for plan in PLANS}

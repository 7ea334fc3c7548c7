"""What happened in each log of a run, before it is written as a log or judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from humanloop_evals.sandbox.chance import Chance, moment
from humanloop_evals.sandbox.measured.datapoints import Example, Place, example_at, places_of
from humanloop_evals.sandbox.measured.origin import Origin, origin_of
from humanloop_evals.sandbox.measured.output import output_of
from humanloop_evals.sandbox.story import outcomes
from humanloop_evals.sandbox.story.remarks import LOG_ERRORS
from humanloop_evals.sandbox.story.samples import ANY_DATASET, SAMPLES, USUAL
from humanloop_evals.sandbox.usage import run_logs_count

Json = dict[str, Any]

_BEING_RIGHT = "right"
# Multiples of an irrational number fill the interval evenly, so that the share of a segment that
# a version gets right comes out as told, whatever the seed.
_STEPS = {
    _BEING_RIGHT: 0.618033988749895,
    outcomes.TONE: 0.414213562373095,
    outcomes.RULES: 0.732050807568877,
    outcomes.SAFETY: 0.236067977499790,
    outcomes.GROUND: 0.645751311064591,
}
_OWN_SHARE = 0.35
_LARGEST_SEGMENT = 16  # about


@dataclass(frozen=True)
class LoggedRun:
    """A run with what its logs need."""

    chance: Chance
    run: Json
    version: Json
    origin: Origin
    material: str  # key of the dataset that the inputs look like
    places: Sequence[Place]  # one per log

    @cached_property
    def created(self) -> datetime:
        """Return when the run was made."""
        return moment(self.run["created_at"])

    def attempt(self, index: int) -> "Attempt":
        """Return what happened in the log at a place of the run."""
        run = self.run
        example = example_at(self.chance.seed, self.material, self.places[index])
        has_datapoint = run.get("dataset") is not None
        subject = example.datapoint["id"] if has_datapoint else f"{run['id']}.{index}"
        throw = self.chance.shares("attempt", run["id"], subject)
        return Attempt(self, index, example, subject, throw, self._error(throw[2]))

    def _error(self, failure: float) -> str | None:
        likely = outcomes.FAILURES.get(self.origin.name, outcomes.USUAL_FAILURES)
        return LOG_ERRORS[int(failure * 1e6) % len(LOG_ERRORS)] if failure < likely else None


@dataclass(frozen=True)
class Attempt:
    """One log of a run: what it was about and how it went."""

    logged: LoggedRun
    index: int
    example: Example
    subject: str  # the same for the same datapoint in every run
    throw: tuple[float, float, float, float]  # drift, turn, failure and jitter, of this run alone
    error: str | None  # why there is no output

    @property
    def segment(self) -> str:
        """Return the segment of the datapoint."""
        return self.logged.places[self.index][0]

    @cached_property
    def is_right(self) -> bool:
        """Tell whether the output is what was wanted."""
        return self._drawn(_BEING_RIGHT) < _skill(self.logged.origin, self.segment)

    @cached_property
    def output(self) -> str | None:
        """Return what the version said."""
        if self.error is not None:
            return None
        place = self.logged.places[self.index]
        return output_of(self.logged.origin, self.example, place, is_right=self.is_right)

    @property
    def judgment(self) -> bool | None:
        """Return what the version judged, if it is a judge itself."""
        if self.error is not None or self.logged.version.get("type") != "evaluator":
            return None
        truth = (self.example.datapoint["target"] or {}).get("judgment", True)
        return bool(truth) == self.is_right

    def has(self, quality: str | None) -> bool:
        """Tell whether the output has a quality; None stands for being right."""
        if quality is None:
            return self.is_right
        origin = self.logged.origin
        levels = outcomes.QUALITIES[quality].get(origin.key, ())
        level = _at(levels, origin.number, outcomes.USUAL_QUALITY)
        return self._drawn(quality) < level

    def _drawn(self, quality: str) -> float:
        """Return a number from 0 to 1, the same in every run unless this log has drifted."""
        drift, turn, _, _ = self.throw
        if drift < outcomes.DRIFT:
            return turn
        segment, number = self.logged.places[self.index]
        logged = self.logged
        start = _start(logged.chance.seed, quality, logged.material, logged.version["version_id"])
        return (start + (_begins(logged.material, segment) + number) * _STEPS[quality]) % 1.0


def logged_run(
    chance: Chance, run: Json, version: Json | None, *, seen: dict[str, LoggedRun] | None = None
) -> LoggedRun | None:
    """Return a run with what its logs need, or None if it has no version that could log.

    Args:
        chance: The account's.
        run: A run of an evaluation.
        version: The version that logs: the run's own, or another if it has none.
        seen: Runs that are known already, and to which this one is added.
    """
    known = {} if seen is None else seen
    if version is None:
        return None
    if run["id"] not in known:
        origin = origin_of(chance, version)
        dataset = run.get("dataset")
        usual = USUAL.get(origin.key, ANY_DATASET)
        material = origin_of(chance, dataset).key if dataset else usual
        count = run_logs_count(run, chance)
        places = places_of(dataset)[:count] if dataset else _anywhere(chance, run, usual, count)
        known[run["id"]] = LoggedRun(chance, run, version, origin, material, places)
    return known[run["id"]]


def _anywhere(chance: Chance, run: Json, material: str, count: int) -> list[Place]:
    """Return places outside all datasets, for logs that belong to no datapoint."""
    segments = tuple(SAMPLES[material])
    throws = (chance.bits("anywhere", run["id"], index) for index in range(count))
    return [(segments[bits % len(segments)], 10_000 + (bits >> 32) % 90_000) for bits in throws]


def _skill(origin: Origin, segment: str) -> float:
    own = outcomes.SKILLS_IN.get((origin.name, segment))
    if own is not None:
        return own
    level = _at(outcomes.SKILLS.get(origin.key, ()), origin.number, outcomes.USUAL_SKILL)
    return level + outcomes.SEGMENTS.get(segment, 0.0)


def _at(levels: Sequence[float], number: int, usual: float) -> float:
    return levels[number - 1] if 0 < number <= len(levels) else usual


@lru_cache(maxsize=50_000)
def _start(seed: int, quality: str, material: str, version_id: str) -> float:
    """Return where the even sequence of a version begins: near that of all others.

    What is hard for one version is mostly hard for another.
    """
    chance = Chance(seed)
    common = chance.share("start", quality, material)
    return common + _OWN_SHARE * chance.share("start", quality, version_id)


@lru_cache(maxsize=1_000)
def _begins(material: str, segment: str) -> int:
    """Return where a segment begins in the sequence, which runs on from one to the next."""
    segments = tuple(SAMPLES.get(material, ()))
    return segments.index(segment) * _LARGEST_SEGMENT if segment in segments else 0

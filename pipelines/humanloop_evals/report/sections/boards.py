"""Leaderboards: who is ranked where, each score with its interval, and who can't be ranked."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from humanloop_evals.report.names import Names
from humanloop_evals.report.plots import Axis, Bar, Tick
from humanloop_evals.report.rows import Place
from humanloop_evals.report.sections.verdicts import measure
from humanloop_evals.report.words import NOTHING, Figures, Label, rate


@dataclass(frozen=True, slots=True)
class Entry:
    """One run on a leaderboard.

    Attributes:
        rank: Its place, with = where others share it; None where it has none.
        reason: Why it has none.
    """

    rank: str | None
    run: Label
    model: str | None
    is_control: bool
    n: int
    is_small_sample: bool
    mean: str
    interval: str
    bar: Bar | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Board:
    """The runs of one evaluation, as one evaluator sees them.

    Attributes:
        groups: Runs that can be compared, by the version of the dataset that they ran over.
        unranked: Those that can't.
    """

    evaluator: Label
    measure: str
    ticks: list[Tick]
    groups: list[tuple[Label, list[Entry]]]
    unranked: list[Entry]

    @property
    def has_scores(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self.groups) or any(entry.bar for entry in self.unranked)


def rank(places: Sequence[Place], names: Names) -> list[Board]:
    """The leaderboards of one evaluation: those with ranks first, by evaluator."""
    by_evaluator: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        by_evaluator[place.evaluator_version_id].append(place)
    return [
        _board(names.evaluator(evaluator_version_id), same, names)
        for evaluator_version_id, same in sorted(
            by_evaluator.items(),
            key=lambda item: (
                not any(place.is_comparable for place in item[1]),
                names.evaluator(item[0]).text,
                item[0],
            ),
        )
    ]


def _board(evaluator: Label, places: Sequence[Place], names: Names) -> Board:
    metric = places[0].metric
    values = [v for p in places for v in (p.mean, p.ci_low, p.ci_high)]
    axis = Axis(0.0, 1.0) if metric == "pass_rate" else Axis.around(values)
    shared = Counter((place.dataset_version_id, place.rank) for place in places)
    groups: dict[str | None, list[Entry]] = defaultdict(list)
    unranked = []
    for place in places:
        entry = _entry(place, axis, names)
        if place.is_comparable:
            is_shared = shared[place.dataset_version_id, place.rank] > 1
            ranked = replace(entry, rank=f"{place.rank}{'=' if is_shared else ''}")
            groups[place.dataset_version_id].append(ranked)
        else:
            unranked.append(entry)
    return Board(
        evaluator=evaluator,
        measure=measure(metric, places[0].direction),
        ticks=axis.ticks(rate_tick if metric == "pass_rate" else "{:g}".format),
        groups=sorted(
            ((names.dataset(key), entries) for key, entries in groups.items()),
            key=lambda group: (-len(group[1]), group[0].text, group[0].full),
        ),
        unranked=unranked,
    )


def rate_tick(value: float) -> str:
    """A share on an axis."""
    return rate(value).replace(".0", "")


def _entry(place: Place, axis: Axis, names: Names) -> Entry:
    figures = Figures(place.metric, [place.ci_low, place.mean, place.ci_high])
    interval = NOTHING
    if place.ci_low is not None and place.ci_high is not None:
        interval = f"{figures.value(place.ci_low)} to {figures.value(place.ci_high)}"
    return Entry(
        rank=None,
        run=names.run(place.evaluation_id, place.run_id),
        model=place.model,
        is_control=bool(place.control),
        n=place.n or 0,
        is_small_sample=bool(place.is_small_sample and place.n),
        mean=figures.value(place.mean),
        interval=interval,
        bar=None if place.mean is None else axis.bar(place.mean, place.ci_low, place.ci_high),
        reason=place.reason,
    )

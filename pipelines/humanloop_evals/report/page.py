"""The page as a whole: what every section shows, evaluation by evaluation."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from humanloop_evals.report.names import Names
from humanloop_evals.report.rows import Rows, Run, Sync
from humanloop_evals.report.sections.boards import Board, rank
from humanloop_evals.report.sections.charts import Chart, Missing, draw
from humanloop_evals.report.sections.examples import Regression, find_regressions
from humanloop_evals.report.sections.freshness import (
    Age,
    Differing,
    Incomplete,
    ages,
    day,
    differing,
    incomplete,
)
from humanloop_evals.report.sections.judges import Pair, Steadiness, pairs, steadiness
from humanloop_evals.report.sections.verdicts import VERDICTS, Judged, judge
from humanloop_evals.report.words import Label, clean, web_address


class _OfEvaluation(Protocol):
    @property
    def evaluation_id(self) -> str: ...


_Row = TypeVar("_Row", bound=_OfEvaluation)


@dataclass(frozen=True, slots=True)
class Chapter:
    """What the sections have to say about one evaluation.

    Attributes:
        anchor: What links lead to.
        control: Its control run, or why there is none.
        tallies: How many comparisons end with each verdict.
        is_shown: Whether the sections have it, or only the overview.
    """

    anchor: str
    evaluation: Label
    url: str | None
    file: str
    control: str
    newest_run: str
    runs_count: int
    tallies: dict[str, int]
    is_shown: bool
    judged: list[Judged]
    boards: list[Board]
    regressions: list[Regression]
    charts: list[Chart]
    not_drawn: list[Missing]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on it.

    Attributes:
        is_about_all: Whether it is about all evaluations of the file.
    """

    sync: Sync
    is_about_all: bool
    runs_count: int
    tallies: dict[str, int]
    chapters: list[Chapter]
    steadiness: list[Steadiness]
    never_repeated: int
    pairs: list[Pair]
    ages: list[Age]
    incomplete: list[Incomplete]
    differing: list[Differing]

    @property
    def shown(self) -> list[Chapter]:
        """The evaluations that the sections are about."""
        return [chapter for chapter in self.chapters if chapter.is_shown]


def make_page(rows: Rows) -> Page:
    """Arrange rows as they are read by people."""
    names = Names(rows)
    chapters = _chapters(rows, names)
    steady, never_repeated = steadiness(rows.flakiness, names)
    return Page(
        sync=rows.sync,
        is_about_all=len(rows.evaluations) == rows.evaluations_count,
        runs_count=rows.runs_count,
        tallies={kind: sum(chapter.tallies[kind] for chapter in chapters) for kind in VERDICTS},
        chapters=chapters,
        steadiness=steady,
        never_repeated=never_repeated,
        pairs=pairs(rows.agreements, names),
        ages=ages(rows, names),
        incomplete=incomplete(rows, names),
        differing=differing(rows.platform_differences, names),
    )


def _chapters(rows: Rows, names: Names) -> list[Chapter]:
    runs, places = _grouped(rows.runs), _grouped(rows.places)
    comparisons, flips, spots = (
        _grouped(rows.comparisons),
        _grouped(rows.flips),
        _grouped(rows.spots),
    )
    chapters = []
    for position, evaluation in enumerate(rows.evaluations, start=1):
        key = evaluation.evaluation_id
        charts, not_drawn = draw(spots[key], names)
        chapters.append(
            Chapter(
                anchor=f"e{position}",
                evaluation=names.evaluation(key),
                url=web_address(next((run.evaluation_url for run in runs[key]), None)),
                file=_file(runs[key]),
                control=_control(runs[key], names),
                newest_run=day(evaluation.newest_run_at),
                runs_count=evaluation.runs_count,
                tallies={kind: rows.tallies.get((key, kind), 0) for kind in VERDICTS},
                is_shown=key in set(rows.shown),
                judged=judge(comparisons[key], names),
                boards=rank(places[key], names),
                regressions=find_regressions(comparisons[key], flips[key], names),
                charts=charts,
                not_drawn=not_drawn,
            )
        )
    return chapters


def _grouped(rows: Iterable[_Row]) -> dict[str, list[_Row]]:
    groups: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        groups[row.evaluation_id].append(row)
    return groups


def _file(runs: Iterable[Run]) -> str:
    """The file that most runs are of."""
    paths = Counter(run.file_path for run in runs if run.file_path)
    if not paths:
        return ""
    first = min(paths, key=lambda path: (-paths[path], path))
    return clean(first) + (f" and {len(paths) - 1} more" if len(paths) > 1 else "")


def _control(runs: Iterable[Run], names: Names) -> str:
    controls = [names.run(run.evaluation_id, run.run_id).text for run in runs if run.control]
    if len(controls) == 1:
        return controls[0]
    return "several" if controls else "none"

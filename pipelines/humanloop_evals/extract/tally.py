"""What was said of the logs of one evaluation, against what the platform counts and averages."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from operator import itemgetter

from humanloop_evals.extract.nearness import is_near
from humanloop_evals.records import EvaluatorStats, LogRecord, Row, Rows, RunStats
from humanloop_evals.tables import JUDGMENT_OPTIONS, JUDGMENTS

# Which judgments each of the platform's counts is about.
_OUTCOMES = {
    "total_logs": ("judged", "null", "error"),
    "num_judgments": ("judged",),
    "num_nulls": ("null",),
    "num_errors": ("error",),
    "num_true": ("True",),
    "num_false": ("False",),
}

_PLACES = {name: place for place, name in enumerate(JUDGMENTS.names)}
# Of a row: which log was judged, by whom, and what was said.
_OF = itemgetter(_PLACES["run_id"], _PLACES["log_id"])
_BY = itemgetter(_PLACES["run_id"], _PLACES["evaluator_version_id"])
_SAID = itemgetter(
    *(_PLACES[name] for name in ("run_id", "evaluator_version_id", "outcome", "judgment_boolean"))
)
_NUMBER = _PLACES["judgment_number"]
# Of a row of options: the key of its judgment, and the option.
_JUDGMENT = slice(len(JUDGMENTS.key))
_OPTION = JUDGMENT_OPTIONS.names.index("option_name")


class Tally:
    """Judgments as they are read, by run and evaluator version.

    A standard deviation is not kept: hardly a judgment changes it and not the mean.
    """

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, ...]] = Counter()
        self._numbers: Counter[tuple[str, str]] = Counter()
        self._sums: dict[tuple[str, str], float] = defaultdict(float)
        self._options: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)

    def add(self, records: Sequence[LogRecord], rows: Rows) -> None:
        """Take in records, and what evaluators said of them: not of other logs in their traces."""
        own = {(record.run_id, record.log_id) for record in records}
        self._counts.update((record.run_id,) for record in records)
        judgments = rows.tables.get(JUDGMENTS.name, {})
        said = [row for row in judgments.values() if _OF(row) in own]
        for (*by, outcome, is_true), count in Counter(map(_SAID, said)).items():
            key = _key(*by)
            self._counts[*key, outcome] += count
            if is_true is not None:
                self._counts[*key, str(is_true)] += count
        for row in said:
            if row[_NUMBER] is not None:
                key = _key(*_BY(row))
                self._numbers[key] += 1
                self._sums[key] += row[_NUMBER]
        for option in rows.tables.get(JUDGMENT_OPTIONS.name, {}).values():
            judgment: Row = judgments[option[_JUDGMENT]]
            if _OF(judgment) in own:
                self._options[_key(*_BY(judgment))][option[_OPTION]] += 1

    def logs(self, run_id: str) -> int:
        """How many logs of a run there are."""
        return self._counts[run_id,]

    def has_counts(self, run_id: str, stats: RunStats) -> bool:
        """Whether the platform counts as many logs and judgments of a run."""
        return stats.num_logs in {None, self.logs(run_id)} and all(
            expected in {None, self._counted(run_id, evaluator, name)}
            for evaluator, said in stats.evaluators.items()
            for name, expected in said.counts.items()
        )

    def has_figures(self, run_id: str, stats: RunStats) -> bool:
        """Whether the platform has the same means, sums and chosen options of a run."""
        return all(
            self._is_said(_key(run_id, evaluator), said)
            for evaluator, said in stats.evaluators.items()
        )

    def _counted(self, run_id: str, evaluator: str, name: str) -> int:
        return sum(self._counts[run_id, evaluator, outcome] for outcome in _OUTCOMES[name])

    def _is_said(self, key: tuple[str, str], said: EvaluatorStats) -> bool:
        total = self._sums.get(key, 0.0)
        if said.sum is not None and not is_near(said.sum, total):
            return False
        if said.mean is not None:
            count = self._numbers[key]
            if not is_near(said.mean, total / count if count else None):
                return False
        return said.options is None or _chosen(said.options) == _chosen(self._options.get(key, {}))


def _key(run_id: str, evaluator_version_id: str | None) -> tuple[str, str]:
    return run_id, evaluator_version_id or ""


def _chosen(options: Mapping[str, int | None]) -> dict[str, int]:
    """The options that were chosen at all; the others may be left out or counted."""
    return {name: count for name, count in options.items() if count}

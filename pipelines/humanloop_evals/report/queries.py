"""Reading what the report shows, from the views, in an order that never changes."""

from collections.abc import Collection
from typing import Any, TypeVar

import duckdb

from humanloop_evals.database import MARTS, SCHEMA, literal
from humanloop_evals.errors import ConfigurationError
from humanloop_evals.report.rows import (
    Agreement,
    Comparison,
    Coverage,
    Evaluation,
    Evaluator,
    Flakiness,
    Flip,
    Place,
    PlatformDifference,
    Rows,
    Run,
    Spot,
    Stale,
    Sync,
    columns,
)

MOST_EVALUATIONS = 40
"""Evaluations that one report shows in full: what nobody can scroll through nobody reads."""

EXAMPLES_OF_A_REGRESSION = 3

_Row = TypeVar("_Row")

# One of the views takes seconds to compute and is read three times.
_COMPARED = f"create temp table comparisons as select * from {MARTS}.control_comparison"
_BY_SCORE = "evaluation_id, evaluator_version_id, run_id"
_BY_RANK = f"rank nulls last, rank_by_value nulls last, {_BY_SCORE}"
_BY_COST = "cost_per_log_usd nulls last, run_id, evaluation_id"
_WORST_FLIPS = f"""(
    select
        flips.*,
        row_number() over (
            partition by flips.evaluation_id, flips.run_id, flips.evaluator_version_id
            order by abs(flips.difference) desc, flips.datapoint_id
        ) as place
    from {MARTS}.flipped_datapoints as flips
    inner join comparisons as comparison
        using (evaluation_id, run_id, evaluator_version_id)
    where flips.is_worse and comparison.verdict = 'regression'
)"""


def read_rows(
    connection: duckdb.DuckDBPyConnection,
    evaluation_ids: Collection[str],
    *,
    most: int = MOST_EVALUATIONS,
) -> Rows:
    """Everything that is shown.

    Args:
        connection: The published file.
        evaluation_ids: What the report is about; all evaluations if there are none.
        most: How many of these are shown in full.

    Raises:
        ConfigurationError: An evaluation is not in the file, or no sync has made it.
    """
    # Sums of parallel threads differ in their last digit from one time to the next.
    connection.execute("set threads = 1; set timezone = 'UTC'")
    connection.execute(_COMPARED)
    reader = _Reader(connection)
    sync = reader.sync()
    every = reader.read(
        Evaluation, f"{MARTS}.data_age", order="source.newest_run_at desc nulls last, evaluation_id"
    )
    evaluations = _asked_for(every, evaluation_ids)
    shown = [evaluation.evaluation_id for evaluation in evaluations[:most]]
    reader.about = [evaluation.evaluation_id for evaluation in evaluations]
    runs_count = reader.runs_count()
    reader.about = shown
    return Rows(
        sync=sync,
        evaluations=evaluations,
        evaluations_count=len(every),
        runs_count=runs_count,
        shown=shown,
        tallies=reader.tallies(),
        runs=reader.of_shown(
            Run, f"{MARTS}.run_overview", "created_at nulls first, run_id, evaluation_id"
        ),
        evaluators=reader.read(Evaluator, f"{MARTS}.evaluators", order="evaluator_version_id"),
        comparisons=reader.of_shown(Comparison, "comparisons", _BY_SCORE),
        places=reader.of_shown(Place, f"{MARTS}.leaderboard", _BY_RANK),
        flips=reader.flips(),
        spots=reader.of_shown(Spot, f"{MARTS}.cost_quality_frontier", _BY_COST),
        flakiness=reader.flakiness(),
        agreements=reader.agreements(is_about_all=not evaluation_ids),
        coverage=reader.of_shown(Coverage, f"{MARTS}.dataset_coverage", "evaluation_id, run_id"),
        stale=reader.of_shown(Stale, f"{MARTS}.stale_runs", "evaluation_id, run_id"),
        platform_differences=reader.of_shown(
            PlatformDifference, f"{MARTS}.platform_differences", _BY_SCORE, only="is_different"
        ),
    )


def _asked_for(every: list[Evaluation], evaluation_ids: Collection[str]) -> list[Evaluation]:
    missing = sorted(set(evaluation_ids) - {evaluation.evaluation_id for evaluation in every})
    if missing:
        raise ConfigurationError(
            f"there is no evaluation {missing[0]!r} in the file; "
            '`humanloop-evals query "select evaluation_id, name from evaluations"` lists them'
        )
    if not evaluation_ids:
        return every
    return [evaluation for evaluation in every if evaluation.evaluation_id in evaluation_ids]


class _Reader:
    """Reads rows of views into the classes that are named like their columns.

    Args:
        connection: The published file.

    Attributes:
        about: The evaluations that rows are wanted of.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self.about: list[str] = []

    def read(self, kind: type[_Row], source: str, *, order: str, where: str = "true") -> list[_Row]:
        """Rows of a view; without parameters, as binding one imports pandas."""
        wanted = ", ".join(_selected(column) for column in columns(kind))
        # The order is by the columns of the source, not by the texts that times become.
        text = f"select {wanted} from {source} as source where {where} order by {order}"
        return [kind(*row) for row in self._fetch(text)]

    def of_shown(self, kind: type[_Row], view: str, order: str, only: str = "true") -> list[_Row]:
        """Rows of a view that are about the evaluations that are shown."""
        where = f"({only}) and {self._is_shown()}"
        return self.read(kind, view, order=order, where=where)

    def sync(self) -> Sync:
        """The sync that published the file."""
        found = self.read(
            Sync, f"{SCHEMA}.sync_runs", where="is_published", order="source.started_at desc"
        )
        if not found:
            raise ConfigurationError("no sync has published this file; `humanloop-evals sync` does")
        return found[0]

    def runs_count(self) -> int:
        """Runs of the evaluations, each counted once."""
        text = (
            f"select count(distinct run_id) from {SCHEMA}.evaluation_runs as source "
            f"where {self._is_shown()}"
        )
        return int(self._fetch(text)[0][0])

    def tallies(self) -> dict[tuple[str, str], int]:
        """How many verdicts of each kind every evaluation has."""
        text = "select evaluation_id, verdict, count(*) from comparisons group by all"
        return {(evaluation_id, kind): n for evaluation_id, kind, n in self._fetch(text)}

    def flips(self) -> list[Flip]:
        """The datapoints that got worst in each regression."""
        return self.read(
            Flip,
            _WORST_FLIPS,
            where=f"place <= {EXAMPLES_OF_A_REGRESSION} and {self._is_shown()}",
            order=f"{_BY_SCORE}, place",
        )

    def flakiness(self) -> list[Flakiness]:
        """Those evaluators that judge what is shown."""
        return self.read(
            Flakiness,
            f"{MARTS}.flaky_evaluators",
            where=f"evaluator_version_id in (select evaluator_version_id "
            f"from {SCHEMA}.evaluation_evaluators as source where {self._is_shown()})",
            order="is_flaky desc nulls last, flip_rate desc nulls last, evaluator_version_id",
        )

    def agreements(self, *, is_about_all: bool) -> list[Agreement]:
        """People against models, over everything or within each evaluation that is shown."""
        where = "evaluation_id is null" if is_about_all else self._is_shown()
        return self.read(
            Agreement,
            f"{MARTS}.judge_agreement",
            where=f"kind = 'a person and a model' and {where}",
            order="kappa nulls last, first_evaluator_version_id, second_evaluator_version_id, "
            "evaluation_id nulls first",
        )

    def _is_shown(self) -> str:
        listed = ", ".join(literal(evaluation_id) for evaluation_id in self.about)
        return f"source.evaluation_id in ({listed})" if listed else "false"

    def _fetch(self, text: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(text).fetchall()


def _selected(column: str) -> str:
    """Times as texts: DuckDB needs another library to make a datetime with a zone."""
    if column.endswith("_at"):
        return f"strftime(source.{column} at time zone 'UTC', '%Y-%m-%d %H:%M') as {column}"
    return f"source.{column}"

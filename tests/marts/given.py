"""Rows of the real tables, given in few words."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from humanloop_evals.tables import TABLES, Type
from marts.engines import Engine, Row

_JSON = {
    table.name: {column.name for column in table.all_columns if column.type is Type.JSON}
    for table in TABLES
}
EVALUATION = "evr_1"
START = datetime(2024, 6, 1, 12, tzinfo=UTC)
SYNCED = START + timedelta(days=100)


def after(**time: float) -> datetime:
    """A moment so long after the start."""
    return START + timedelta(**time)


class Given:
    """Puts rows into the tables of an engine, and asks its views.

    Args:
        engine: With empty tables.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._logs: set[tuple[str, str, str]] = set()
        self._evaluators: dict[str, str] = {}
        self._judgments = 0

    def row(self, table: str, **values: Any) -> None:
        """A row; columns that are not named are NULL."""
        shown = {
            name: json.dumps(value) if name in _JSON[table] and value is not None else value
            for name, value in values.items()
        } | {"_dlt_load_id": "1"}
        places = ", ".join("%s" for _ in shown)
        self._engine.execute(
            f"insert into humanloop.{table} ({', '.join(shown)}) values ({places})",
            list(shown.values()),
        )

    def evaluation(self, evaluation_id: str = EVALUATION, **more: Any) -> None:
        """An evaluation."""
        usual = {"name": evaluation_id, "created_at": START, "last_synced_at": SYNCED}
        self.row("evaluations", evaluation_id=evaluation_id, **(usual | more))

    def evaluator(
        self,
        evaluator_id: str,
        return_type: str = "boolean",
        *,
        evaluations: Sequence[str] = (EVALUATION,),
        options: Mapping[str, str | None] | None = None,
        **more: Any,
    ) -> None:
        """A version of an evaluator that judges evaluations; true is good unless options say."""
        if options is None and return_type == "boolean":
            options = {"true": "positive", "false": "negative"}
        usual = {"file_id": f"ev_{evaluator_id}", "name": evaluator_id, "created_at": START}
        self.version(
            evaluator_id,
            type="evaluator",
            return_type=return_type,
            **({"evaluator_type": "llm"} | usual | more),
        )
        for place, (name, valence) in enumerate((options or {}).items()):
            self.row(
                "evaluator_options",
                version_id=evaluator_id,
                position=place,
                name=name,
                valence=valence,
            )
        for evaluation_id in evaluations:
            self.row(
                "evaluation_evaluators",
                evaluation_id=evaluation_id,
                evaluator_version_id=evaluator_id,
            )
        self._evaluators[evaluator_id] = return_type

    def version(self, version_id: str, **more: Any) -> None:
        """A version of the prompt pr_1, unless more is said."""
        usual = {"type": "prompt", "file_id": "pr_1", "path": "Answers", "name": "Answers"}
        self.row("versions", version_id=version_id, **(usual | more))

    def dataset(self, dataset_version_id: str, datapoints: int, *, listed: int = 0) -> None:
        """A version of a dataset with datapoints dp_1 and so on, of which some are loaded."""
        self.row(
            "datasets",
            dataset_version_id=dataset_version_id,
            path="Questions",
            datapoints_count=datapoints,
        )
        for number in range(1, listed + 1):
            self.row(
                "dataset_datapoints",
                dataset_version_id=dataset_version_id,
                datapoint_id=f"dp_{number}",
            )

    def run(
        self,
        run_id: str,
        *,
        evaluation_id: str = EVALUATION,
        control: bool = False,
        status: str | None = "completed",
        logs_read: bool = True,
        **more: Any,
    ) -> None:
        """A run of an evaluation, whose logs were read unless more is said."""
        usual = {"created_at": START, "version_id": None, "dataset_version_id": None}
        self.row("runs", run_id=run_id, **(usual | more))
        self.joins(
            run_id, evaluation_id=evaluation_id, control=control, status=status, logs_read=logs_read
        )

    def joins(
        self,
        run_id: str,
        *,
        evaluation_id: str,
        control: bool = False,
        status: str | None = "completed",
        logs_read: bool = True,
    ) -> None:
        """A run that is in an evaluation, too."""
        key = {"evaluation_id": evaluation_id, "run_id": run_id}
        self.row("evaluation_runs", **key, control=control, status=status, added_at=START)
        if logs_read:
            self.row("evaluation_log_reads", **key, logs_count=0, read_at=SYNCED)

    def log(
        self,
        run_id: str,
        datapoint: int | None = None,
        *,
        log_id: str | None = None,
        evaluation_id: str = EVALUATION,
        **more: Any,
    ) -> str:
        """A log of a run about a datapoint, named after both unless more is said."""
        log_id = log_id or f"log_{run_id}_{datapoint}"
        usual = {"type": "prompt", "created_at": START}
        self.row("logs", log_id=log_id, **(usual | more))
        self.holds(run_id, log_id, datapoint, evaluation_id=evaluation_id)
        return log_id

    def inside(self, root_log_id: str, log_id: str, relation: str = "step", **more: Any) -> str:
        """A log inside one that is listed."""
        self.row("logs", log_id=log_id, **({"type": "prompt"} | more))
        self.row(
            "nested_logs",
            root_log_id=root_log_id,
            log_id=log_id,
            parent_log_id=root_log_id,
            relation=relation,
        )
        return log_id

    def holds(
        self, run_id: str, log_id: str, datapoint: int | None, *, evaluation_id: str = EVALUATION
    ) -> None:
        """A log that is there is a run's log in an evaluation, too."""
        self.row(
            "evaluation_logs",
            evaluation_id=evaluation_id,
            run_id=run_id,
            log_id=log_id,
            datapoint_id=None if datapoint is None else f"dp_{datapoint}",
        )
        self._logs.add((evaluation_id, run_id, log_id))

    def judged(
        self,
        run_id: str,
        evaluator_id: str,
        values: Iterable[Any],
        *,
        evaluation_id: str = EVALUATION,
        **more: Any,
    ) -> None:
        """What an evaluator says of the logs about datapoints 1 and so on, made if they are not.

        None is a null, an exception an error, `...` no judgment at all.
        """
        for datapoint, value in enumerate(values, start=1):
            log_id = f"log_{run_id}_{datapoint}"
            if (evaluation_id, run_id, log_id) not in self._logs:
                self.log(run_id, datapoint, evaluation_id=evaluation_id)
            if value is not ...:
                self.judgment(
                    run_id, log_id, evaluator_id, value, evaluation_id=evaluation_id, **more
                )

    def judgment(
        self,
        run_id: str,
        log_id: str,
        evaluator_id: str,
        value: Any,
        *,
        evaluation_id: str = EVALUATION,
        judgment_log_id: str | None = None,
        **more: Any,
    ) -> None:
        """One judgment, in the column of its type."""
        self._judgments += 1
        key = {
            "evaluation_id": evaluation_id,
            "run_id": run_id,
            "judgment_log_id": judgment_log_id or f"jud_{self._judgments:06}",
        }
        declared = self._evaluators[evaluator_id]
        usual = {"evaluator_version_id": evaluator_id, "created_at": START}
        said = _columns(value, declared)
        self.row("judgments", **key, log_id=log_id, **(usual | said | more))
        options = [value] if declared == "select" and isinstance(value, str) else value
        for option in options if isinstance(options, list) else ():
            self.row("judgment_options", **key, option_name=option)

    def stats(self, run_id: str, evaluator_id: str, **figures: Any) -> None:
        """What the platform says about an evaluator's judgments."""
        self.row(
            "run_evaluator_stats",
            evaluation_id=EVALUATION,
            run_id=run_id,
            evaluator_version_id=evaluator_id,
            **({"num_nulls": 0, "num_errors": 0} | figures),
        )

    def rows(self, view: str, *columns: str, where: str = "true") -> list[Row]:
        """Columns of a view, its rows in order, numbers to nine digits."""
        found = self._engine.rows(f"select {', '.join(columns)} from marts.{view} where {where}")
        return sorted((tuple(map(plain, row)) for row in found), key=_order)


def _order(row: Row) -> list[tuple[bool, str]]:
    # Here, as engines order texts by the locale of the machine.
    return [(value is not None, str(value)) for value in row]


def plain(value: Any) -> Any:
    """A value as both engines and a test can write it."""
    if isinstance(value, Decimal):
        value = float(value)
    return round(value, 9) if isinstance(value, float) else value


def _columns(value: Any, declared: str) -> dict[str, Any]:
    if value is None:
        return {"outcome": "null", "judgment_type": declared}
    if isinstance(value, Exception):
        return {"outcome": "error", "judgment_type": declared, "error": str(value)}
    said = {"outcome": "judged", "judgment": value}
    if isinstance(value, bool):
        return said | {"judgment_type": "boolean", "judgment_boolean": value}
    if isinstance(value, int | float):
        return said | {"judgment_type": "number", "judgment_number": value}
    if isinstance(value, list):
        return said | {"judgment_type": "multi_select"}
    kind = "select" if declared == "select" else "text"
    return said | {"judgment_type": kind, "judgment_text": value}

"""What the platform counts and averages as rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from humanloop_evals import wire
from humanloop_evals.records.rows import Rows
from humanloop_evals.records.shape import drop_null, is_null, is_object, pop_raw_objects
from humanloop_evals.tables import (
    EVALUATION_REPORTS,
    RUN_EVALUATOR_OPTIONS,
    RUN_EVALUATOR_PERCENTILES,
    RUN_EVALUATOR_STATS,
    RUN_STATS,
)
from humanloop_evals.values import read_integer, read_number

# There is no type key. The API tells evaluators apart by the fields that their figures have; the
# order matters where a sender writes those of the other kinds as null.
_KINDS = (
    ("number", ("percentiles", "mean")),
    ("boolean", ("num_true", "num_false")),
    ("select", ("num_judgments_per_option",)),
)
_PERCENTILE = re.compile(r"\d{1,3}(\.\d{1,9})?")


@dataclass(frozen=True, slots=True)
class EvaluatorStats:
    """What the platform says of one evaluator in one run.

    Attributes:
        counts: Of logs and judgments, by the field's name.
        mean: Of its numbers.
        sum: Likewise.
        options: How often each option was chosen; None where it does not select.
    """

    counts: dict[str, int | None]
    mean: float | None
    sum: float | None
    options: dict[str, int | None] | None


@dataclass(frozen=True, slots=True)
class RunStats:
    """One run's stats, as far as reading its logs depends on them.

    Attributes:
        text: The whole of it as it was sent: when it is the same, no judgment was added.
        num_logs: Logs of the run, as the platform says.
        evaluators: What it says of each evaluator version.
    """

    text: bytes
    num_logs: int | None
    evaluators: dict[str, EvaluatorStats]


def stats_rows(text: wire.Text, *, evaluation_id: str, rows: Rows) -> dict[str, RunStats]:
    """The body of GET stats.

    Returns:
        The stats of every run, by the run's id.
    """
    fields = wire.read_object(text)
    runs = pop_raw_objects(fields, "run_stats")
    rows.add(EVALUATION_REPORTS, fields, evaluation_id=evaluation_id)
    return dict(_run_rows(raw, evaluation_id, rows) for raw in runs)


def _run_rows(raw: msgspec.Raw, evaluation_id: str, rows: Rows) -> tuple[str, RunStats]:
    fields = wire.read_object(raw)
    evaluators = pop_raw_objects(fields, "evaluator_stats")
    row = dict(
        zip(RUN_STATS.names, rows.add(RUN_STATS, fields, evaluation_id=evaluation_id), strict=True)
    )
    run_id = str(row["run_id"])
    said = dict(_evaluator_rows(each, (evaluation_id, run_id), rows) for each in evaluators)
    return run_id, RunStats(bytes(raw), row["num_logs"], said)


def _evaluator_rows(
    raw: msgspec.Raw, of: tuple[str, str], rows: Rows
) -> tuple[str, EvaluatorStats]:
    fields = wire.read_object(raw)
    evaluation_id, run_id = of
    kind = _kind(fields)
    percentiles = list(_pop_numbers(fields, "percentiles"))
    options = list(_pop_counts(fields, "num_judgments_per_option"))
    row = dict(
        zip(
            RUN_EVALUATOR_STATS.names,
            rows.add(
                RUN_EVALUATOR_STATS,
                fields,
                evaluation_id=evaluation_id,
                run_id=run_id,
                stats_type=kind,
            ),
            strict=True,
        )
    )
    key = {
        "evaluation_id": evaluation_id,
        "run_id": run_id,
        "evaluator_version_id": row["evaluator_version_id"],
    }
    for percentile, value in percentiles:
        rows.add(
            RUN_EVALUATOR_PERCENTILES, {}, **key, percentile=percentile, percentile_value=value
        )
    for option, count in options:
        rows.add(RUN_EVALUATOR_OPTIONS, {}, **key, option_name=option, num_judgments=count)
    counts = {name: value for name, value in row.items() if name.startswith(("num_", "total_"))}
    said = EvaluatorStats(
        counts, row["mean"], row["sum"], dict(options) if kind == "select" else None
    )
    return str(row["evaluator_version_id"]), said


def _kind(fields: wire.Fields) -> str:
    for kind, names in _KINDS:
        if any(not is_null(fields.get(name)) for name in names):
            return kind
    # While nothing is judged, a number's figures are all null but they are there.
    for kind, names in _KINDS:
        if any(name in fields for name in names):
            return kind
    return "text"


def _pop_numbers(fields: wire.Fields, name: str) -> Iterator[tuple[float, float | None]]:
    """The map of percentiles; what is no number, as name or value, stays where it is."""
    found = _map(fields, name)
    pairs = [(_percentile(key), read_number(raw)) for key, raw in found.items()]
    if all(isinstance(key, float) and _is_number(value) for key, value in pairs):
        fields.pop(name, None)
        yield from ((key, value) for key, value in pairs if key is not None)


def _pop_counts(fields: wire.Fields, name: str) -> Iterator[tuple[str, int | None]]:
    """The map of options; one with a value that is no whole number stays where it is."""
    pairs = [(key, read_integer(raw)) for key, raw in _map(fields, name).items()]
    if all(value is None or isinstance(value, int) for _, value in pairs):
        fields.pop(name, None)
        yield from pairs


def _map(fields: wire.Fields, name: str) -> wire.Fields:
    drop_null(fields, name)
    raw = fields.get(name)
    return wire.read_object(raw) if raw is not None and is_object(raw) else {}


def _percentile(text: str) -> float | None:
    return float(text) if _PERCENTILE.fullmatch(text) else None


def _is_number(value: object) -> bool:
    return value is None or isinstance(value, float)

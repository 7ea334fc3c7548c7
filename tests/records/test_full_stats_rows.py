"""Stats with every field, and the whole rows that they become."""

from typing import Any

import api_measured_objects as measured
import record_rows
from api_objects import Json, to_text
from humanloop_evals.records import Rows, stats_rows
from humanloop_evals.tables import (
    EVALUATION_REPORTS,
    RUN_EVALUATOR_OPTIONS,
    RUN_EVALUATOR_PERCENTILES,
    RUN_EVALUATOR_STATS,
    RUN_STATS,
)

KEY = {"evaluation_id": "evr_1", "run_id": "rn_1"}


def rows_of(stats: Json) -> Rows:
    """The rows of the stats of evr_1."""
    rows = Rows()
    stats_rows(to_text(stats), evaluation_id="evr_1", rows=rows)
    return rows


def test_evaluation_reports_full_row() -> None:
    """The texts of the report are kept as they are."""
    expected = {
        "evaluation_id": "evr_1",
        "status": "completed",
        "progress": "1 of 1\nlogs 7 of 7",
        "report": "run  score\nrn_1  0.5",
        "extra": None,
    }

    rows = rows_of(measured.full_stats())

    assert [expected] == record_rows.in_table(rows, EVALUATION_REPORTS)
    assert rows.notes == []


def test_run_stats_full_row() -> None:
    """What is counted of a run."""
    expected = {
        **KEY,
        "version_id": "prv_1",
        "batch_id": "0a1b2c3d4e",
        "num_logs": 7,
        "status": "completed",
        "extra": None,
    }

    assert [expected] == record_rows.in_table(rows_of(measured.full_stats()), RUN_STATS)


def evaluator_row(version_id: str, kind: str, **figures: Any) -> Json:
    """The row of an evaluator's stats."""
    names = ("mean", "sum", "std", "num_true", "num_false")
    counts = {"total_logs": 7, "num_judgments": 4, "num_nulls": 2, "num_errors": 1}
    return {
        **KEY,
        "evaluator_version_id": version_id,
        "stats_type": kind,
        **counts,
        **{name: figures.get(name) for name in names},
        "extra": None,
    }


def test_run_evaluator_stats_full_rows() -> None:
    """The four kinds are told apart by the figures they have."""
    expected = [
        evaluator_row("evv_number", "number", mean=2.5, sum=10.0, std=0.25),
        evaluator_row("evv_boolean", "boolean", num_true=3, num_false=1),
        evaluator_row("evv_select", "select"),
        evaluator_row("evv_text", "text"),
    ]

    assert expected == record_rows.in_table(rows_of(measured.full_stats()), RUN_EVALUATOR_STATS)


def test_run_evaluator_percentiles_full_rows() -> None:
    """One row a percentile, whole numbers as doubles."""
    key = {**KEY, "evaluator_version_id": "evv_number"}
    expected = [
        {**key, "percentile": 0.0, "percentile_value": 1.0, "extra": None},
        {**key, "percentile": 99.9, "percentile_value": 4.5, "extra": None},
    ]
    rows = rows_of(measured.full_stats())

    assert expected == record_rows.in_table(rows, RUN_EVALUATOR_PERCENTILES)


def test_run_evaluator_options_full_rows() -> None:
    """One row an option, also one that nobody chose."""
    key = {**KEY, "evaluator_version_id": "evv_select"}
    expected = [
        {**key, "option_name": "good", "num_judgments": 4, "extra": None},
        {**key, "option_name": "bad", "num_judgments": 0, "extra": None},
    ]

    assert expected == record_rows.in_table(rows_of(measured.full_stats()), RUN_EVALUATOR_OPTIONS)


def test_number_stats_without_judgments_are_of_a_number() -> None:
    """While nothing is judged all figures are null, but they are there."""
    nothing = measured.number_stats() | {"mean": None, "sum": None, "std": None, "percentiles": {}}
    (row,) = record_rows.in_table(
        rows_of(measured.stats(measured.run_stats("rn_1", 0, nothing))), RUN_EVALUATOR_STATS
    )

    assert (row["stats_type"], row["mean"], row["extra"]) == ("number", None, None)


def test_map_of_another_shape_is_kept_and_counted() -> None:
    """A percentile or an option that is no number can't be a row; nothing of the map is lost."""
    odd = measured.number_stats() | {"percentiles": {"50": "half", "most": 2}}
    odd |= {"num_judgments_per_option": {"good": 0.5}}
    rows = rows_of(measured.stats(measured.run_stats("rn_1", 0, odd)))

    assert record_rows.only(rows, RUN_EVALUATOR_STATS)["extra"] == (
        '{"percentiles":{"50":"half","most":2},"num_judgments_per_option":{"good":0.5}}'
    )
    assert record_rows.notes(rows) == {
        ("misfit", "run_evaluator_stats", "percentiles"),
        ("misfit", "run_evaluator_stats", "num_judgments_per_option"),
    }

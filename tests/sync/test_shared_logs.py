"""Logs that belong to several runs, and judgments that no double can hold."""

from pathlib import Path
from typing import Any

import api_measured_objects as measured
import api_objects as api
from api_objects import Json
from fake_reader import FakeReader
from humanloop_evals.extract import Scope
from humanloop_evals.settings import Selection
from humanloop_evals.sync import Outcome, sync
from sync.accounts import make_job
from sync.contents import keys, query

BOTH = Selection(evaluation_ids=("evr_1", "evr_2"))
NAME = "evals.duckdb"


def flow_and_step() -> FakeReader:
    """A flow's log in one evaluation, and the step inside it as a log of another."""
    runs = {n: [api.run(f"rn_{n}")] for n in (1, 2)}
    reader = FakeReader([(api.evaluation(f"evr_{n}", 1), runs[n]) for n in (1, 2)])
    step = measured.log("log_step", prompt_cost=0.25, output_cost=0.5)
    top = {"id": "log_top", "flow": api.flow(), "trace_children": [step]}
    reader.logs_of["evr_1"] = [measured.record("log_top", run_id="rn_1", log=top)]
    reader.logs_of["evr_2"] = [measured.record("log_step", run_id="rn_2", log=step)]
    for n in (1, 2):
        reader.measured[f"evr_{n}"] = measured.stats(measured.run_stats(f"rn_{n}", 1))
    return reader


def run(reader: FakeReader, database: Path, **more: Any) -> Outcome:
    """Sync both evaluations."""
    return sync(make_job(reader, database, selection=BOTH, scope=Scope(), **more))


def test_step_of_a_removed_trace_stays_where_it_is_a_log_of_its_own(tmp_path: Path) -> None:
    """The run of the flow goes, the one of the step stays."""
    reader, database = flow_and_step(), tmp_path / NAME
    run(reader, database)
    before = keys(database, "logs", "log_id")
    reader.replace(api.evaluation("evr_1", 0), [], evaluation_id="evr_1")
    reader.logs_of["evr_1"] = []
    reader.measured["evr_1"] = measured.stats()
    outcome = run(reader, database)

    assert before == [("log_step",), ("log_top",)]
    assert (outcome.exit_code, keys(database, "logs", "log_id")) == (0, [("log_step",)])


def usage(database: Path) -> list[tuple]:
    """What each run took."""
    return query(database, "select run_id, logs_count, cost_usd from marts.run_usage order by all")


def test_step_costs_the_same_whichever_evaluation_was_read_last(tmp_path: Path) -> None:
    """Each run is told what its logs took; a step is no other log when it is listed itself."""
    reader, database = flow_and_step(), tmp_path / NAME
    run(reader, database)
    reader.measured["evr_2"] = measured.stats(measured.run_stats("rn_2", 1, batch_id="other"))
    run(reader, database)

    assert usage(database) == [("rn_1", 1, 0.75), ("rn_2", 1, 0.75)]
    assert (
        query(
            database,
            "select table_name, record_key from humanloop.changes "
            "where change <> 'first_load' and table_name in ('logs', 'nested_logs')",
        )
        == []
    )


def test_step_that_has_left_its_trace_is_not_paid_for(tmp_path: Path) -> None:
    """The flow was run again; the step that is a log of its own stays one."""
    reader, database = flow_and_step(), tmp_path / NAME
    run(reader, database)
    other = measured.log("log_other", prompt_cost=1, output_cost=2)
    top = {"id": "log_top", "flow": api.flow(), "trace_children": [other]}
    reader.logs_of["evr_1"] = [measured.record("log_top", run_id="rn_1", log=top)]
    reader.measured["evr_1"] = measured.stats(measured.run_stats("rn_1", 1, batch_id="other"))
    run(reader, database)

    assert usage(database) == [("rn_1", 1, 3.0), ("rn_2", 1, 0.75)]
    assert keys(database, "nested_logs", "root_log_id", "log_id") == [("log_top", "log_other")]


def test_trace_in_two_evaluations_has_its_steps_once(tmp_path: Path) -> None:
    """Both are read in one sync, and each sends all of it."""
    reader, database = flow_and_step(), tmp_path / NAME
    record = reader.logs_of["evr_1"][0]
    reader.logs_of["evr_2"] = [record | {"run_id": "rn_2"}]
    outcome = run(reader, database)

    assert (outcome.exit_code, usage(database)) == (0, [("rn_1", 1, 0.75), ("rn_2", 1, 0.75)])
    assert keys(database, "nested_logs", "root_log_id", "log_id") == [("log_top", "log_step")]


def test_judged_log_is_paid_for_by_its_own_run(tmp_path: Path) -> None:
    """An evaluator's log brings the log that it is about along, which is another run's."""
    reader, database = flow_and_step(), tmp_path / NAME
    judge = {
        "id": "log_judge",
        "evaluator": api.evaluator(),
        "judgment": True,
        "parent": measured.log("log_step", prompt_cost=0.25, output_cost=0.5),
    }
    reader.logs_of["evr_1"] = [measured.record("log_judge", run_id="rn_1", log=judge)]
    run(reader, database)

    assert usage(database) == [("rn_1", 1, None), ("rn_2", 1, 0.75)]
    assert query(database, "from humanloop.nested_logs select * exclude (_dlt_load_id)") == [
        ("log_judge", "log_step", "log_judge", "judged", None)
    ]


def judged(*values: Any, **figures: Any) -> FakeReader:
    """One run whose number evaluator says these things, and what the stats make of them."""
    reader = FakeReader([(api.evaluation(f"evr_{n}", 2 - n), [api.run()][: 2 - n]) for n in (1, 2)])
    reader.logs_of["evr_1"] = [
        measured.record(f"log_{n}", measured.judgment(f"log_{n}_j", value))
        for n, value in enumerate(values)
    ]
    said = sum(value is not None for value in values)
    counted: Json = measured.counted("evv_1", said, len(values) - said) | figures
    reader.measured["evr_1"] = measured.stats(measured.run_stats("rn_1", len(values), counted))
    return reader


def test_judgments_whose_square_is_no_double_do_not_end_the_sync(tmp_path: Path) -> None:
    """Of these there is no standard deviation to compare."""
    database = tmp_path / NAME
    outcome = run(judged(1e200, 2e200), database)

    assert (outcome.exit_code, keys(database, "judgments", "judgment_number")) == (
        0,
        [(1e200,), (2e200,)],
    )


def test_figure_of_nothing_is_named(tmp_path: Path) -> None:
    """A mean where no number was served."""
    outcome = run(judged(None, mean=3.5, sum=0), tmp_path / NAME)

    assert outcome.exit_code == 4
    (difference,) = outcome.differences
    assert difference.describe() == (
        "evaluation evr_1, run rn_1, evaluator evv_1: mean says 3.5, what was served and loaded "
        "gives nothing"
    )

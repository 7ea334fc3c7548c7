"""What only an archive has, as rows: deployments, and the own logs of files."""

import api_measured_objects as measured
import record_rows
from api_objects import Json, evaluator, to_text
from humanloop_evals.extract.once import Once
from humanloop_evals.records import FileLogRows, Rows, Together, deployment_rows
from humanloop_evals.tables import DEPLOYMENTS, FILE_LOGS, JUDGMENTS, LOGS, NESTED_LOGS
from record_rows import Keys


def file_logs(*logs: Json, loaded: tuple[str, ...] = ()) -> Rows:
    """The rows of the own logs of pr_1; some logs were loaded before."""
    rows, together, once = Rows(), Together(), Once({})
    for log_id in loaded:
        once(LOGS.name, log_id)
    reading = FileLogRows("pr_1", Keys(), is_new=once, is_loaded=lambda key: key in loaded)
    for log in logs:
        reading.add(to_text(log), together)
    together.finish(rows)
    return rows


def values(rows: Rows, *columns: str) -> list[tuple]:
    """Some columns of the logs."""
    return [tuple(row[name] for name in columns) for row in record_rows.in_table(rows, LOGS)]


def nested(rows: Rows) -> list[tuple]:
    """Every log inside another one: the listed log, itself, what it is inside of, what it is."""
    return [
        (row["root_log_id"], row["log_id"], row["parent_log_id"], row["relation"])
        for row in record_rows.in_table(rows, NESTED_LOGS)
    ]


def test_deployments_full_row() -> None:
    """An entry of deployments.json, and a field that nobody knows."""
    rows = Rows()
    entry = {
        "version_id": "prv_1",
        "environment_id": "env_1",
        "environment_name": "production",
        "environment_tag": "default",
        "colour": "red",
    }
    deployment_rows(to_text(entry), "pr_1", rows)

    assert record_rows.only(rows, DEPLOYMENTS) == {
        "file_id": "pr_1",
        "environment_id": "env_1",
        "version_id": "prv_1",
        "environment_name": "production",
        "environment_tag": "default",
        "extra": '{"colour":"red"}',
    }


def test_file_logs_full_row() -> None:
    """A file and one of its logs; the log itself is a log like those of evaluations."""
    full = measured.full_log()
    rows = file_logs(full)

    assert record_rows.only(rows, FILE_LOGS) == {"file_id": "pr_1", "log_id": "log_full"}
    assert record_rows.only(rows, LOGS) == record_rows.only(
        record_rows.logs({**measured.full_record(), "log": full}), LOGS
    )


def test_file_logs_with_steps_and_judgments() -> None:
    """Steps are below the log that was listed; what evaluators said is a log with its judgment."""
    said = measured.judgment("log_j", value=True, error="odd")
    step = measured.log("log_step", evaluator_logs=[measured.judgment("log_js", value=False)])
    rows = file_logs(measured.log("log_1", trace_children=[step], evaluator_logs=[said]))

    assert sorted(values(rows, "log_id", "type", "parent_id", "judgment")) == [
        ("log_1", "prompt", None, None),
        ("log_j", "evaluator", "log_1", "true"),
        ("log_js", "evaluator", "log_step", "false"),
        ("log_step", "prompt", None, None),
    ]
    assert sorted(nested(rows)) == [
        ("log_1", "log_j", "log_1", "evaluator"),
        ("log_1", "log_js", "log_step", "evaluator"),
        ("log_1", "log_step", "log_1", "step"),
    ]
    assert record_rows.in_table(rows, FILE_LOGS) == [
        {"file_id": "pr_1", "log_id": "log_1", "extra": None}
    ]
    assert record_rows.in_table(rows, JUDGMENTS) == []


def test_file_logs_keep_the_parent_that_is_named() -> None:
    """Whichever log an evaluator's log itself says that it is about."""
    said = measured.judgment("log_j", value=True, parent_id="log_elsewhere")
    rows = file_logs(measured.log("log_1", evaluator_logs=[said]))

    assert ("log_j", "log_elsewhere") in values(rows, "log_id", "parent_id")


def test_file_logs_that_were_loaded_are_linked_only() -> None:
    """With an evaluation; steps that came with it are not missed, new ones are not, either."""
    step = measured.log("log_step")
    rows = file_logs(
        measured.log("log_1", evaluator_logs=[], trace_children=None),
        measured.log("log_2", trace_children=[step]),
        loaded=("log_1", "log_2"),
    )

    assert values(rows, "log_id") == [("log_step",)]
    assert nested(rows) == [("log_2", "log_step", "log_2", "step")]
    assert [row["log_id"] for row in record_rows.in_table(rows, FILE_LOGS)] == ["log_1", "log_2"]


def test_evaluators_own_logs_are_logs() -> None:
    """As the export of an evaluator's file lists them."""
    said = {"id": "log_j", "evaluator": evaluator(), "judgment": 0.5, "parent_id": "log_1"}
    rows = file_logs(said)

    assert values(rows, "log_id", "type", "parent_id", "judgment") == [
        ("log_j", "evaluator", "log_1", "0.5")
    ]

"""Logs: of every kind, with the logs inside them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import api_measured_objects as measured
import api_objects as api
import record_rows
from api_objects import Json
from humanloop_evals.records import Rows, read_log_record, read_log_records
from humanloop_evals.tables import DATAPOINTS, EVALUATION_LOGS, JUDGMENTS, LOGS, NESTED_LOGS
from humanloop_evals.wire import JsonError
from property_settings import examples


def made_by(rows: Rows) -> list[tuple[str, str | None]]:
    """Every log with its version, by id."""
    return sorted((row["log_id"], row["version_id"]) for row in record_rows.in_table(rows, LOGS))


def nested(rows: Rows) -> list[tuple[str, str, str, str]]:
    """Every log inside another one: the listed log, itself, what it is inside of, what it is."""
    return sorted(
        (row["root_log_id"], row["log_id"], row["parent_log_id"], row["relation"])
        for row in record_rows.in_table(rows, NESTED_LOGS)
    )


@pytest.mark.parametrize(
    ("kind", "version"),
    [
        ("prompt", api.prompt()),
        ("tool", api.tool()),
        ("evaluator", api.evaluator()),
        ("flow", api.flow()),
        ("agent", api.agent()),
    ],
)
def test_kind_of_a_log_is_what_made_it(kind: str, version: Json) -> None:
    """There is no type key; the other kinds may be there as nulls."""
    log = {"id": "log_1", "prompt": None, "tool": None, kind: version}
    (row,) = record_rows.in_table(record_rows.logs(measured.record("log_1", log=log)), LOGS)

    assert (row["type"], row["version_id"], row["extra"]) == (kind, version["version_id"], None)


@pytest.mark.parametrize(
    ("start", "end", "seconds"),
    [
        ("2024-06-01T10:00:00", "2024-06-02T10:00:00.000001Z", 86_400.000001),
        ("2024-06-01T10:00:00", None, None),
        ("soon", "2024-06-02T10:00:00", None),
    ],
)
def test_duration_of_a_log_needs_both_times(
    start: str, end: str | None, seconds: float | None
) -> None:
    """A time that is absent, or none, is no time to count from."""
    log = {"id": "log_1", "prompt": api.prompt(), "start_time": start, "end_time": end}
    (row,) = record_rows.in_table(record_rows.logs(measured.record("log_1", log=log)), LOGS)

    assert row["duration_seconds"] == seconds


def test_log_without_a_version_is_loaded_and_counted() -> None:
    """Nothing says what it is."""
    rows = record_rows.logs(measured.record("log_1", log={"id": "log_1", "output": "x"}))
    (row,) = record_rows.in_table(rows, LOGS)

    assert (row["type"], row["version_id"], row["output"]) == (None, None, "x")
    assert record_rows.notes(rows) == {("missing", "logs", "type")}


def test_children_of_a_trace_are_rows_with_their_parent() -> None:
    """At any depth; what they name themselves as their parent is theirs."""
    deepest = {"id": "log_c", "tool": api.tool("tv_c"), "trace_parent_id": "log_named"}
    child = {"id": "log_b", "prompt": api.prompt("prv_b"), "trace_children": [deepest]}
    other = {"id": "log_d", "tool": api.tool("tv_d")}
    top = {"id": "log_a", "flow": api.flow("flv_a"), "trace_children": [child, other]}
    rows = record_rows.logs(measured.record("log_a", log=top))

    assert made_by(rows) == [
        ("log_a", "flv_a"),
        ("log_b", "prv_b"),
        ("log_c", "tv_c"),
        ("log_d", "tv_d"),
    ]
    assert nested(rows) == [
        ("log_a", "log_b", "log_a", "step"),
        ("log_a", "log_c", "log_b", "step"),
        ("log_a", "log_d", "log_a", "step"),
    ]
    assert [row["trace_parent_id"] for row in record_rows.in_table(rows, LOGS)] == [
        None,
        None,
        "log_named",
        None,
    ]
    assert len(record_rows.in_table(rows, EVALUATION_LOGS)) == 1


def test_judgments_of_a_child_name_the_child() -> None:
    """A monitor may have judged one step of a trace."""
    child = measured.log("log_b", evaluator_logs=[measured.judgment("log_j", True)])
    top = measured.log("log_a", trace_children=[child])
    rows = record_rows.logs(measured.record("log_a", measured.judgment("log_k", False), log=top))

    assert [
        (row["judgment_log_id"], row["log_id"]) for row in record_rows.in_table(rows, JUDGMENTS)
    ] == [("log_k", "log_a"), ("log_j", "log_b")]


def test_log_that_an_evaluator_judged_is_a_row() -> None:
    """Where an evaluator itself was run, its log brings along what it was about, steps and all."""
    judged = measured.log("log_judged", trace_children=[measured.log("log_step")])
    log = {"id": "log_1", "evaluator": api.evaluator(), "parent": judged, "judgment": True}
    rows = record_rows.logs(measured.record("log_1", log=log))

    assert [log_id for log_id, _ in made_by(rows)] == ["log_1", "log_judged", "log_step"]
    assert nested(rows) == [
        ("log_1", "log_judged", "log_1", "judged"),
        ("log_1", "log_step", "log_judged", "judged"),
    ]


def test_log_inside_itself_is_not_nested() -> None:
    """It would be paid for twice."""
    log = measured.log("log_1", trace_children=[measured.log("log_1")])

    assert nested(record_rows.logs(measured.record("log_1", log=log))) == []


def test_judged_log_sent_once_more_is_dropped() -> None:
    """Each evaluator log may repeat the whole log that it is about."""
    judgment = measured.judgment("log_j", True, parent=measured.log("log_1", output="x" * 50))
    rows = record_rows.logs(measured.record("log_1", judgment))

    assert len(record_rows.in_table(rows, LOGS)) == 1
    assert record_rows.only(rows, JUDGMENTS).get("extra") is None


def test_log_of_two_runs_is_one_row() -> None:
    """And two rows of evaluation_logs; its datapoint is one row, too."""
    datapoint = measured.full_datapoint()
    rows = record_rows.logs(
        measured.record("log_1", run_id="rn_1", datapoint=datapoint),
        measured.record("log_1", run_id="rn_2", datapoint=datapoint),
    )

    assert len(record_rows.in_table(rows, LOGS)) == 1
    assert len(record_rows.in_table(rows, DATAPOINTS)) == 1
    assert [
        (row["run_id"], row["log_id"]) for row in record_rows.in_table(rows, EVALUATION_LOGS)
    ] == [("rn_1", "log_1"), ("rn_2", "log_1")]


def test_status_of_older_releases_is_read() -> None:
    """It was called trace_status."""
    rows = record_rows.logs(measured.record("log_1", log=measured.log(trace_status="complete")))

    assert record_rows.only(rows, LOGS)["log_status"] == "complete"


@pytest.mark.parametrize("missing", ["run_id", "log"])
def test_record_without_run_or_log_is_refused(missing: str) -> None:
    """It could not be told apart from others."""
    with pytest.raises(JsonError, match=f"a record of logs without {missing}"):
        record_rows.logs(api.without(measured.record("log_1"), missing))


def test_unknown_field_of_a_log_is_kept() -> None:
    """In `extra`, and counted."""
    rows = record_rows.logs(measured.record("log_1", log=measured.log(colour="red"), weight=2))

    assert record_rows.only(rows, LOGS)["extra"] == '{"colour":"red"}'
    assert record_rows.only(rows, EVALUATION_LOGS)["extra"] == '{"weight":2}'
    assert record_rows.notes(rows) == {
        ("unknown_field", "logs", "colour"),
        ("unknown_field", "evaluation_logs", "weight"),
    }


_ODD = st.sampled_from([None, [], {}, "", 1, [1], [{}], [{"id": "log_x"}, None]])
_JUDGMENT = st.fixed_dictionaries({"id": st.sampled_from(["log_j", "log_k", None])})
_RECORD = st.fixed_dictionaries(
    {
        "run_id": st.sampled_from(["rn_1", "rn_2"]) | _ODD,
        "log": st.fixed_dictionaries(
            {"id": st.sampled_from(["log_1", "log_2"]) | _ODD},
            optional={"evaluator_logs": st.lists(_JUDGMENT, max_size=2) | _ODD, "output": _ODD},
        )
        | _ODD,
    },
    optional={"evaluator_logs": st.lists(_JUDGMENT, max_size=2) | _ODD, "unknown": _ODD},
)


@given(st.lists(_RECORD, max_size=4))
@examples(500)
def test_records_read_together_are_the_same_as_alone(records: list[Json]) -> None:
    """Or are left to be read alone, which says what is wrong with them."""
    texts = [api.to_text(record) for record in records]
    together = read_log_records(texts)

    if together is not None:
        assert together == [read_log_record(text) for text in texts]


def test_usual_records_are_read_together() -> None:
    """With judgments beside the log and inside it, or without any."""
    inside = {"id": "log_2", "evaluator_logs": [measured.judgment("log_k", True)]}
    records = [
        measured.record("log_1", measured.judgment("log_j", 0.5)),
        measured.record("log_2", log=inside | {"prompt": api.prompt()}),
        {"run_id": "rn_1", "log": {"id": "log_3", "evaluator_logs": None}},
    ]
    texts = [api.to_text(record) for record in records]

    together = read_log_records(texts)

    assert together == [read_log_record(text) for text in texts]
    assert [len(record.evaluator_logs) for record in together] == [1, 1, 0]

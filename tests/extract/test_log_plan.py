"""Which logs are read again: as few as can be without missing any."""

from datetime import timedelta
from typing import Any

import pytest

import api_measured_objects as measured
import api_objects as api
from api_objects import Json
from extracting import SYNCED, Extracted, extract
from fake_reader import FakeReader
from humanloop_evals.errors import NotFound
from humanloop_evals.extract import Known, Scope
from logged_reader import pages, reader_of, record, stats_of

LOGS = {"logs", "judgments", "evaluation_logs", "evaluation_log_reads"}


def known_from(found: Extracted, *, age: timedelta = timedelta(days=1)) -> Known:
    """What the database holds after a sync some time ago."""
    return Known(
        log_reads={
            (evaluation_id, run_id): (fingerprint, SYNCED - age)
            for evaluation_id, run_id, fingerprint in found.values(
                "evaluation_log_reads", "evaluation_id", "run_id", "fingerprint"
            )
        }
    )


def again(reader: FakeReader, known: Known, **scope: Any) -> Extracted:
    """Read once more, counting from here."""
    reader.calls.clear()
    return extract(reader, ["evr_1"], known=known, scope=Scope(**scope))


def first(reader: FakeReader) -> Known:
    """Read for the first time."""
    return known_from(extract(reader, ["evr_1"], scope=Scope()))


def test_unchanged_evaluation_is_asked_for_no_logs() -> None:
    """Itself, its runs and its stats: three calls."""
    reader = reader_of(3, 2)
    found = again(reader, first(reader))

    assert reader.calls == ["evaluation evr_1", "runs evr_1", "stats evr_1"]
    assert found.tables & LOGS == set()
    assert (found.report.logs_read, found.report.logs_skipped) == ({}, 2)


def test_one_new_run_is_read_alone() -> None:
    """Fifty others are not."""
    reader = reader_of(*[3] * 50)
    known = first(reader)
    runs = [api.run(f"rn_{number}") for number in range(51)]
    reader.replace(api.evaluation("evr_1", 51), runs, evaluation_id="evr_1")
    reader.logs_of["evr_1"].append(record(50, 0))
    reader.measured["evr_1"] = stats_of([3] * 50 + [1])
    found = again(reader, known)

    assert pages(reader) == ["rn_50 1"]
    assert found.values("evaluation_log_reads", "run_id") == ["rn_50"]
    assert found.report.logs_skipped == 50


def test_source_that_ignores_the_run_is_read_whole() -> None:
    """Older releases do not know that filter; no log is taken for one of another run."""
    reader = reader_of(*[90] * 5)
    known = first(reader)
    reader.ignores_run_id = True
    reader.logs_of["evr_1"].append(record(4, 90))
    reader.measured["evr_1"] = stats_of([90, 90, 90, 90, 91])
    found = again(reader, known)

    assert pages(reader) == ["rn_4 1", "* 1", "* 2", "* 3", "* 4", "* 5"]
    assert len(found.values("logs", "log_id")) == 451
    assert found.values("evaluation_log_reads", "run_id") == [f"rn_{n}" for n in range(5)]


@pytest.mark.parametrize(
    "change",
    [
        {"status": "cancelled"},
        {"version": api.prompt("prv_other")},
        {"dataset": api.dataset("dsv_other")},
    ],
    ids=["status", "version", "dataset"],
)
def test_changed_run_is_read_again(change: Json) -> None:
    """What its judgments depend on."""
    reader = reader_of(2)
    known = first(reader)
    reader.replace(api.evaluation("evr_1", 1), [api.run("rn_0") | change], evaluation_id="evr_1")
    again(reader, known)

    assert pages(reader) == ["* 1"]


def test_run_that_the_stats_leave_out_is_read_again() -> None:
    """Nothing would say that its logs have changed."""
    reader = reader_of(150, 1, stats=[150])
    again(reader, first(reader))

    assert pages(reader) == ["rn_1 1"]


def test_new_evaluator_is_read() -> None:
    """Its judgments may be there before the stats know of it."""
    reader = reader_of(2)
    known = first(reader)
    member = {"version": api.evaluator("evv_2"), "orchestrated": True, "added_at": api.UPDATED}
    evaluation = api.evaluation("evr_1", 1, evaluators=[member])
    reader.replace(evaluation, [api.run("rn_0")], evaluation_id="evr_1")
    again(reader, known)

    assert pages(reader) == ["* 1"]


def test_counters_of_a_version_do_not_count() -> None:
    """They move by themselves."""
    reader = reader_of(2)
    known = first(reader)
    drifted = api.prompt("prv_1", version_logs_count=99, last_used_at="2030-01-01T00:00:00Z")
    reader.replace(
        api.evaluation("evr_1", 1), [api.run("rn_0", version=drifted)], evaluation_id="evr_1"
    )
    known_with_version = known_from(extract(reader, ["evr_1"], scope=Scope()))
    usual = api.run("rn_0", version=api.prompt("prv_1"))
    reader.replace(api.evaluation("evr_1", 1), [usual], evaluation_id="evr_1")
    again(reader, known_with_version)

    assert known != known_with_version
    assert pages(reader) == []


@pytest.mark.parametrize("status", ["running", "pending", "paused"])
def test_unfinished_run_is_read_every_time(status: str) -> None:
    """Also with a status that nobody has documented."""
    reader = reader_of(2)
    run = api.run("rn_0", status=status)
    reader.replace(api.evaluation("evr_1", 1), [run], evaluation_id="evr_1")
    again(reader, first(reader))

    assert pages(reader) == ["* 1"]


def test_old_reading_is_repeated() -> None:
    """A judgment that a person changes may change no count."""
    reader = reader_of(2)
    found = extract(reader, ["evr_1"], scope=Scope())
    week = timedelta(days=7)
    requests = []
    for age in (week, week + timedelta(seconds=1)):
        again(reader, known_from(found, age=age), recheck_after=week)
        requests.append(pages(reader))

    assert requests == [[], ["* 1"]]


def test_datapoints_are_read_once_for_a_dataset_version() -> None:
    """It never changes; the database has it already."""
    dataset = api.dataset("dsv_1")
    run = api.run("rn_0", dataset=dataset)
    reader = FakeReader([(api.evaluation(f"evr_{n}", 1), [run]) for n in (1, 2)])
    reader.datapoints_of["dsv_1"] = [{"id": "dp_1"}, {"id": "dp_2", "target": {"a": 1}}]
    found = extract(reader, ["evr_1", "evr_2"], scope=Scope())
    calls = [call for call in reader.calls if call.startswith("datapoints")]
    known = Known(datasets=frozenset({"dsv_1"}))
    reader.calls.clear()
    extract(reader, ["evr_1", "evr_2"], scope=Scope(), known=known)

    assert calls == ["datapoints ds_1 dsv_1"]
    assert [call for call in reader.calls if call.startswith("datapoints")] == []
    assert found.values("dataset_datapoints", "dataset_version_id", "datapoint_id") == [
        ("dsv_1", "dp_1"),
        ("dsv_1", "dp_2"),
    ]
    assert found.values("datapoints", "datapoint_id", "target") == [
        ("dp_1", None),
        ("dp_2", '{"a":1}'),
    ]


def test_datapoint_of_a_log_and_of_its_dataset_is_one_row() -> None:
    """Whichever was read first."""
    dataset = api.dataset("dsv_1")
    reader = FakeReader([(api.evaluation("evr_1", 1), [api.run("rn_0", dataset=dataset)])])
    datapoint = measured.full_datapoint()
    reader.logs_of["evr_1"] = [measured.record("log_1", run_id="rn_0", datapoint=datapoint)]
    reader.datapoints_of["dsv_1"] = [datapoint]
    found = extract(reader, ["evr_1"], scope=Scope())

    assert found.values("datapoints", "datapoint_id") == ["dp_full"]
    assert found.values("dataset_datapoints", "datapoint_id") == ["dp_full"]


def test_dataset_that_is_gone_is_reported() -> None:
    """Its runs are loaded all the same."""
    reader = FakeReader(
        [(api.evaluation("evr_1", 1), [api.run("rn_0", dataset=api.dataset("dsv_1"))])]
    )
    error = NotFound("GET /datasets/ds_1/datapoints: 404")
    reader.errors["datapoints ds_1 dsv_1"] = error
    found = extract(reader, ["evr_1"], scope=Scope())

    assert found.report.unread_datasets == {"dsv_1": error}
    assert found.report.quarantined == {}
    assert found.values("runs", "run_id") == ["rn_0"]

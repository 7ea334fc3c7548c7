"""Means, sums and options of the stats against the judgments that are read after them."""

from typing import Any

import pytest

import api_measured_objects as measured
import api_objects as api
from api_objects import Json
from extracting import Extracted, extract
from fake_reader import FakeReader
from humanloop_evals.extract import Scope
from logged_reader import pages

ONCE, TWICE = ["* 1"], ["* 1", "* 1"]


def reader_of(return_type: str, *said: Any, **figures: Any) -> FakeReader:
    """One run of which an evaluator has said so much, and what the stats make of it."""
    reader = FakeReader([(api.evaluation("evr_1", 1), [api.run("rn_1")])])
    reader.logs_of["evr_1"] = [record(n, return_type, value) for n, value in enumerate(said)]
    reader.measured["evr_1"] = stats_of(len(said), **figures)
    return reader


def record(number: int, return_type: str, value: Any) -> Json:
    """A log with one judgment."""
    version = api.evaluator("evv_1")
    version["spec"] = {**version["spec"], "return_type": return_type}
    judgment = measured.judgment(f"j_{number}", value, evaluator=version)
    return measured.record(f"log_{number}", judgment)


def stats_of(judged: int, **figures: Any) -> Json:
    """The stats of the run."""
    counted = measured.counted("evv_1", judged, **figures)
    return measured.stats(measured.run_stats("rn_1", judged, counted))


def numbers(mean: float | None, total: float | None = None) -> Json:
    """The figures of an evaluator that gives numbers."""
    return {"mean": mean, "sum": total, "std": None, "percentiles": {}}


def read(reader: FakeReader) -> Extracted:
    """Read with stats and logs."""
    return extract(reader, ["evr_1"], scope=Scope())


def chosen(**options: int) -> Json:
    """The figures of an evaluator that selects."""
    return {"num_judgments_per_option": options}


@pytest.mark.parametrize(
    ("return_type", "value", "before", "after"),
    [
        ("number", 0.9, numbers(0.2), numbers(0.9)),
        ("number", 0.9, numbers(None, 0.2), numbers(None, 0.9)),
        ("select", "good", chosen(good=0, bad=1), chosen(good=1, bad=0)),
        ("multi_select", ["good", "kind"], chosen(good=1), chosen(good=1, kind=1)),
    ],
)
def test_judgment_that_changes_meanwhile_is_read_with_its_stats(
    return_type: str, value: Any, before: Json, after: Json
) -> None:
    """No count says so: as many logs and judgments as there were."""
    reader = reader_of(return_type, value, **before)

    def change(call: str) -> None:
        if call.startswith("logs"):
            reader.measured["evr_1"] = stats_of(1, **after)

    reader.before = change
    found = read(reader)
    options = found.values("run_evaluator_options", "option_name", "num_judgments")

    assert pages(reader) == TWICE
    assert reader.calls.count("stats evr_1") == 2
    assert found.values("run_evaluator_stats", "mean", "sum") == [
        (after.get("mean"), after.get("sum"))
    ]
    assert options == list(after.get("num_judgments_per_option", {}).items())


@pytest.mark.parametrize(
    ("return_type", "said", "figures"),
    [
        ("number", (0.3, 0.2, 0.1), numbers(0.2, 0.6)),
        ("number", (0, 0, 1), numbers(0.333, 1)),
        ("number", (), numbers(None, None)),
        ("number", (), numbers(None, 0)),
        ("select", ("good",), chosen(good=1, bad=0)),
        ("select", (), chosen()),
    ],
)
def test_figures_that_agree_are_read_once(
    return_type: str, said: tuple[Any, ...], figures: Json
) -> None:
    """As far as their digits go, and whether or not what nobody chose is listed."""
    reader = reader_of(return_type, *said, **figures)
    read(reader)

    assert pages(reader) == ONCE


@pytest.mark.parametrize("mean", [0.34, 0.0])
def test_figure_that_stays_another_is_loaded_as_it_is(mean: float) -> None:
    """After the second reading; the next sync does not read the same again for it."""
    reader = reader_of("number", 0, 0, 1, **numbers(mean))
    found = read(reader)

    assert pages(reader) == TWICE
    assert found.values("run_evaluator_stats", "mean") == [mean]
    assert found.values("judgments", "judgment_number") == [0, 0, 1]
    assert None not in found.values("evaluation_log_reads", "fingerprint")


def test_judgment_of_a_step_is_not_the_run_s() -> None:
    """What was said of another log in a log's trace is none of the figures."""
    reader = reader_of("select", "good", **chosen(good=1))
    step = measured.log(
        "log_step", evaluator_logs=[record(7, "select", "bad")["evaluator_logs"][0]]
    )
    reader.logs_of["evr_1"][0]["log"]["trace_children"] = [step]
    found = read(reader)

    assert pages(reader) == ONCE
    assert found.values("judgment_options", "option_name") == ["good", "bad"]

"""What an evaluation says about the number of its runs, against the runs that are served."""

import pytest

import api_objects as api
from api_objects import Json
from extracting import extract
from fake_reader import FakeReader
from humanloop_evals.extract import Difference


def test_equal_counts_are_reported() -> None:
    """A count that was compared is worth a line, also when it agrees."""
    reader = FakeReader([(api.evaluation("evr_1", 2), [api.run("rn_1"), api.run("rn_2")])])

    found = extract(reader, ["evr_1"])

    assert found.report.counts == [Difference("runs_count", "evr_1", expected=2, loaded=2)]
    assert reader.calls == ["evaluation evr_1", "runs evr_1"]


def test_count_that_differs_is_read_once_more() -> None:
    """A run was added between the two requests: the second reading agrees."""
    reader = FakeReader([(api.evaluation("evr_1", 1, name="before"), [])])

    def add_a_run(call: str) -> None:
        if reader.calls.count(call) > 1:
            now = api.evaluation("evr_1", 1, name="after")
            reader.replace(now, [api.run()], evaluation_id="evr_1")

    reader.before = add_a_run

    found = extract(reader, ["evr_1"])

    assert found.report.counts == [Difference("runs_count", "evr_1", expected=1, loaded=1)]
    assert found.values("evaluations", "name") == ["after"]
    assert reader.calls == ["evaluation evr_1", "runs evr_1"] * 2


def test_count_that_still_differs_is_reported() -> None:
    """What is served is loaded, and what was said stands beside it."""
    reader = FakeReader([(api.evaluation("evr_1", 5), [api.run()])])

    found = extract(reader, ["evr_1"])

    assert found.report.counts == [Difference("runs_count", "evr_1", expected=5, loaded=1)]
    assert found.values("evaluation_runs", "run_id") == ["rn_1"]
    assert reader.calls == ["evaluation evr_1", "runs evr_1"] * 2


@pytest.mark.parametrize("has_texts_only", [False, True])
def test_run_that_is_served_twice_is_counted_once(*, has_texts_only: bool) -> None:
    """It may stand for another one that is missing, so both are read again."""
    reader = FakeReader([(api.evaluation("evr_1", 2), [api.run("rn_1"), api.run("rn_1")])])
    reader.has_texts_only = has_texts_only

    found = extract(reader, ["evr_1"])

    assert found.report.counts == [Difference("runs_count", "evr_1", expected=2, loaded=1)]
    assert reader.calls == ["evaluation evr_1", "runs evr_1"] * 2


@pytest.mark.parametrize("wrong", [{"id": None}, {"id": 7}, "absent"])
@pytest.mark.parametrize("has_texts_only", [False, True])
def test_runs_without_usable_ids_are_counted_as_they_come(
    wrong: Json, *, has_texts_only: bool
) -> None:
    """What is wrong with them is said where they become rows, without reading them again."""
    runs = [api.run("rn_1"), api.run("rn_2")]
    reader = FakeReader([(api.evaluation("evr_1", 2), [without_id(run, wrong) for run in runs])])
    reader.has_texts_only = has_texts_only

    found = extract(reader, ["evr_1"])

    assert "has no usable run_id" in str(found.report.quarantined["evr_1"])
    assert reader.calls == ["evaluation evr_1", "runs evr_1"]


def without_id(run: Json, wrong: Json) -> Json:
    """A run with another id, or with none."""
    rest = {name: value for name, value in run.items() if name != "id"}
    return rest if wrong == "absent" else rest | wrong


def test_count_of_a_listed_evaluation_that_differs_is_read_from_itself() -> None:
    """The listing may be older than the runs."""
    reader = FakeReader([(api.evaluation("evr_1", 1), [api.run()])], files=[api.prompt()])
    reader.listings["pr_1"] = [api.evaluation("evr_1", 0)]

    found = extract(reader)

    assert found.report.counts == [Difference("runs_count", "evr_1", expected=1, loaded=1)]
    assert found.values("evaluations", "runs_count") == [1]


@pytest.mark.parametrize("count", [None, "1", 1.5, [1]])
def test_count_that_is_no_number_is_not_compared(count: object) -> None:
    """Nothing was said, so nothing is read again."""
    reader = FakeReader([(api.evaluation("evr_1", runs_count=count), [api.run()])])

    found = extract(reader, ["evr_1"])

    assert found.report.counts == []
    assert reader.calls == ["evaluation evr_1", "runs evr_1"]


def test_count_of_runs_served_twice_is_that_of_distinct_runs() -> None:
    """A run that is served twice is one."""
    reader = FakeReader([(api.evaluation("evr_1", 1), [api.run(), api.run()])])

    found = extract(reader, ["evr_1"])

    assert found.report.counts == [Difference("runs_count", "evr_1", expected=1, loaded=1)]

"""The logs of an evaluation: complete or not at all, however they are paged."""

import pytest

import api_measured_objects as measured
import api_objects as api
from extracting import Extracted, extract
from fake_reader import FakeReader
from humanloop_evals.errors import RequestFailed
from humanloop_evals.extract import Scope
from logged_reader import pages, reader_of, record, stats_of


def read(reader: FakeReader, *ids: str) -> Extracted:
    """Read with stats and logs."""
    return extract(reader, ids or ["evr_1"], scope=Scope())


def log_ids(found: Extracted) -> list[str]:
    """All logs in order."""
    return found.values("logs", "log_id")


@pytest.mark.parametrize(
    ("counts", "requests"),
    [
        ((), []),
        ((0,), ["* 1"]),
        ((3,), ["* 1"]),
        ((100,), ["* 1"]),
        ((101,), ["* 1", "* 2"]),
        ((150, 60), ["* 1", "* 2", "* 3"]),
    ],
)
def test_all_logs_are_read_in_pages(counts: tuple[int, ...], requests: list[str]) -> None:
    """As many requests as there are pages: empty, a full one, one more than that."""
    reader = reader_of(*counts)

    found = read(reader)

    expected = [f"log_{run}_{n}" for run, count in enumerate(counts) for n in range(count)]
    assert log_ids(found) == expected
    assert found.values("judgments", "log_id") == expected
    assert sorted(pages(reader)) == requests
    assert found.values("evaluation_log_reads", "run_id", "logs_count") == [
        (f"rn_{run}", count) for run, count in enumerate(counts)
    ]


def test_server_with_smaller_pages_is_read_to_the_end() -> None:
    """It may cap the size that was asked for."""
    reader = reader_of(25)
    reader.page_size = 10

    found = read(reader)

    assert len(log_ids(found)) == 25
    assert pages(reader) == ["* 1", "* 2", "* 3"]


def test_logs_that_stats_do_not_know_are_read() -> None:
    """The listing's own total counts; then both are read once more, to be sure."""
    reader = reader_of(150, stats=[90])

    found = read(reader)

    assert len(log_ids(found)) == 150
    assert reader.calls.count("stats evr_1") == 2
    assert pages(reader) == ["* 1", "* 2"] * 2


def test_log_that_arrives_meanwhile_is_loaded() -> None:
    """Stats were read before it came; the second reading agrees."""
    reader = reader_of(2)
    late = record(0, 2)

    def arrive(call: str) -> None:
        if call.startswith("logs") and late not in reader.logs_of["evr_1"]:
            reader.logs_of["evr_1"].append(late)
            reader.measured["evr_1"] = stats_of([3])

    reader.before = arrive
    found = read(reader)

    assert log_ids(found) == ["log_0_0", "log_0_1", "log_0_2"]
    assert found.values("run_stats", "num_logs") == [3]


def test_judgment_that_differs_is_read_once_more() -> None:
    """The count of logs agrees, what is said of them does not."""
    reader = reader_of(2)
    reader.logs_of["evr_1"][0]["evaluator_logs"][0]["judgment"] = False

    found = read(reader)

    assert pages(reader) == ["* 1"] * 2
    assert found.values("judgments", "judgment_boolean") == [False, True]


def test_page_that_is_lost_quarantines_the_evaluation() -> None:
    """A listing that stays short of its own total is not loaded."""
    reader = reader_of(150)
    whole = reader.logs

    def without_one(evaluation_id: str, run_id: str | None, page: int) -> object:
        found = whole(evaluation_id, run_id, page)
        if page == 2:
            found.records.pop()
        return found

    reader.logs = without_one  # type: ignore[assignment, method-assign]
    found = read(reader)

    assert str(found.report.quarantined["evr_1"]) == (
        "GET /evaluations/evr_1/logs: the listing is not complete after 4 readings: it names a "
        "total of [150] but served 149 distinct records"
    )
    assert found.tables == set()


def test_record_that_stands_on_two_pages_is_one_row() -> None:
    """Rows that move between pages are found by the ids: the reading is repeated."""
    reader = reader_of(150)
    whole = reader.logs
    seen: list[int] = []

    def moved_once(evaluation_id: str, run_id: str | None, page: int) -> object:
        found = whole(evaluation_id, run_id, page)
        if page == 2 and not seen:
            seen.append(page)
            found.records[0] = whole(evaluation_id, run_id, 1).records[-1]
        return found

    reader.logs = moved_once  # type: ignore[assignment, method-assign]
    found = read(reader)

    assert log_ids(found) == [f"log_0_{n}" for n in range(150)]
    assert found.report.quarantined == {}


def test_failed_page_quarantines_the_evaluation() -> None:
    """Nothing of it is loaded, and the others go on."""
    reader = reader_of(2)
    error = RequestFailed("no")
    reader.errors["logs evr_1 * 1"] = error

    found = read(reader)

    assert found.report.quarantined == {"evr_1": error}
    assert found.tables == set()


def test_logs_of_a_run_that_is_not_there_quarantine_the_evaluation() -> None:
    """They could not be told from those of a run that was removed meanwhile."""
    reader = reader_of(1)
    reader.logs_of["evr_1"].append(record(7, 0))

    found = read(reader)

    assert str(found.report.quarantined["evr_1"]) == (
        "GET /evaluations/evr_1/logs: logs of runs that the evaluation does not have, such as rn_7"
    )


def test_log_in_two_evaluations_is_one_row() -> None:
    """With its judgments in both."""
    run = api.run("rn_0")
    reader = FakeReader([(api.evaluation(f"evr_{n}", 1), [run]) for n in (1, 2)])
    for evaluation_id in ("evr_1", "evr_2"):
        reader.logs_of[evaluation_id] = [record(0, 0)]
        reader.measured[evaluation_id] = stats_of([1])
    found = read(reader, "evr_1", "evr_2")

    assert log_ids(found) == ["log_0_0"]
    assert found.values("evaluation_logs", "evaluation_id", "run_id", "log_id") == [
        ("evr_1", "rn_0", "log_0_0"),
        ("evr_2", "rn_0", "log_0_0"),
    ]
    assert found.values("judgments", "evaluation_id", "judgment_log_id") == [
        ("evr_1", "log_0_0_j"),
        ("evr_2", "log_0_0_j"),
    ]


def test_log_of_an_evaluation_that_fails_is_loaded_by_the_next() -> None:
    """Only what was accepted counts as loaded."""
    run = api.run("rn_0")
    reader = FakeReader([(api.evaluation(f"evr_{n}", 1), [run]) for n in range(1, 12)])
    for number in range(1, 12):
        reader.logs_of[f"evr_{number}"] = [record(0, 0)]
        reader.measured[f"evr_{number}"] = stats_of([1])
    reader.logs_of["evr_1"].append(record(9, 9))
    found = read(reader, *(f"evr_{number}" for number in range(1, 12)))

    assert set(found.report.quarantined) == {"evr_1"}
    assert log_ids(found) == ["log_0_0"]


@pytest.mark.parametrize(
    ("scope", "tables"),
    [
        (Scope(stats=False, logs=False), set()),
        (Scope(logs=False), {"evaluation_reports", "run_stats", "run_evaluator_stats"}),
    ],
)
def test_scope_leaves_logs_out(scope: Scope, tables: set[str]) -> None:
    """And stats, if that is wanted; nothing is asked for that is not loaded."""
    reader = reader_of(2)

    found = extract(reader, ["evr_1"], scope=scope)

    assert found.tables == tables | {"evaluations", "evaluation_runs", "runs"}
    assert pages(reader) == []


def test_text_that_was_cut_inside_a_character_is_loaded() -> None:
    """Half of an emoji, as Python writes it; whole ones and escaped backslashes stay."""
    reader = reader_of(1)
    cut = '"whole \\ud83d\\ude00, \\\\ud83d, cut \\ud83d"'
    reader.logs_of["evr_1"][0]["log"] = measured.log("log_0_0", output=api.verbatim(cut))

    found = read(reader)

    assert found.values("logs", "output") == ["whole \N{GRINNING FACE}, \\ud83d, cut \ufffd"]
    assert [str(kind) for kind, _, _ in found.report.notes] == ["cut_text"]


def test_run_with_a_text_that_was_cut_inside_a_character_is_loaded() -> None:
    """Wherever in it the text stands."""
    prompt = api.prompt(description=api.verbatim('"cut \\ud83d"'))
    reader = FakeReader([(api.evaluation("evr_1", 1), [api.run("rn_1", version=prompt)])])

    found = extract(reader, ["evr_1"], scope=Scope(stats=False, logs=False))

    assert found.values("versions", "description") == ["cut \ufffd"]
    assert [str(kind) for kind, _, _ in found.report.notes] == ["cut_text"]


def test_reading_that_differs_from_the_stats_is_not_settled() -> None:
    """It has no fingerprint, so that the next sync reads it again."""
    found = read(reader_of(2, 1, stats=[3, 1]))

    fingerprints = found.values("evaluation_log_reads", "run_id", "fingerprint")
    assert [(run_id, value is None) for run_id, value in fingerprints] == [
        ("rn_0", True),
        ("rn_1", False),
    ]


def test_type_that_one_log_does_not_say_is_taken_from_the_next() -> None:
    """What an evaluator declares is known from wherever it is said; the stats had it read again."""
    spec = {"arguments_type": "target_free", "return_type": "select", "evaluator_type": "external"}
    silent = api.without(api.evaluator("evv_1"), "spec")
    reader = reader_of(2)
    for number, version in enumerate((silent, api.evaluator("evv_1", spec=spec))):
        said = measured.judgment(f"log_0_{number}_j", "good", evaluator=version)
        reader.logs_of["evr_1"][number]["evaluator_logs"] = [said]

    assert read(reader).values("judgments", "judgment_type") == ["select", "select"]

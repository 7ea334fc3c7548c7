"""The story in the measurements, computed from what the API answers."""

import statistics
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from humanloop_evals.sandbox import Account

Json = dict[str, Any]


def records_of(measured: list[Json], name: str | None) -> list[Json]:
    """Return the records of an evaluation."""
    found: list[Json] = next(e["records"] for e in measured if e["evaluation"]["name"] == name)
    return found


def by_version(account: Account, records: list[Json], file: str) -> dict[int, list[Json]]:
    """Return the records by the number of the version that logged."""
    file_id = next(each["id"] for each in account.files if each["name"] == file)
    versions = account.versions[file_id][::-1]
    numbers = {version["version_id"]: n for n, version in enumerate(versions, start=1)}
    found: dict[int, list[Json]] = {}
    for record in records:
        found.setdefault(numbers[record["log"]["version_id"]], []).append(record)
    return found


def judged(record: Json, evaluator: str) -> Any:
    """Return what an evaluator said about a log; None if nothing."""
    said = [each["judgment"] for each in record["evaluator_logs"] if each["evaluator"] == evaluator]
    return said[0] if said else None


def share(records: list[Json], evaluator: str) -> float:
    """Return the share of judgments that are true."""
    return statistics.fmean(v for r in records if (v := judged(r, evaluator)) is not None)


def within(records: list[Json], segment: str) -> list[Json]:
    """Return the records of a segment."""
    return [record for record in records if record["datapoint"]["inputs"]["segment"] == segment]


CORRECT = "Answer correctness"


def test_outcomes_candidate_regresses_on_one_segment(
    account: Account, measured: list[Json]
) -> None:
    """(a) Version 10 is no worse than the control overall, and far worse in German."""
    found = by_version(account, records_of(measured, "Order lookup"), "Support answer")
    control, candidate = found[7], found[10]
    german = [share(within(records, "german"), CORRECT) for records in (control, candidate)]
    rest = [
        share([r for r in records if r not in within(records, "german")], CORRECT)
        for records in (control, candidate)
    ]

    assert share(candidate, CORRECT) >= share(control, CORRECT)
    assert german[0] - german[1] > 0.3
    assert rest[1] > rest[0]
    assert len(within(candidate, "german")) == 48


def test_outcomes_version_regresses_overall(account: Account, measured: list[Json]) -> None:
    """(a) With ten passages the answers are worse than with three."""
    records = records_of(measured, "How many passages")
    found = by_version(account, records, "Support with retrieval")

    assert share(found[1], CORRECT) - share(found[3], CORRECT) > 0.1
    assert share(found[4], CORRECT) > share(found[1], CORRECT)


def correct(records: list[Json], run_id: str) -> dict[str, bool]:
    """Return by datapoint whether the answer of a run was found correct."""
    found = {r["datapoint"]["id"]: judged(r, CORRECT) for r in records if r["run_id"] == run_id}
    return {key: value for key, value in found.items() if value is not None}


@pytest.mark.parametrize(
    ("name", "file", "number", "segment"),
    [
        ("Order lookup", "Support answer", 10, "german"),
        ("How many passages", "Support with retrieval", 3, None),
    ],
)
def test_outcomes_regression_is_no_chance(
    account: Account, measured: list[Json], name: str, file: str, number: int, segment: str | None
) -> None:
    """(a) In every round, the paired difference from the control leaves its 95 % interval."""
    each = next(e for e in measured if e["evaluation"]["name"] == name)
    records = within(each["records"], segment) if segment else each["records"]
    runs = account.runs[each["evaluation"]["id"]]
    control = correct(records, next(run["id"] for run in runs if run["control"]))
    candidates = {record["run_id"] for record in by_version(account, records, file)[number]}
    for run_id in candidates:
        candidate = correct(records, run_id)
        pairs = [candidate[key] - control[key] for key in candidate.keys() & control.keys()]
        error = statistics.stdev(pairs) / len(pairs) ** 0.5

        assert len(pairs) >= 10
        assert statistics.fmean(pairs) + 1.96 * error < 0
    assert len(candidates) >= 2


def test_outcomes_cheaper_models_cost_quality(account: Account, measured: list[Json]) -> None:
    """(b) Version 4 is best and dearest, 5 cheapest, and 6 is beaten by 7 in both."""
    found = by_version(account, records_of(measured, "Cheaper models"), "Support answer")
    quality = {number: share(records, CORRECT) for number, records in found.items()}
    cost = {
        number: statistics.fmean(
            r["log"]["prompt_cost"] + (r["log"]["output_cost"] or 0) for r in records
        )
        for number, records in found.items()
    }

    assert quality[4] > quality[7] > quality[5] > quality[6]
    assert cost[4] > cost[6] > cost[7] > cost[5]


def differing(records: list[Json], evaluator: str) -> float:
    """Return the share of versions and datapoints judged differently in different rounds."""
    said: dict[tuple[str, str], list[str]] = {}
    for record in records:
        value = judged(record, evaluator)
        if value is not None:
            key = (record["log"]["version_id"], record["datapoint"]["id"])
            said.setdefault(key, []).append(str(value))
    repeated = [each for each in said.values() if len(each) > 1]
    return statistics.fmean(len(set(each)) > 1 for each in repeated)


@pytest.mark.parametrize("name", ["Order lookup", "Few-shot in two languages"])
def test_outcomes_helpfulness_is_flaky(measured: list[Json], name: str) -> None:
    """(c) Helpfulness changes its mind between rounds, the other judges hardly do."""
    records = records_of(measured, name)
    others = [differing(records, judge) for judge in (CORRECT, "Tone", "Policy flags")]

    assert differing(records, "Helpfulness") > 0.5
    assert max(others) < 0.1


def test_outcomes_judge_is_lenient_with_the_angry(measured: list[Json]) -> None:
    """(d) What reviewers put below 3 passes as correct when the customer is angry."""
    records = records_of(measured, "Order lookup")
    bad = [r for r in records if (judged(r, "Reviewer rating") or 5) < 3]
    rest = [record for record in bad if record not in within(bad, "angry")]

    assert share(within(bad, "angry"), CORRECT) > 0.5
    assert share(rest, CORRECT) < 0.25


def test_outcomes_agreement_rises_with_the_judge(account: Account, measured: list[Json]) -> None:
    """(d) Each version of the judge agrees with reviewers more often than the one before."""
    records = records_of(measured, "Agreement with reviewers")
    found = by_version(account, records, CORRECT)
    agreement = [share(found[number], "Judge agreement") for number in (1, 2, 3, 4)]

    assert agreement == sorted(agreement)
    assert agreement[-1] - agreement[0] > 0.15


def waits(measured: list[Json], is_person: Callable[[str], bool]) -> list[timedelta]:
    """Return how long after the log the judgments of some evaluators came."""
    return [
        datetime.fromisoformat(judgment["created_at"])
        - datetime.fromisoformat(record["log"]["created_at"])
        for record in records_of(measured, "Patina is not damage")
        for judgment in record["evaluator_logs"]
        if is_person(judgment["evaluator"])
    ]


def test_outcomes_people_judge_days_later(measured: list[Json]) -> None:
    """(e) Reviewers take a day to a week."""
    late = waits(measured, lambda name: name.startswith("Review"))
    soon = waits(measured, lambda name: name == "Latency")

    assert timedelta(days=1) <= min(late)
    assert max(late) <= timedelta(days=8)
    assert statistics.median(each.total_seconds() for each in soon) < 86_400


@pytest.mark.parametrize(
    ("name", "evaluator", "some"),
    [
        ("Launch check: every part of the assistant", "Reviewer comment", False),
        ("Two wishes at once", "Safe to send", True),
    ],
)
def test_outcomes_running_runs_are_not_reviewed(
    measured: list[Json],
    name: str,
    evaluator: str,
    some: bool,  # noqa: FBT001
) -> None:
    """(e) Of a running run people have judged a part at most; machines all of it."""
    each = next(e for e in measured if e["evaluation"]["name"] == name)
    running = [run for run in each["stats"]["run_stats"] if run["status"] == "running"]
    people = next(
        e["version"]["version_id"]
        for e in each["evaluation"]["evaluators"]
        if e["version"]["name"] == evaluator
    )
    counts = {s["evaluator_version_id"]: s["total_logs"] for s in running[0]["evaluator_stats"]}

    assert counts.pop(people) in (range(1, running[0]["num_logs"]) if some else [0])
    assert set(counts.values()) == {running[0]["num_logs"]}


def test_outcomes_recall_abstains_without_clauses(measured: list[Json]) -> None:
    """(f) Where no clause matters, clause recall says nothing, without an error."""
    silent = [
        (record["datapoint"]["target"]["clauses"], judgment["judgment"])
        for record in records_of(measured, "How much thinking")
        for judgment in record["evaluator_logs"]
        if judgment["evaluator"] == "Clause recall" and judgment["error"] is None
    ]

    assert [clauses for clauses, judgment in silent if judgment is None]
    assert all((judgment is None) == (clauses == []) for clauses, judgment in silent)


def test_outcomes_some_logs_and_judges_fail(measured: list[Json]) -> None:
    """(g) About one log in a hundred fails; judges fail on good logs, too."""
    records = [record for each in measured for record in each["records"]]
    failed = statistics.fmean(record["log"]["error"] is not None for record in records)
    judges = [
        judgment
        for record in records
        if record["log"]["error"] is None
        for judgment in record["evaluator_logs"]
        if judgment["error"]
    ]

    assert 0.005 < failed < 0.02
    assert len(judges) > 100


def test_outcomes_azure_fails_more(account: Account, measured: list[Json]) -> None:
    """(g) The deployment in the European region fails several times as often."""
    found = by_version(account, records_of(measured, None), "Ticket triage")
    failed = {
        number: statistics.fmean(r["log"]["error"] is not None for r in records)
        for number, records in found.items()
    }

    assert failed[9] > 2 * max(failed[5], failed[7], failed[8])


def test_outcomes_old_judge_does_not_read_json(account: Account, measured: list[Json]) -> None:
    """(h) The first version of the judge calls every answer in JSON wrong."""
    found = by_version(account, records_of(measured, "Definitions"), "Ticket triage")

    assert share(found[3], "Right queue") == share(found[4], "Right queue") == 0
    assert share(found[2], "Right queue") > 0.7

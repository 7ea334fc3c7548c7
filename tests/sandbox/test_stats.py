"""GET /evaluations/{id}/stats of the fake API: the same as counted anew from the logs."""

import statistics
from typing import Any

import pytest

from humanloop_evals.sandbox import Account

Json = dict[str, Any]

COUNTS = {"evaluator_version_id", "total_logs", "num_judgments", "num_nulls", "num_errors"}
PERCENTILES = ("0", "25", "50", "75", "90", "95", "99", "99.9", "100")


def counted(each: Json) -> dict[tuple[str, str], list[Json]]:
    """Return the judgments of an evaluation by run and evaluator version."""
    found: dict[tuple[str, str], list[Json]] = {}
    for record in each["records"]:
        for judgment in record["evaluator_logs"]:
            key = (record["run_id"], judgment["evaluator_version_id"])
            found.setdefault(key, []).append(judgment)
    return found


def rows(measured: list[Json]) -> list[tuple[Json, Json, list[Json]]]:
    """Return every evaluator stat with its spec and the judgments it counts."""
    found = []
    for each in measured:
        judgments = counted(each)
        specs = {
            e["version"]["version_id"]: e["version"]["spec"]
            for e in each["evaluation"]["evaluators"]
        }
        for run in each["stats"]["run_stats"]:
            for stat in run["evaluator_stats"]:
                key = stat["evaluator_version_id"]
                found.append((stat, specs[key], judgments.get((run["run_id"], key), [])))
    return found


def values(judgments: list[Json]) -> list[Any]:
    """Return the judgments that are neither null nor errors."""
    return [each["judgment"] for each in judgments if each["judgment"] is not None]


def percentile(numbers: list[float], name: str) -> float:
    """Return a percentile: the value at a place between two neighbours in order."""
    place = (len(numbers) - 1) * float(name) / 100
    low = sorted(numbers)[int(place)]
    high = sorted(numbers)[min(int(place) + 1, len(numbers) - 1)]
    return low + (high - low) * (place % 1)


def test_stats_count_the_logs(measured: list[Json]) -> None:
    """num_logs is the number of records of the run, in the order of the runs."""
    for each in measured:
        for run in each["stats"]["run_stats"]:
            assert run["num_logs"] == sum(r["run_id"] == run["run_id"] for r in each["records"])


def test_stats_name_runs_and_evaluators(account: Account, measured: list[Json]) -> None:
    """Every run and every evaluator of the evaluation has its statistics, with run's fields."""
    for each in measured:
        key = each["evaluation"]["id"]
        judges = [e["version"]["version_id"] for e in each["evaluation"]["evaluators"]]

        assert list(each["stats"]) == ["run_stats", "progress", "report", "status"]
        assert [
            (run["run_id"], run["version_id"], run["status"]) for run in each["stats"]["run_stats"]
        ] == [
            (run["id"], run["version"] and run["version"]["version_id"], run["status"])
            for run in account.runs[key]
        ]
        assert all(
            [stat["evaluator_version_id"] for stat in run["evaluator_stats"]] == judges
            for run in each["stats"]["run_stats"]
        )


def test_stats_count_judgments_nulls_and_errors(measured: list[Json]) -> None:
    """Judgments, nulls and errors are those of the logs and add up."""
    for stat, _, judgments in rows(measured):
        errors = sum(each["error"] is not None for each in judgments)
        counts = (len(judgments), len(values(judgments)), errors)

        assert (stat["total_logs"], stat["num_judgments"], stat["num_errors"]) == counts
        assert stat["num_nulls"] == counts[0] - counts[1] - counts[2]


def test_stats_keys_depend_on_the_return_type(measured: list[Json]) -> None:
    """What a stat has beyond the counts tells its type; no key names it."""
    added = {
        (spec["return_type"], frozenset(stat.keys() - COUNTS)) for stat, spec, _ in rows(measured)
    }

    assert added == {
        ("boolean", frozenset({"num_true", "num_false"})),
        ("number", frozenset({"mean", "sum", "std", "percentiles"})),
        ("select", frozenset({"num_judgments_per_option"})),
        ("multi_select", frozenset({"num_judgments_per_option"})),
        ("text", frozenset()),
    }


def test_stats_count_true_and_false(measured: list[Json]) -> None:
    """Booleans are counted."""
    for stat, _, judgments in rows(measured):
        if "num_true" in stat:
            found = values(judgments)
            assert (stat["num_true"], stat["num_false"]) == (found.count(True), found.count(False))


def test_stats_count_options(measured: list[Json]) -> None:
    """Every option of the spec is counted, zero or not, and an unlisted one too."""
    unlisted = set()
    for stat, spec, judgments in rows(measured):
        if "num_judgments_per_option" in stat:
            found = values(judgments)
            single = [v if isinstance(v, list) else [v] for v in found]
            names = [name for chosen in single for name in chosen]
            listed = {option["name"] for option in spec["options"]}
            expected = {name: names.count(name) for name in {*names} | listed}
            unlisted |= {*names} - listed

            assert stat["num_judgments_per_option"] == expected

    assert unlisted == {"warm"}


def test_stats_describe_numbers(measured: list[Json]) -> None:
    """Mean, sum, standard deviation and percentiles are those of the judgments."""
    checked = 0
    for stat, _, judgments in rows(measured):
        found = values(judgments)
        if "percentiles" in stat and len(found) > 1:
            checked += 1
            assert stat["sum"] == pytest.approx(sum(found))
            assert stat["mean"] == pytest.approx(statistics.fmean(found))
            assert stat["std"] == pytest.approx(statistics.stdev(map(float, found)), abs=1e-9)
            assert stat["percentiles"] == pytest.approx(
                {name: percentile(found, name) for name in PERCENTILES}
            )

    assert checked > 50


def test_stats_of_nothing_are_null(measured: list[Json]) -> None:
    """While nothing is judged, numbers have no mean and no percentiles."""
    empty = [s for s, _, judgments in rows(measured) if "mean" in s and not values(judgments)]

    assert empty
    assert all(
        (s["mean"], s["sum"], s["std"], s["percentiles"]) == (None, None, None, {}) for s in empty
    )


def test_stats_status_is_that_of_the_evaluation(measured: list[Json]) -> None:
    """An evaluation is running while a run is; one without runs is pending."""
    statuses = {each["evaluation"]["name"]: each["stats"]["status"] for each in measured}

    assert statuses["Warm and brief against the first draft"] == "running"
    assert statuses["Draft: more languages"] == "pending"
    assert statuses["Order lookup"] == "completed"


def test_stats_texts_are_tables(measured: list[Json]) -> None:
    """Progress names every run, the report every evaluator, with N/A where nothing is."""
    for each in measured:
        stats = each["stats"]
        names = [e["version"]["name"] for e in each["evaluation"]["evaluators"]]

        assert all(run["run_id"][3:8] in stats["progress"] for run in stats["run_stats"])
        assert all(name in stats["report"] for name in (*names, "Control", "Latest"))
    assert any("N/A" in each["stats"]["report"] for each in measured)


def test_stats_batch_is_that_of_the_logs(measured: list[Json]) -> None:
    """The batch of a run is written in each of its logs."""
    for each in measured:
        batches = {run["run_id"]: [run["batch_id"]] for run in each["stats"]["run_stats"]}

        assert all(r["log"]["batches"] == batches[r["run_id"]] for r in each["records"])

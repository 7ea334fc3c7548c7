"""Everything about a run on one line, and what its logs took."""

import random
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from marts.given import START, SYNCED, Given, after, plain

COST = ("logs_count", "costed_logs_count", "cost_usd", "cost_per_log_usd")


def cost(sent: float | None, received: float | None, tokens: int | None = 1) -> dict[str, Any]:
    """What a call cost."""
    return {"prompt_cost_usd": sent, "output_cost_usd": received, "output_tokens": tokens}


def test_run_overview_names_what_stands_behind_the_ids(given: Given) -> None:
    """One whole row."""
    given.evaluation(name="Spring", url="https://evals.example.com/evr_1", file_id="pr_1")
    given.version("prv_1", version_name="brief", model="m", provider="p", temperature=0.5)
    given.dataset("dsv_1", 3)
    given.row("users", user_id="usr_1", full_name="Ada", email_address="ada@example.com")
    given.run(
        "rn_1",
        control=True,
        version_id="prv_1",
        dataset_version_id="dsv_1",
        created_by_id="usr_1",
        orchestrated=True,
    )
    given.evaluator("evv_1")
    given.judged("rn_1", "evv_1", [True, False])
    names = ("evaluation_name", "evaluation_url", "file_path", "version_type", "version_label")
    version = ("model", "provider", "temperature", "dataset_path", "datapoints_count")
    run = ("created_by_name", "control", "status", "orchestrated", "created_at", "logs_read_at")
    counts = ("logs_count", "covered_datapoints_count", "judgments_count")
    about = ("Spring", "https://evals.example.com/evr_1", "Answers", "prompt", "brief")

    assert given.rows("run_overview", *names, *version) == [(*about, "m", "p", 0.5, "Questions", 3)]
    assert given.rows("run_overview", *run) == [("Ada", True, "completed", True, START, SYNCED)]
    assert given.rows("run_overview", *counts) == [(2, 2, 2)]


def test_run_overview_has_runs_of_which_nothing_is_known(given: Given) -> None:
    """No version, no dataset, no user, no logs: NULL, and the platform's count where it has one."""
    given.evaluation()
    for run_id in ("rn_1", "rn_2"):
        given.run(run_id, logs_read=False)
    given.row("run_stats", evaluation_id="evr_1", run_id="rn_2", num_logs=7)
    known = ("run_id", "logs_count", "judgments_count", "cost_usd", "version_label")

    assert given.rows("run_overview", *known) == [
        ("rn_1", None, None, None, None),
        ("rn_2", 7, None, None, None),
    ]


def test_run_overview_names_people_without_a_name(given: Given) -> None:
    """By their address; a version without a name by its id."""
    given.evaluation()
    given.version("prv_1")
    given.row("users", user_id="usr_1", email_address="ada@example.com")
    given.run("rn_1", version_id="prv_1", created_by_id="usr_1")

    assert given.rows("run_overview", "created_by_name", "version_label") == [
        ("ada@example.com", "prv_1")
    ]


def test_run_usage_adds_up_what_traces_cost(given: Given) -> None:
    """A flow has no cost of its own; its steps have. Tools cost nothing."""
    given.evaluation()
    given.run("rn_1")
    given.log("rn_1", 1, log_id="log_flow", type="flow")
    given.inside("log_flow", "log_a", **cost(0.1, 0.2))
    given.inside("log_flow", "log_b", type="tool")
    given.inside("log_elsewhere", "log_c", **cost(9, 9))
    given.log("rn_1", 2, **cost(0.3, 0.4))

    assert given.rows("run_usage", *COST, "output_tokens") == [(2, 2, 1.0, 0.5, 2)]


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ([cost(None, None, None)], (1, 0, None, None)),
        ([cost(0.1, 0.2), cost(None, 0.2)], (2, 1, 0.3, 0.3)),
        ([cost(0.1, 0.2), cost(0.1, None, 50)], (2, 1, 0.3, 0.3)),
        ([cost(0.1, 0.2), cost(0.1, None, None)], (2, 2, 0.4, 0.2)),
        ([cost(0, 0)], (1, 1, 0, 0)),
        ([], (0, 0, None, None)),
    ],
    ids=["unknown", "sent unknown", "received unknown", "nothing came out", "free", "no log"],
)
def test_run_usage_takes_no_unknown_cost_for_nothing(
    given: Given, calls: list[dict], expected: tuple
) -> None:
    """Means are of the logs whose cost is known, and how many these are is said."""
    given.evaluation()
    given.run("rn_1")
    for number, call in enumerate(calls):
        given.log("rn_1", number, **call)

    assert given.rows("run_usage", *COST) == [expected]


def test_run_usage_of_a_trace_with_a_step_of_unknown_cost_is_unknown(given: Given) -> None:
    """A part is not the whole."""
    given.evaluation()
    given.run("rn_1")
    given.log("rn_1", 1, log_id="log_agent", type="agent", **cost(0.1, 0.1))
    given.inside("log_agent", "log_a")

    assert given.rows("run_usage", *COST) == [(1, 0, None, None)]


def test_run_usage_leaves_out_what_an_evaluator_was_asked_about(given: Given) -> None:
    """Whoever made it has paid for it."""
    given.evaluation()
    given.run("rn_1")
    given.log("rn_1", 1, log_id="log_judge", type="evaluator")
    given.inside("log_judge", "log_judged", "judged", **cost(0.3, 0.4))

    assert given.rows("run_usage", *COST, "output_tokens") == [(1, 0, None, None, None)]


def test_run_usage_counts_a_step_that_is_listed_itself_in_both_places(given: Given) -> None:
    """Each run is told what it took."""
    given.evaluation()
    given.run("rn_1")
    given.run("rn_2")
    given.log("rn_1", 1, log_id="log_flow", type="flow")
    given.inside("log_flow", "log_step", **cost(0.25, 0.5))
    given.holds("rn_2", "log_step", 1)

    assert given.rows("run_usage", "run_id", *COST) == [
        ("rn_1", 1, 1, 0.75, 0.75),
        ("rn_2", 1, 1, 0.75, 0.75),
    ]


def test_run_usage_has_exact_percentiles(given: Given) -> None:
    """As numpy computes them."""
    seconds = [round(random.Random(3).uniform(0.2, 9), 3) for _ in range(37)]
    given.evaluation()
    given.run("rn_1")
    for number, value in enumerate(seconds):
        given.log("rn_1", number, duration_seconds=value)
    expected = (37, np.mean(seconds), np.percentile(seconds, 50), np.percentile(seconds, 95))
    columns = ("latency_mean_seconds", "latency_p50_seconds", "latency_p95_seconds")

    assert given.rows("run_usage", "timed_logs_count", *columns) == [
        tuple(plain(float(value)) for value in expected)
    ]


def test_run_usage_takes_the_providers_time_where_there_is_no_other(given: Given) -> None:
    """Also where a call ended before it began."""
    given.evaluation()
    given.run("rn_1")
    given.log("rn_1", 1, provider_latency_seconds=2)
    given.log("rn_1", 2, provider_latency_seconds=4, duration_seconds=-1)
    given.log("rn_1", 3)

    assert given.rows("run_usage", "timed_logs_count", "latency_mean_seconds") == [(2, 3)]


def test_run_usage_counts_logs_once(given: Given) -> None:
    """Whatever evaluations and traces they are in."""
    given.evaluation()
    given.evaluation("evr_2")
    given.run("rn_1")
    given.joins("rn_1", evaluation_id="evr_2")
    given.log("rn_1", 1, log_id="log_1", error="cut", **cost(0.1, 0.2), started_at=after(days=1))
    given.log("rn_1", 1, log_id="log_2", **cost(0.1, 0.2))
    given.log("rn_1", None, log_id="log_3", **cost(0.1, 0.2))
    for log_id, datapoint in (("log_1", 1), ("log_2", 1), ("log_3", None)):
        given.holds("rn_1", log_id, datapoint, evaluation_id="evr_2")
    columns = ("logs_count", "failed_logs_count", "covered_datapoints_count", "cost_usd")
    once = (3, 1, 1, 0.9)

    assert given.rows("run_usage", "evaluation_id", *columns) == [
        ("evr_1", *once),
        ("evr_2", *once),
    ]
    assert (
        given.rows("run_usage", "first_log_at", "last_log_at")
        == [(START, datetime(2024, 6, 2, 12, tzinfo=UTC))] * 2
    )

"""The logs and judgments of the fake API: fields, forms, times, and what belongs together."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from flask.testing import FlaskClient

from humanloop_evals.sandbox import Account
from sandbox.asking import FIRST, client_of, fetch, named

Json = dict[str, Any]

COMMON = (
    "start_time", "end_time", "created_at", "output", "error", "stdout", "source", "user",
    "environment", "source_datapoint_id", "trace_parent_id", "trace_flow_id", "trace_id", "log_id",
    "provider_latency", "provider_request", "provider_response", "inputs", "metadata", "batches",
    "save", "log_status", "evaluator_logs", "trace_children", "output_message", "id",
)  # fmt: skip
MODEL = (
    "prompt_tokens", "reasoning_tokens", "output_tokens", "prompt_cost", "output_cost",
    "finish_reason", "messages", "tool_choice",
)  # fmt: skip
OWN = {
    "prompt": MODEL,
    "agent": MODEL,
    "flow": ("messages",),
    "tool": (),
    "evaluator": ("parent_id", "parent", "marked_completed", "judgment"),
}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}")
LOG_ID = re.compile(r"log_[0-9A-Za-z]{21}")
LAUNCH = "Launch check: every part of the assistant"


def all_logs(account: Account) -> Iterator[Json]:
    """Yield the logs of all evaluations, with the steps inside them and their judgments."""
    client = client_of(account)
    for evaluation in account.evaluations:
        for record in fetch(client, evaluation["id"])["records"]:
            yield record["log"]
            yield from record["log"]["trace_children"] or ()
            yield from record["evaluator_logs"]


def kind_of(log: Json) -> str:
    """Return which kind of version a log is of."""
    return next(kind for kind in OWN if kind in log)


def test_log_has_every_field_of_its_kind(small: Account) -> None:
    """Every kind of log appears with all fields of the contract, optional ones as nulls."""
    shapes: dict[str, set[frozenset[str]]] = {}
    for log in all_logs(small):
        shapes.setdefault(kind_of(log), set()).add(frozenset(log))

    assert shapes == {kind: {frozenset((*COMMON, *own, kind))} for kind, own in OWN.items()}


def test_log_ids_and_times_have_the_captured_form(small: Account) -> None:
    """Ids are log_ and 21 characters, times naive with six decimals, in order."""
    for log in all_logs(small):
        times = [log[name] for name in ("start_time", "end_time", "created_at") if log[name]]

        assert LOG_ID.fullmatch(log["id"])
        assert all(TIME.fullmatch(time) for time in times)
        assert times == sorted(times)


def test_log_ids_are_unique(measured: list[Json]) -> None:
    """No two judgments share an id, and no two logs do but those of a shared run."""
    judgments = Counter(
        j["id"] for e in measured for r in e["records"] for j in r["evaluator_logs"]
    )
    logs = Counter((e["evaluation"]["id"], r["log"]["id"]) for e in measured for r in e["records"])

    assert max(judgments.values()) == max(logs.values()) == 1


def test_log_holds_the_version_of_its_run(small: Account) -> None:
    """The version in a log is the run's, the evaluator in a judgment the evaluation's."""
    client = client_of(small)
    for evaluation in small.evaluations:
        runs = {run["id"]: run["version"] for run in small.runs[evaluation["id"]]}
        judges = [each["version"] for each in evaluation["evaluators"]]
        newest = next((f for f in small.files if f["id"] == evaluation["file_id"]), None)
        for record in fetch(client, evaluation["id"], size=400)["records"]:
            log = record["log"]

            assert log[kind_of(log)] == (runs[record["run_id"]] or newest)
            assert all(each["evaluator"] in judges for each in record["evaluator_logs"])
            assert {each["parent_id"] for each in record["evaluator_logs"]} <= {log["id"]}


def test_log_times_follow_the_run(account: Account, measured: list[Json]) -> None:
    """Logs are later than their run, judgments later than log, run and evaluator were there."""
    created = {run["id"]: run["created_at"] for runs in account.runs.values() for run in runs}
    for each in measured:
        added = {
            e["version"]["version_id"]: e["added_at"] for e in each["evaluation"]["evaluators"]
        }
        for record in each["records"]:
            log = record["log"]

            assert created[record["run_id"]] < log["start_time"] < log["created_at"]
            assert all(
                judgment["created_at"]
                > max(log["created_at"], added[judgment["evaluator_version_id"]])
                for judgment in record["evaluator_logs"]
            )


def test_log_datapoint_is_one_of_the_dataset(client: FlaskClient, account: Account) -> None:
    """Records hold the dataset's datapoints in full; without a dataset they hold none."""
    key = named(account, FIRST)
    datapoints: dict[str | None, list[Json]] = {None: []}
    for run in account.runs[key]:
        if run["dataset"]:
            route = f"/v5/datasets/{run['dataset']['id']}/datapoints"
            query = {"version_id": run["dataset"]["version_id"], "size": 1000}
            found = client.get(route, query_string=query).get_json()["records"]
            datapoints[run["id"]] = found[: len(fetch(client, key, run_id=run["id"])["records"])]
    shown: dict[str, list[Json]] = {}
    for record in fetch(client, key)["records"]:
        shown.setdefault(record["run_id"], []).append(record["datapoint"])

    assert {datapoint is None for found in shown.values() for datapoint in found} == {True, False}
    assert all(found in ([None] * len(found), datapoints.get(run)) for run, found in shown.items())


def test_log_of_a_shared_run_is_the_same_in_both(client: FlaskClient, account: Account) -> None:
    """The shorter list is the beginning of the longer one; the judgments are others."""
    one, two = named(account, FIRST), named(account, LAUNCH)
    shared = {r["id"] for r in account.runs[one]} & {r["id"] for r in account.runs[two]}
    long, short = (fetch(client, key, run_id=list(shared))["records"] for key in (one, two))

    assert 0 < len(short) < len(long)
    assert [r["log"] for r in short] == [r["log"] for r in long[: len(short)]]
    assert not _judgment_ids(short) & _judgment_ids(long)


def _judgment_ids(records: list[Json]) -> set[str]:
    return {each["id"] for record in records for each in record["evaluator_logs"]}


def test_log_repeats_its_judgments_in_some_evaluations(measured: list[Json]) -> None:
    """Where a log carries judgments itself, they are those of the record."""
    repeated = {
        (bool(r["log"]["evaluator_logs"]), r["log"]["evaluator_logs"] in ([], own))
        for each in measured
        for r in each["records"]
        for own in ([judgment["id"] for judgment in r["evaluator_logs"]],)
    }

    assert repeated == {(True, True), (False, True)}


def test_log_of_a_flow_or_agent_holds_its_steps(small: Account) -> None:
    """A tool and a prompt log stand inside, with versions of their own."""
    traced = [log for log in all_logs(small) if kind_of(log) in ("flow", "agent")]

    assert {kind_of(log) for log in traced} == {"flow", "agent"}
    assert {tuple(kind_of(c) for c in log["trace_children"]) for log in traced} == {
        ("tool", "prompt")
    }
    assert all(c["trace_parent_id"] == log["id"] for log in traced for c in log["trace_children"])
    assert {log["log_status"] for log in traced} == {"complete", "incomplete", None}


def test_log_of_a_judged_judge_has_a_judgment(measured: list[Json]) -> None:
    """Where an evaluator is evaluated, the logs are judgments themselves."""
    logs = [r["log"] for e in measured for r in e["records"] if r["log"]["kind"] == "evaluator"]

    assert {log["judgment"] for log in logs} == {True, False, None}
    assert all((log["judgment"] is None) == (log["error"] is not None) for log in logs)


def test_judgment_has_the_type_of_its_evaluator(account: Account, measured: list[Json]) -> None:
    """Every return type appears; judgments keep to limits, steps and options."""
    specs = {
        v["version_id"]: v["spec"]
        for found in account.versions.values()
        for v in found
        if "spec" in v
    }
    seen: dict[str, set[type]] = {}
    for each in measured:
        for judgment in (j for record in each["records"] for j in record["evaluator_logs"]):
            spec, value = specs[judgment["evaluator_version_id"]], judgment["judgment"]
            seen.setdefault(spec["return_type"], set()).add(type(value))
            limits = spec["number_limits"] or {}
            if value is not None and limits:
                assert (limits["min"] or 0) <= value <= (limits["max"] or value)
                assert not limits["step"] or (value - limits["min"]) % limits["step"] == 0

    assert seen == {
        "boolean": {bool, type(None)},
        "number": {int, float, type(None)},
        "select": {str, type(None)},
        "multi_select": {list, type(None)},
        "text": {str, type(None)},
    }


def test_judgment_of_a_failed_log_is_an_error(measured: list[Json]) -> None:
    """A log without output has an error, and so has everything that was to judge it."""
    failed = [r for e in measured for r in e["records"] if r["log"]["error"]]

    assert {record["log"]["output"] for record in failed} == {None}
    assert {
        (judgment["judgment"], judgment["error"] is None)
        for record in failed
        for judgment in record["evaluator_logs"]
    } == {(None, False)}


def test_log_body_is_what_python_would_write(client: FlaskClient, account: Account) -> None:
    """Bodies are byte for byte compact JSON, tiny costs included."""
    key = named(account, "Cheaper models")
    text = client.get(f"/v5/evaluations/{key}/logs?size=300").text

    assert text == json.dumps(json.loads(text), separators=(",", ":"), ensure_ascii=False)
    assert "e-05" in text

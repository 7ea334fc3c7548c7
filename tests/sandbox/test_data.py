"""The generated account: deterministic, large enough, consistent in ids, times and counts."""

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

import humanloop_evals.sandbox
from humanloop_evals.sandbox import Account, generate

Json = dict[str, Any]


def digest(account: Account) -> str:
    """Return a fingerprint of everything in the account, its order included."""
    return hashlib.sha256(json.dumps(asdict(account)).encode()).hexdigest()


def all_runs(account: Account) -> list[Json]:
    """Return the runs of all evaluations, shared ones as often as they are shown."""
    return [run for runs in account.runs.values() for run in runs]


def test_generate_same_seed_gives_the_same_bytes() -> None:
    """One seed always gives one account."""
    assert digest(generate(3)) == digest(generate(3))


def test_generate_does_not_depend_on_the_process() -> None:
    """Another process with another hash seed generates the same account."""
    code = (
        "import hashlib, json, dataclasses; from humanloop_evals.sandbox import generate; "
        "text = json.dumps(dataclasses.asdict(generate())); "
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    source = Path(humanloop_evals.sandbox.__file__).parents[2]
    environment = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": str(source)}

    child = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )

    assert child.stdout.strip() == digest(generate())


def test_generate_another_seed_gives_other_ids() -> None:
    """No id of one seed appears under another."""
    ids = [{run["id"] for run in all_runs(generate(seed))} for seed in (1, 2)]

    assert ids[0] & ids[1] == set()


def test_generate_is_large_enough_by_default(account: Account) -> None:
    """The default account has 24 evaluations, 200 runs and 100 versions that runs or judges use."""
    runs = all_runs(account)
    judges = [each["version"] for record in account.evaluations for each in record["evaluators"]]
    used = {part["version_id"] for part in judges} | {
        run["version"]["version_id"] for run in runs if run["version"]
    }

    assert len(account.evaluations) == 24
    assert len({run["id"] for run in runs}) >= 200
    assert len(used) >= 100


@pytest.mark.parametrize("count", [0, 1, 2, 24, 60])
def test_generate_makes_as_many_evaluations_as_asked(count: int) -> None:
    """The number of evaluations is the one asked for, each with its list of runs."""
    account = generate(evaluations=count)

    assert len({record["id"] for record in account.evaluations}) == count
    assert set(account.runs) == {record["id"] for record in account.evaluations}


def test_generate_more_evaluations_keep_the_runs_of_the_first() -> None:
    """An evaluation has the same runs however many evaluations follow it."""
    small, large = generate(evaluations=5), generate(evaluations=50)

    assert {key: [run["id"] for run in runs] for key, runs in small.runs.items()} == {
        key: [run["id"] for run in large.runs[key]] for key in small.runs
    }


def test_generate_two_evaluations_show_every_kind_of_version() -> None:
    """A tiny account already has runs of all five kinds, all statuses and all null cases."""
    runs = all_runs(generate(evaluations=2))

    assert {run["version"]["type"] for run in runs if run["version"]} == {
        "prompt", "tool", "flow", "evaluator", "agent"
    }  # fmt: skip
    assert {run["status"] for run in runs} == {"pending", "running", "completed", "cancelled"}
    assert {None} <= {run["dataset"] and run["dataset"]["id"] for run in runs}
    assert {None} <= {run["created_by"] and run["created_by"]["id"] for run in runs}
    assert max(Counter(run["id"] for run in runs).values()) == 2


def test_evaluation_runs_count_is_the_length_of_its_list(any_account: Account) -> None:
    """runs_count and the list of runs agree."""
    counts = {record["id"]: record["runs_count"] for record in any_account.evaluations}

    assert counts == {key: len(runs) for key, runs in any_account.runs.items()}


def test_evaluation_has_at_most_one_control(any_account: Account) -> None:
    """One baseline per evaluation; one evaluation with runs has none."""
    controls = [sum(run["control"] for run in runs) for runs in any_account.runs.values() if runs]

    assert set(controls) == {0, 1}
    assert controls.count(0) == 1


def test_evaluation_hangs_under_every_kind_but_datasets(account: Account) -> None:
    """Prompts, flows, agents, tools and evaluators are evaluated; one evaluation has no file."""
    kinds = {file["id"]: file["type"] for file in account.files}
    found = [kinds.get(record["file_id"]) for record in account.evaluations]

    assert set(found) == {"prompt", "flow", "agent", "tool", "evaluator", None}
    assert found.count(None) == 1


def test_evaluation_name_is_unique_within_its_file(any_account: Account) -> None:
    """No two evaluations of a file share a name."""
    names = Counter((record["file_id"], record["name"]) for record in any_account.evaluations)

    assert max(names.values()) == 1


def test_evaluation_has_several_different_evaluators(any_account: Account) -> None:
    """Every evaluation has at least two evaluator versions, none of them twice."""
    judges = [
        [each["version"]["version_id"] for each in record["evaluators"]]
        for record in any_account.evaluations
    ]

    assert all(len(set(each)) == len(each) >= 2 for each in judges)


def test_evaluation_shows_the_null_cases(account: Account) -> None:
    """Name, file, author and url are each null somewhere, and one evaluation has no runs."""
    records = account.evaluations
    nulls = {name for record in records for name, value in record.items() if value is None}

    assert nulls == {"name", "file_id", "created_by", "url"}
    assert [record["runs_count"] for record in records].count(0) == 1


def test_run_can_be_in_two_evaluations(account: Account) -> None:
    """A shared run differs only in what belongs to the evaluation: added_at, control, status."""
    shown: dict[str, list[Json]] = {}
    for run in all_runs(account):
        shown.setdefault(run["id"], []).append(run)
    shared = [pair for pair in shown.values() if len(pair) == 2]
    differing = {name for one, two in shared for name in one if one[name] != two[name]}

    assert len(shared) >= 3
    assert differing == {"added_at", "control", "status"}
    assert all(one["added_at"] != two["added_at"] for one, two in shared)


def test_run_of_one_version_repeats_within_an_evaluation(account: Account) -> None:
    """Some evaluation ran one version several times on one dataset version."""
    repeated = Counter(
        (evaluation_id, run["version"]["version_id"], run["dataset"]["version_id"])
        for evaluation_id, runs in account.runs.items()
        for run in runs
        if run["version"] and run["dataset"]
    )

    assert max(repeated.values()) >= 3

"""What a look over an export names is what a sync of it would."""

from pathlib import Path
from typing import Any

import pytest

from export_files import file_of, jsonl, logged, write
from export_tree.conftest import Open
from humanloop_evals.errors import SourceUnavailable
from humanloop_evals.export_tree import take_inventory

EVALUATION = "files/pr_1/evaluations/evr_1"
WHOLE = {f"files/{path}": value for path, value in file_of("pr_1").items()} | {
    "files/pr_1/versions/prv_1": {"version_id": "prv_1"},
    "files/pr_1/deployments.json": [],
    "files/pr_1/logs/1.jsonl": jsonl([{"id": "log_1"}]),
    f"{EVALUATION}/evaluation.json": {"id": "evr_1", "runs_count": 1},
    f"{EVALUATION}/stats.json": {"run_stats": [{"run_id": "rn_1", "num_logs": 1}]},
    f"{EVALUATION}/runs/rn_1": {"id": "rn_1"},
    f"{EVALUATION}/logs/1.jsonl": jsonl(logged("rn_1", "log_1")),
}
EMPTY = "Input is a zero-length, empty document at character 0"
PARTS = ["evaluation.json", "stats.json", "runs/rn_1", "logs/1.jsonl"]
FILES = ["versions/prv_1", "deployments.json", "logs/1.jsonl"]
CUT = "unexpected end of data at character 1"


def missing(open_export: Open, root: Path, files: dict[str, Any]) -> list[str]:
    """What is missing in an export of these."""
    found = take_inventory(open_export(write(root, files)))
    return [message.replace(f"{root}/", "") for message in found.missing]


def test_whole_export_lacks_nothing(tmp_path: Path, open_export: Open) -> None:
    """Nothing is said of it."""
    assert missing(open_export, tmp_path, WHOLE) == []


@pytest.mark.parametrize("name", PARTS[:3])
def test_damaged_part_of_an_evaluation_is_named(
    tmp_path: Path, name: str, open_export: Open
) -> None:
    """With what becomes of the evaluation."""
    found = missing(open_export, tmp_path, WHOLE | {f"{EVALUATION}/{name}": ""})

    assert found[0] == f"evaluation evr_1 is kept back: {EVALUATION}/{name}: {EMPTY}"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("versions/prv_1", f"versions/prv_1: {CUT}"),
        ("deployments.json", f"deployments.json: {CUT}"),
        ("logs/1.jsonl", "logs/1.jsonl, line 1 is no log; a sync leaves it out"),
    ],
)
def test_damaged_part_of_a_file_is_named(
    tmp_path: Path, name: str, said: str, open_export: Open
) -> None:
    """Where it is."""
    found = missing(open_export, tmp_path, WHOLE | {f"files/pr_1/{name}": "{"})

    assert found == [f"files/pr_1/{said}"]


DEEP = f'{{"id": "deep", "it": {"[" * 20_000}{"]" * 20_000}}}'


@pytest.mark.parametrize(
    "name",
    [
        *FILES,
        "file.json",
        "datapoints/dsv_1/1.jsonl",
        *(f"evaluations/evr_1/{name}" for name in PARTS),
    ],
)
def test_lists_in_lists_are_damage(tmp_path: Path, name: str, open_export: Open) -> None:
    """However many: no decoder follows them all."""
    more = {"files/pr_1/versions/dsv_1": {"version_id": "dsv_1", "datapoints_count": 0}}
    found = missing(open_export, tmp_path, WHOLE | more | {f"files/pr_1/{name}": DEEP})

    assert f"files/pr_1/{name}" in " ".join(found)


def test_selection_is_looked_at_and_nothing_else(tmp_path: Path, open_export: Open) -> None:
    """Files, and evaluations of other files."""
    write(tmp_path, WHOLE | {f"files/{path}": value for path, value in file_of("pr_2").items()})
    of_a_file = take_inventory(open_export(tmp_path), ["pr_2"], [])
    of_an_evaluation = take_inventory(open_export(tmp_path), [], ["evr_1", "evr_1"])
    both = take_inventory(open_export(tmp_path), ["pr_1"], ["evr_1"])

    assert [
        (sum(found.files.values()), found.evaluations, found.logs)
        for found in (of_a_file, of_an_evaluation, both)
    ] == [(1, 0, 0), (0, 1, 1), (1, 1, 1)]


def test_file_that_is_not_there_is_a_mistake(tmp_path: Path, open_export: Open) -> None:
    """Of whoever has typed its id; a sync says the same."""
    with pytest.raises(SourceUnavailable, match="the export has no file pr_9; is the id right"):
        take_inventory(open_export(write(tmp_path, WHOLE)), ["pr_9"])


def test_evaluation_that_is_not_there_is_missing(tmp_path: Path, open_export: Open) -> None:
    """As in a sync, which goes on with the others."""
    found = take_inventory(open_export(write(tmp_path, WHOLE)), [], ["evr_9"])

    assert len(found.missing) == 1
    assert found.missing[0].endswith("has no evaluation evr_9")

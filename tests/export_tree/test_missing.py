"""What an exporter writes in any case, and is not there, is named: no row is missing in silence."""

from pathlib import Path

import pytest

from api_objects import Json
from export_files import file_of, jsonl, write
from export_tree.conftest import Open
from humanloop_evals.errors import EvaluationFailed
from humanloop_evals.export_tree import ExportReader

LOGS = "files/pr_1/logs"
DEPLOYED = [{"version_id": "prv_1", "environment_id": "env_1"}]
FINISHED = {f"files/{path}": value for path, value in file_of("pr_1").items()} | {
    "files/pr_1/versions/prv_1": {"version_id": "prv_1"},
    "files/pr_1/deployments.json": DEPLOYED,
    f"{LOGS}/1.jsonl": jsonl([{"id": "log_1"}]),
}
OF_A_DATASET = {f"files/{path}": value for path, value in file_of("ds_1", type="dataset").items()}
OWN_LOG = {"export.log": "2026-01-01 10:00:00 | INFO | exported from https://evals.example.com\n"}
LOGS_WANTED = {"export.log": "2025-06-05 | INFO     | __main__:main:1 - EXPORT_LOGS: True\n"}


def without(*names: str) -> Json:
    """A finished file but for something."""
    return {path: value for path, value in FINISHED.items() if not path.startswith(names)}


def losses(reader: ExportReader, root: Path) -> list[str]:
    """What is missing, after everything was read."""
    reader.files(lambda _ids: False)
    for file_id in reader.file_ids():
        reader.versions("", file_id)
        reader.deployments(file_id)
        try:
            reader.file_logs(file_id, 1)
        except EvaluationFailed as error:
            pytest.fail(str(error))
    found = [one.message for one in reader.findings() if one.is_loss]
    return [message.replace(f"{root}/", "") for message in found]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (FINISHED, []),
        (FINISHED | OF_A_DATASET, []),
        (without("files/pr_1/versions", "files/pr_1/deployments.json"), []),
        (without("files/pr_1/versions"), [
            "files/pr_1: versions is missing or empty",
            "files/pr_1: versions/prv_1, which is deployed, is missing",
        ]),
        (FINISHED | {"files/pr_1/deployments.json": [*DEPLOYED, {"version_id": "prv_2"}]}, [
            "files/pr_1: versions/prv_2, which is deployed, is missing",
        ]),
        (without("files/pr_1/deployments.json"), ["files/pr_1: deployments.json is missing"]),
        (without(LOGS), []),
        (without(LOGS) | LOGS_WANTED, ["files/pr_1: logs is missing"]),
        (FINISHED | {"files/pr_2/file.json": {"id": "pr_2"}, "files/pr_2/.done": ""}, [
            "files/pr_2: logs is missing",
        ]),
        (FINISHED | OWN_LOG | {"files/pr_2/file.json": {"id": "pr_2"}, "files/pr_2/.done": ""}, []),
    ],
)  # fmt: skip
def test_what_is_not_there_is_named(
    tmp_path: Path, files: Json, said: list[str], open_export: Open
) -> None:
    """Of a file without versions the exporter writes neither; our own takes what is selected."""
    assert losses(open_export(write(tmp_path, files)), tmp_path) == said


def test_logs_that_are_not_wanted_are_not_missed(tmp_path: Path, open_export: Open) -> None:
    """`--no-logs` reads none."""
    reader = open_export(write(tmp_path, without(LOGS) | LOGS_WANTED), with_logs=False)
    reader.files(lambda _ids: False)

    assert reader.findings() == []


def test_part_that_is_missing_is_named(tmp_path: Path, open_export: Open) -> None:
    """A file's own logs are nowhere counted; a number so high is not counted up to."""
    full = jsonl({"id": f"log_{number}"} for number in range(1001))
    for last in ("3.jsonl", "999999999.jsonl"):
        files = FINISHED | {f"{LOGS}/1.jsonl": full, f"{LOGS}/{last}": jsonl([{"id": "log_x"}])}
        root = tmp_path / last

        assert losses(open_export(write(root, files)), root) == [f"{LOGS}/2.jsonl is missing"]


def test_part_that_an_older_export_stands_in_for_is_not_missed(
    tmp_path: Path, open_export: Open
) -> None:
    """Everything is there, then."""
    full = jsonl({"id": f"log_{number}"} for number in range(1000))
    parts = {f"{LOGS}/1.jsonl": full, f"{LOGS}/2.jsonl": jsonl([{"id": "log_x"}])}
    write(tmp_path / "20250605-120000", FINISHED | parts)
    write(tmp_path / "20250701-090000", without(LOGS) | {f"{LOGS}/2.jsonl": jsonl([])})

    assert losses(open_export(tmp_path), tmp_path) == []


def test_part_behind_a_short_one_is_remarked(tmp_path: Path, open_export: Open) -> None:
    """A resumed exporter leaves such parts; whether lines were lost before, no count says."""
    parts = {
        f"{LOGS}/1.jsonl": jsonl([{"id": "log_1"}]),
        f"{LOGS}/2.jsonl": jsonl([{"id": "log_2"}]),
    }
    reader = open_export(write(tmp_path, FINISHED | parts))

    assert losses(reader, tmp_path) == []
    _, remark = reader.findings()
    assert remark.message == (
        f"{tmp_path}/{LOGS}/2.jsonl follows a part with fewer than 1,000 lines: it is of an "
        "earlier attempt of the exporter, or lines are missing before it, and nothing says how many"
    )


@pytest.mark.parametrize("name", ["1.jsonl.gz", "1.JSONL", "1 (1).jsonl", f"{'9' * 200}.jsonl"])
def test_part_by_another_name_is_named(tmp_path: Path, name: str, open_export: Open) -> None:
    """Of a file's own logs, an evaluation's logs and datapoints; what systems leave is not."""
    datapoints, logs = "files/ds_1/datapoints/dsv_1", "files/pr_1/evaluations/evr_1/logs"
    evaluation = {
        "files/pr_1/evaluations/evr_1/evaluation.json": {"id": "evr_1", "runs_count": 0},
        "files/pr_1/evaluations/evr_1/stats.json": {"run_stats": []},
        "files/pr_1/evaluations/evr_1/runs/Thumbs.db": "",
    }
    places = [LOGS, datapoints, logs]
    odd = {f"{place}/{each}": "" for place in places for each in (name, "desktop.ini")}
    reader = open_export(write(tmp_path, FINISHED | OF_A_DATASET | evaluation | odd))
    reader.datapoints("ds_1", "dsv_1")
    reader.runs("evr_1")

    assert sorted(losses(reader, tmp_path)) == sorted(
        f"{place}/{name} was not read: parts are named 1.jsonl, 2.jsonl and so on"
        for place in places
    )

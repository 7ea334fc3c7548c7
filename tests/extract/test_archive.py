"""An archive is read to its end, whatever it lacks."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import api_measured_objects as measured
import api_objects as api
from export_files import DONE, jsonl, write
from extracting import RUNS_ONLY, Extracted, extract
from humanloop_evals.errors import SourceUnavailable
from humanloop_evals.export_tree import ExportReader
from humanloop_evals.extract import Known, Scope
from humanloop_evals.settings import Selection

OF = "files/pr_1"
EVALUATION = f"{OF}/evaluations/evr_1"
PROMPT = api.prompt("prv_1")


def export_of(records: list[api.Json], **more: Any) -> dict[str, Any]:
    """An export of one evaluation with one run and these logs."""
    return {
        f"{OF}/file.json": PROMPT,
        f"{OF}/.done": DONE,
        f"{OF}/versions/prv_0": api.prompt("prv_0"),
        f"{OF}/deployments.json": [],
        f"{OF}/logs/1.jsonl": "",
        f"{EVALUATION}/evaluation.json": api.evaluation("evr_1", 1, file_id="pr_1"),
        f"{EVALUATION}/runs/rn_1": api.run("rn_1", version=PROMPT),
        f"{EVALUATION}/stats.json": measured.stats(measured.run_stats("rn_1", len(records))),
        f"{EVALUATION}/logs/1.jsonl": jsonl(records),
        **more,
    }


def records(*numbers: int, run_id: str = "rn_1") -> list[api.Json]:
    """Records of logs by their numbers."""
    return [measured.record(f"log_{number}", run_id=run_id) for number in numbers]


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Any]:
    """Reads an export that consists of these files."""
    readers = []

    def read_it(files: dict[str, Any], **more: Any) -> Extracted:
        readers.append(ExportReader(write(tmp_path, files), beside=tmp_path))
        usual = {"scope": Scope(), "in_flight": 1}
        return extract(readers[-1], **(usual | more))

    yield read_it
    for reader in readers:
        reader.close()


def losses(extracted: Extracted, root: Path) -> list[str]:
    """What is missing, without the folder in front."""
    return [loss.message.replace(f"{root}/", "") for loss in extracted.report.losses]


def test_archive_brings_what_only_it_has(read: Any, tmp_path: Path) -> None:
    """All versions, deployments, datapoints of all dataset versions, own logs."""
    dataset = api.dataset("dsv_1", datapoints_count=1)
    entry = {"version_id": "prv_0", "environment_id": "env_1"}
    found = read(
        export_of(
            records(1),
            **{
                f"{OF}/deployments.json": [entry],
                f"{OF}/logs/1.jsonl": jsonl([measured.log("log_1"), measured.log("log_2")]),
                f"files/{dataset['id']}/file.json": dataset,
                f"files/{dataset['id']}/.done": DONE,
                f"files/{dataset['id']}/versions/dsv_1": dataset,
                f"files/{dataset['id']}/deployments.json": [],
                f"files/{dataset['id']}/datapoints/dsv_1/1.jsonl": jsonl([{"id": "dp_1"}]),
            },
        )
    )

    assert sorted(found.values("versions", "version_id")) == ["prv_0", "prv_1"]
    assert found.values("deployments", "file_id", "version_id") == [("pr_1", "prv_0")]
    assert found.values("dataset_datapoints", "dataset_version_id", "datapoint_id") == [
        ("dsv_1", "dp_1")
    ]
    assert found.values("file_logs", "log_id") == ["log_1", "log_2"]
    assert sorted(found.values("logs", "log_id")) == ["log_1", "log_2"]
    assert losses(found, tmp_path) == []


def test_archive_is_read_whatever_was_read_before(read: Any) -> None:
    """A run whose logs an earlier sync has read, too: it costs no request."""
    first = read(export_of(records(1)))
    ((evaluation_id, run_id, fingerprint, read_at),) = first.values(
        "evaluation_log_reads", "evaluation_id", "run_id", "fingerprint", "read_at"
    )
    known = Known(log_reads={(evaluation_id, run_id): (fingerprint, read_at)})

    assert read(export_of(records(1)), known=known).values("logs", "log_id") == ["log_1"]


def test_lost_logs_do_not_keep_back_the_others(read: Any) -> None:
    """The evaluation is loaded, and its runs are to be read again."""
    stats = measured.stats(measured.run_stats("rn_1", 9))
    found = read(export_of(records(1, 2), **{f"{EVALUATION}/stats.json": stats}))

    assert found.values("evaluation_logs", "log_id") == ["log_1", "log_2"]
    assert found.values("evaluation_log_reads", "logs_count", "fingerprint") == [(2, None)]
    assert found.report.quarantined == {}


def test_logs_of_a_run_without_a_file_are_loaded(read: Any, tmp_path: Path) -> None:
    """The run is there by its id, and what is missing of it is said."""
    found = read(export_of([*records(1), *records(2, run_id="rn_2")]))

    assert found.values("evaluation_logs", "run_id", "log_id") == [
        ("rn_1", "log_1"),
        ("rn_2", "log_2"),
    ]
    assert sorted(found.values("runs", "run_id", "orchestrated")) == [
        ("rn_1", True),
        ("rn_2", None),
    ]
    assert losses(found, tmp_path) == [
        f"{EVALUATION}: runs without a file, of which there are only logs: rn_2"
    ]


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        (
            "logs/1.jsonl",
            jsonl(records(1)) + '{"run_id": "rn_1", "log',
            "logs/1.jsonl, line 2: unex",
        ),
        ("logs/1.jsonl", "\n" + jsonl([{"run_id": "rn_1"}]), "logs/1.jsonl, line 2: a record of"),
        ("runs/rn_1", '{"id": ', "runs/rn_1: unexpected end of data"),
        ("stats.json", "[]", "stats.json: "),
        ("evaluation.json", "", "evaluation.json: "),
        ("evaluation.json", '{"id": "evr_2"}', "evaluation.json: evr_1 was asked for, evr_2 was"),
    ],
)
def test_damaged_evaluation_is_kept_back_alone(
    read: Any, tmp_path: Path, path: str, content: str, said: str
) -> None:
    """With file and line; however few evaluations there are, the rest is loaded."""
    found = read(export_of(records(1), **{f"{EVALUATION}/{path}": content}))
    (error,) = found.report.quarantined.values()

    assert str(error).startswith(f"{tmp_path}/{EVALUATION}/{said}")
    assert found.values("evaluations", "evaluation_id") == []
    assert sorted(found.values("versions", "version_id")) == ["prv_0", "prv_1"]


def test_part_that_a_disk_has_damaged_is_kept_back(tmp_path: Path) -> None:
    """As the checksum of a zip archive shows; the archive is named with the part."""
    whole = write(tmp_path / "x", export_of(records(1)))
    packed = tmp_path / "x.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in whole.rglob("*"):
            archive.write(path, path.relative_to(whole))
    packed.write_bytes(
        packed.read_bytes().replace(b'"log": {"id": "log_1"', b'"log": {"id": "log_2"')
    )
    reader = ExportReader(packed, beside=tmp_path)
    found = extract(reader, scope=Scope(), in_flight=1)
    reader.close()

    assert list(found.report.quarantined) == ["evr_1"]
    assert str(found.report.quarantined["evr_1"]).startswith(
        f"{packed}/{EVALUATION}/logs/1.jsonl can't be read: damaged in the archive"
    )


def test_damage_beside_evaluations_loses_no_more(read: Any, tmp_path: Path) -> None:
    """One version, one deployment, one line of the own logs: each alone."""
    logs = jsonl([measured.log("log_1"), {"no": "id"}, measured.log("log_3")]) + '{"id": "log_4'
    found = read(
        export_of(
            [],
            **{
                f"{OF}/versions/prv_2": '{"version_id": "prv_2"',
                f"{OF}/deployments.json": [{"version_id": "prv_0"}, {"environment_id": "env_1"}],
                f"{OF}/logs/1.jsonl": logs,
            },
        )
    )

    assert found.values("file_logs", "log_id") == ["log_1", "log_3"]
    assert sorted(found.values("versions", "version_id")) == ["prv_0", "prv_1"]
    assert found.values("deployments", "environment_id") == ["env_1"]
    unusable = "a record of deployments has no usable environment_id (beside pr_1)"
    assert losses(found, tmp_path) == [
        f"{OF}/versions/prv_2: unexpected end of data at character 22",
        f"{OF}/deployments.json, [0]: {unusable}",
        f"{OF}/logs/1.jsonl, line 2: a record of logs has no usable log_id",
        f"{OF}/logs/1.jsonl, line 4: unexpected end of data at character 13",
    ]


def test_export_without_logs_is_complete(read: Any, tmp_path: Path) -> None:
    """It was made so: stats are all there is, and no run counts as read."""
    files = export_of(records(1))
    del files[f"{EVALUATION}/logs/1.jsonl"], files[f"{OF}/logs/1.jsonl"]
    found = read(files)

    assert found.values("run_stats", "num_logs") == [1]
    assert found.tables.isdisjoint({"evaluation_log_reads", "evaluation_logs", "logs"})
    assert losses(found, tmp_path) == []


def test_missing_logs_are_named_where_others_have_some(read: Any, tmp_path: Path) -> None:
    """Then it was made with logs."""
    files = export_of(records(1))
    del files[f"{EVALUATION}/logs/1.jsonl"]

    assert losses(read(files), tmp_path) == [f"{EVALUATION}: logs is missing"]


@pytest.mark.parametrize(
    ("selection", "files", "evaluations", "logs"),
    [
        (Selection(file_ids=("pr_2",)), ["pr_2"], [], ["log_9"]),
        (Selection(evaluation_ids=("evr_1",)), [], ["evr_1"], ["log_1"]),
        (
            Selection(evaluation_ids=("evr_1",), file_ids=("pr_2",)),
            ["pr_2"],
            ["evr_1"],
            ["log_1", "log_9"],
        ),
    ],
)
def test_selection_of_an_archive(
    read: Any, selection: Selection, files: list[str], evaluations: list[str], logs: list[str]
) -> None:
    """A file with all it has, or an evaluation alone."""
    other = {
        "files/pr_2/file.json": api.prompt("prv_9", id="pr_2"),
        "files/pr_2/.done": DONE,
        "files/pr_2/logs/1.jsonl": jsonl([measured.log("log_9")]),
    }
    found = read(export_of(records(1), **other), selection=selection)

    assert found.values("files", "file_id") == files
    assert found.values("evaluations", "evaluation_id") == evaluations
    assert sorted(found.values("logs", "log_id")) == logs


def test_file_that_an_archive_lacks_is_refused(read: Any) -> None:
    """A mistyped id is no empty result."""
    with pytest.raises(SourceUnavailable, match="the export has no file pr_2; is the id right"):
        read(export_of([]), selection=Selection(file_ids=("pr_2",)))


def test_evaluation_that_an_archive_lacks_is_named(read: Any) -> None:
    """As one that the API lacks."""
    found = read(export_of([]), selection=Selection(evaluation_ids=("evr_2",)))

    assert list(found.report.quarantined) == ["evr_2"]


def test_archive_without_logs_wanted(read: Any) -> None:
    """Neither logs nor datapoints are looked at."""
    found = read(export_of(records(1)), scope=RUNS_ONLY)

    assert found.values("runs", "run_id") == ["rn_1"]
    assert found.tables.isdisjoint({"logs", "run_stats", "file_logs"})

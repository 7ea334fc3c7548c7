"""An export answers as the API had, byte for byte; and what it lacks is named."""

import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from api_objects import Json
from export_files import DONE, file_of, jsonl, logged, write
from export_tree.conftest import Open
from humanloop_evals.errors import NotFound, SourceUnavailable
from humanloop_evals.reader import Document, Finding, Reader
from humanloop_evals.sandbox import generate
from sync.accounts import client_of

EARLIER, LATER = "20250605-120000", "20250701-090000"
EVALUATION = "files/pr_1/evaluations/evr_1"
WHOLE = {
    f"{EVALUATION}/evaluation.json": {"id": "evr_1", "runs_count": 1},
    f"{EVALUATION}/stats.json": {"run_stats": [{"run_id": "rn_1", "num_logs": 1}]},
    f"{EVALUATION}/runs/rn_1": {"id": "rn_1"},
    f"{EVALUATION}/logs/1.jsonl": jsonl(logged("rn_1", "log_1")),
    "files/pr_1/file.json": {"id": "pr_1", "type": "prompt"},
    "files/pr_1/logs/1.jsonl": "",
    "files/pr_1/.done": DONE,
}


def texts(documents: Iterable[Document]) -> list[bytes]:
    """What documents hold, in any order."""
    return sorted(bytes(document.text) for document in documents)


def accept(_ids: set[str]) -> bool:
    """Nothing would be deleted."""
    return False


def messages(findings: Iterable[Finding], root: Path) -> list[tuple[str, bool]]:
    """What was found, and whether it is a loss."""
    return [(each.message.replace(f"{root}/", ""), each.is_loss) for each in findings]


def without(name: str) -> dict[str, object]:
    """A whole export but for something."""
    return {path: value for path, value in WHOLE.items() if not path.startswith(name)}


def test_export_answers_as_the_api(exported: Path, open_export: Open) -> None:
    """Listings, evaluations, runs, stats, logs, versions, datapoints and own logs."""
    account = generate(evaluations=2)
    reader, client = open_export(exported), client_of(account)
    files = client.files(accept).records

    assert texts(reader.files(accept).records.values()) == texts(files.values())
    for file in account.files:
        key, kind = file["id"], file["type"]
        assert texts(reader.versions(kind, key)) == texts(client.versions(kind, key))
        if kind == "dataset":
            same_datapoints(reader, client, account.versions[key])
            continue
        listed = client.evaluations(key, accept).records
        assert texts(reader.evaluations(key, accept).records.values()) == texts(listed.values())
        assert texts(reader.file_logs(key, 1).records) == texts(client.file_logs(key, 1).records)
        for evaluation_id in listed:
            same_evaluation(reader, client, evaluation_id)


def same_datapoints(reader: Reader, client: Reader, versions: list[Json]) -> None:
    """Of every version of a dataset."""
    for version in versions:
        key = (version["id"], version["version_id"])
        expected = client.datapoints(*key).records
        assert texts(reader.datapoints(*key).records.values()) == texts(expected.values())


def same_evaluation(reader: Reader, client: Reader, evaluation_id: str) -> None:
    """One evaluation's own endpoints."""
    stats, expected = reader.stats(evaluation_id), client.stats(evaluation_id)
    assert stats is not None
    assert expected is not None
    assert stats.text == expected.text
    assert texts(reader.runs(evaluation_id)) == texts(client.runs(evaluation_id))
    number = 1
    while records := client.logs(evaluation_id, None, number).records:
        assert texts(reader.logs(evaluation_id, None, number).records) == texts(records)
        number += 1


def test_complete_export_lacks_nothing(exported: Path, open_export: Open) -> None:
    """Nothing is said of it."""
    reader = open_export(exported)
    for file_id in reader.files(accept).records:
        for evaluation_id in reader.evaluation_ids(file_id):
            reader.runs(evaluation_id)

    assert reader.findings() == []


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("stats.json", [(f"{EVALUATION}: stats.json is missing", True)]),
        (
            "runs",
            [
                (f"{EVALUATION}: runs is missing", True),
                (f"{EVALUATION}: runs without a file, of which there are only logs: rn_1", True),
            ],
        ),
    ],
)
def test_half_filled_evaluation_is_named(
    tmp_path: Path, missing: str, said: list[tuple[str, bool]], open_export: Open
) -> None:
    """As an aborted file leaves it; what is there is served."""
    reader = open_export(write(tmp_path, without(f"{EVALUATION}/{missing}")))

    assert texts(reader.runs("evr_1")) == [b'{"id":"rn_1"}']
    assert (reader.stats("evr_1") is None) is (missing == "stats.json")
    assert messages(reader.findings(), tmp_path) == said


def test_evaluation_without_itself_cannot_be_read(tmp_path: Path, open_export: Open) -> None:
    """It is among the evaluations, so that it is missed."""
    reader = open_export(write(tmp_path, without(f"{EVALUATION}/evaluation.json")))

    assert reader.evaluation_ids("pr_1") == ["evr_1"]
    with pytest.raises(NotFound, match=r"evr_1/evaluation\.json is missing"):
        reader.evaluation("evr_1")


def test_unfinished_file_is_named_with_the_reason(tmp_path: Path, open_export: Open) -> None:
    """As the exporter's own log gives it."""
    log = "2025-06-05 | ERROR | __main__:main:1 - File pr_1 generated an exception: 504 Timeout\n"
    reader = open_export(write(tmp_path, without("files/pr_1/.done") | {"export.log": log}))
    reader.files(accept)

    assert messages(reader.findings(), tmp_path) == [
        ("files/pr_1 was not finished by the exporter, which stopped at it: 504 Timeout", True)
    ]


def test_file_that_was_not_begun_is_named(tmp_path: Path, open_export: Open) -> None:
    """The exporter makes all folders at first."""
    write(tmp_path, WHOLE)
    (tmp_path / "files" / "pr_2").mkdir()
    reader = open_export(tmp_path)
    reader.files(accept)

    assert reader.file_ids() == ["pr_1", "pr_2"]
    assert messages(reader.findings(), tmp_path) == [
        ("files/pr_2 was not finished by the exporter", True),
        ("files/pr_2: file.json is missing", True),
    ]


def test_files_that_share_a_folder_are_named(tmp_path: Path, open_export: Open) -> None:
    """Ids differ in upper and lower case, but some disks do not."""
    reader = open_export(write(tmp_path, WHOLE | {"files/pr_1/file.json": {"id": "PR_1"}}))
    reader.files(accept)

    ((said, is_loss),) = messages(reader.findings(), tmp_path)
    assert is_loss
    assert said == (
        "files/pr_1/file.json is about PR_1: two files have shared this folder, as on disks where "
        "upper and lower case are the same"
    )


def test_runs_of_an_earlier_attempt_are_passed_over(tmp_path: Path, open_export: Open) -> None:
    """More run files than runs, and exactly so many without those that the stats do not name."""
    reader = open_export(write(tmp_path, WHOLE | {f"{EVALUATION}/runs/rn_0": {"id": "rn_0"}}))

    assert texts(reader.runs("evr_1")) == [b'{"id":"rn_1"}']
    assert messages(reader.findings(), tmp_path) == [
        (f"{EVALUATION}: runs of an earlier attempt of the exporter, passed over: rn_0", False)
    ]


def test_logs_without_stats_are_all_read(tmp_path: Path, open_export: Open) -> None:
    """Nobody says how many there should be, so a part that is not full does not end the reading."""
    more = {f"{EVALUATION}/logs/2.jsonl": jsonl(logged("rn_1", "log_2"))}
    reader = open_export(write(tmp_path, without(f"{EVALUATION}/stats.json") | more))
    found = [bytes(record.text) for record in reader.logs("evr_1", None, 1).records]

    assert found == [
        b'{"run_id":"rn_1","log":{"id":"log_1"}}',
        b'{"run_id":"rn_1","log":{"id":"log_2"}}',
    ]


def test_run_has_the_id_that_it_holds(tmp_path: Path, open_export: Open) -> None:
    """Names change when files are copied; a run must not be replaced by what its logs tell."""
    run = {"id": "rn_1", "control": True}
    for name in ("RN_1", "rn_1.json"):
        renamed = without(f"{EVALUATION}/runs") | {f"{EVALUATION}/runs/{name}": run}
        reader = open_export(write(tmp_path / name, renamed))

        assert texts(reader.runs("evr_1")) == [b'{"id":"rn_1","control":true}']
        assert reader.findings() == []


def test_second_file_of_a_run_is_passed_over(tmp_path: Path, open_export: Open) -> None:
    """The one with the run's name counts, and the other one is said."""
    copies = {f"{EVALUATION}/runs/{name}": {"id": "rn_1", "n": 2} for name in ("RN_1", "rn_1 (1)")}
    reader = open_export(write(tmp_path, WHOLE | copies))

    assert texts(reader.runs("evr_1")) == [b'{"id":"rn_1"}']
    ((message, is_loss),) = messages(reader.findings(), tmp_path)
    assert not is_loss
    assert message.endswith("that another file holds as well, passed over: RN_1, rn_1 (1)")


def test_runs_that_may_be_new_are_served(tmp_path: Path, open_export: Open) -> None:
    """The stats were asked for before the runs: one that came between is in its logs."""
    logs = jsonl([*logged("rn_1", "log_1"), *logged("rn_2", "log_2")])
    more = {f"{EVALUATION}/runs/rn_2": {"id": "rn_2"}, f"{EVALUATION}/logs/1.jsonl": logs}
    reader = open_export(write(tmp_path, WHOLE | more))

    assert texts(reader.runs("evr_1")) == [b'{"id":"rn_1"}', b'{"id":"rn_2"}']


def test_newest_complete_copy_wins(tmp_path: Path, open_export: Open) -> None:
    """The finished one before a newer one that is not; what only one of them has is kept."""
    unfinished = without("files/pr_1/.done") | {
        f"{EVALUATION}/evaluation.json": {"id": "evr_1", "name": "newer"},
        "files/pr_1/evaluations/evr_2/evaluation.json": {"id": "evr_2"},
        "files/pr_1/versions/prv_2": {"version_id": "prv_2"},
    }
    write(tmp_path / LATER, unfinished)
    write(tmp_path / EARLIER, WHOLE | {"files/pr_1/versions/prv_1": {"version_id": "prv_1"}})
    reader = open_export(tmp_path)

    assert texts([reader.evaluation("evr_1")]) == [b'{"id":"evr_1","runs_count":1}']
    assert reader.evaluation_ids("pr_1") == ["evr_1", "evr_2"]
    assert texts(reader.versions("", "pr_1")) == [
        b'{"version_id":"prv_1"}',
        b'{"version_id":"prv_2"}',
    ]
    assert (
        f"{EARLIER}/{EVALUATION}: loaded from here; {LATER} has not all of it",
        False,
    ) in messages(reader.findings(), tmp_path)


def test_whole_copy_of_an_evaluation_wins(tmp_path: Path, open_export: Open) -> None:
    """Among finished copies of the file, too, and over several files that list it."""
    write(tmp_path / LATER, without(f"{EVALUATION}/stats.json"))
    write(tmp_path / EARLIER, WHOLE)

    assert open_export(tmp_path).stats("evr_1") is not None


def test_newest_of_two_finished_exports_wins(tmp_path: Path, open_export: Open) -> None:
    """Without a word: it is what one expects."""
    write(tmp_path / EARLIER, WHOLE)
    write(tmp_path / LATER, WHOLE | {f"{EVALUATION}/evaluation.json": {"id": "evr_1", "name": "n"}})
    reader = open_export(tmp_path)

    assert texts([reader.evaluation("evr_1")]) == [b'{"id":"evr_1","name":"n"}']
    assert reader.findings() == []


def test_evaluation_of_no_file_is_read(tmp_path: Path, open_export: Open) -> None:
    """Our own exports have a folder for these, beside the files."""
    write(tmp_path, WHOLE | {"evaluations/evr_9/evaluation.json": {"id": "evr_9"}})
    reader = open_export(tmp_path)

    assert reader.unfiled_evaluation_ids() == ["evr_9"]
    assert texts([reader.evaluation("evr_9")]) == [b'{"id":"evr_9"}']


def test_datapoints_of_all_copies_are_one_listing(tmp_path: Path, open_export: Open) -> None:
    """A version never changes: what one export lost, another one may have."""
    for name, ids in ((LATER, ["dp_1", "dp_1"]), (EARLIER, ["dp_2", "dp_1"])):
        part = jsonl({"id": each} for each in ids)
        files = file_of("ds_1") | {"ds_1/datapoints/dsv_1/1.jsonl": part}
        write(tmp_path / name / "files", files)
    listing = open_export(tmp_path).datapoints("ds_1", "dsv_1")

    assert list(listing.records) == ["dp_1", "dp_2"]
    assert listing.total == 2


def test_absent_things_are_not_found(tmp_path: Path, open_export: Open) -> None:
    """Files, evaluations, datapoints."""
    reader = open_export(write(tmp_path, WHOLE))

    for call in (
        lambda: reader.evaluation("evr_2"),
        lambda: reader.evaluation_ids("pr_2"),
        lambda: reader.datapoints("pr_1", "dsv_1"),
    ):
        with pytest.raises(NotFound):
            call()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"id": "dp_1"', "unexpected end of data"),
        ('{"inputs": {}}', "a datapoint without id"),
        ('{"id": 7}', "a datapoint without id"),
    ],
)
def test_damaged_datapoint_is_named(
    tmp_path: Path, content: str, said: str, open_export: Open
) -> None:
    """With its file and line; the others of its version are there."""
    part = jsonl([{"id": "dp_0"}]) + content + "\n" + jsonl([{"id": "dp_2"}])
    write(tmp_path / "files", file_of("ds_1") | {"ds_1/datapoints/dsv_1/1.jsonl": part})
    reader = open_export(tmp_path)

    assert list(reader.datapoints("ds_1", "dsv_1").records) == ["dp_0", "dp_2"]
    ((message, is_loss),) = messages(reader.findings(), tmp_path)
    assert is_loss
    assert message.startswith(f"files/ds_1/datapoints/dsv_1/1.jsonl, line 2: {said}")


def test_deployments_are_one_document_each(tmp_path: Path, open_export: Open) -> None:
    """The file is a list."""
    deployments = [{"version_id": "prv_1", "environment_id": "env_1"}, {"version_id": "prv_2"}]
    reader = open_export(write(tmp_path, WHOLE | {"files/pr_1/deployments.json": deployments}))

    assert [(one.where[-5:], bytes(one.text)) for one in reader.deployments("pr_1")] == [
        (", [0]", b'{"version_id":"prv_1","environment_id":"env_1"}'),
        (", [1]", b'{"version_id":"prv_2"}'),
    ]


def test_what_is_damaged_beside_evaluations_is_named(tmp_path: Path, open_export: Open) -> None:
    """And nothing else is missed because of it."""
    damaged = {"files/pr_1/deployments.json": "{", "files/pr_1/file.json": '{"id": "pr_1"'}
    reader = open_export(write(tmp_path, WHOLE | damaged))

    assert reader.files(accept).records == {}
    assert reader.deployments("pr_1") == []
    assert [message for message, _ in messages(reader.findings(), tmp_path)] == [
        "files/pr_1/file.json: Input data was truncated",
        "files/pr_1/deployments.json: unexpected end of data at character 1",
    ]


def test_reading_counts_bytes_and_ends_in_time(tmp_path: Path, open_export: Open) -> None:
    """What is read twice, to be counted first, counts once."""
    write(tmp_path, WHOLE)
    told: list[tuple[int, int]] = []
    reader = open_export(tmp_path, on_bytes=lambda read, total: told.append((read, total)))
    reader.logs("evr_1", None, 1)
    size = (tmp_path / EVALUATION / "logs" / "1.jsonl").stat().st_size
    stats = (tmp_path / EVALUATION / "stats.json").stat().st_size

    assert told[-1] == (size + stats, reader.tree.size)
    assert reader.requests().bytes == size + stats
    late = open_export(tmp_path, deadline=1e-9)
    time.sleep(0)
    with pytest.raises(SourceUnavailable, match="the sync's deadline of 0 s leaves no time"):
        late.evaluation("evr_1")

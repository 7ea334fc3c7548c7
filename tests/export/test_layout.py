"""What an export writes: the vendor's layout, with the very bytes that were served."""

import json
from pathlib import Path

import api_measured_objects as measured
import api_objects as api
from api_objects import to_text
from export.archive_server import ArchiveServer, put, small_archive
from export.trees import DONE, below, export_to, tree
from humanloop_evals.errors import ExitCode
from humanloop_evals.settings import Selection


def lines(*records: bytes) -> bytes:
    """The content of a part."""
    return b"".join(record + b"\n" for record in records)


def test_export_writes_the_vendors_layout(tmp_path: Path) -> None:
    """Every file of it, and nothing else, holds what was served byte for byte."""
    server = small_archive()
    outcome = export_to(tmp_path / "out", server)
    of_prompt = {
        "file.json": server.files[0],
        "versions/prv_1": server.versions["pr_1"][1],
        "versions/prv_2": server.versions["pr_1"][0],
        "deployments.json": b'[{"version_id":"prv_1","environment_id":"env_1",'
        b'"environment_name":"production","environment_tag":"default"}]',
        "logs/1.jsonl": lines(*server.file_logs["pr_1"]),
        ".done": DONE,
    }
    of_dataset = {
        "file.json": server.files[1],
        "versions/dsv_1": server.versions["ds_1"][0],
        "deployments.json": b"[]",
        "datapoints/dsv_1/1.jsonl": lines(*server.datapoints["dsv_1"]),
        ".done": DONE,
    }
    expected = {f"files/pr_1/{name}": content for name, content in of_prompt.items()}
    expected |= {f"files/ds_1/{name}": content for name, content in of_dataset.items()}
    for number in (1, 2):
        place = f"files/pr_1/evaluations/evr_{number}"
        expected |= {
            f"{place}/evaluation.json": server.evaluations[f"evr_{number}"],
            f"{place}/stats.json": server.stats[f"evr_{number}"],
            f"{place}/runs/rn_{number}": server.runs[f"evr_{number}"][0],
            f"{place}/logs/1.jsonl": lines(*server.logs[f"evr_{number}"]),
        }

    assert tree(tmp_path / "out") == expected
    assert (outcome.exit_code, outcome.failures) == (ExitCode.COMPLETE, {})
    assert outcome.tally == {
        "files": 2,
        "versions": 3,
        "datapoints": 2,
        "evaluations": 2,
        "runs": 2,
        "evaluation_logs": 6,
        "file_logs": 3,
    }


def test_export_writes_parts_of_a_thousand_lines_in_the_order_served(tmp_path: Path) -> None:
    """Not one more in the first part; pages come at once and are written in order."""
    server = small_archive()
    put(server, "evr_1", {"rn_1": 1_300, "rn_2": 1_000})
    export_to(tmp_path / "out", server)
    parts = below(tree(tmp_path / "out"), "files/pr_1/evaluations/evr_1/logs/")
    served = server.logs["evr_1"]

    assert parts == {
        "1.jsonl": lines(*served[:1000]),
        "2.jsonl": lines(*served[1000:2000]),
        "3.jsonl": lines(*served[2000:]),
    }


def test_export_of_exactly_one_part_begins_no_second(tmp_path: Path) -> None:
    """A thousand lines are one part."""
    server = small_archive(logs=1_000)
    export_to(tmp_path / "out", server)

    assert list(below(tree(tmp_path / "out"), "files/pr_1/logs/")) == ["1.jsonl"]


def test_export_keeps_numbers_escapes_and_repeated_keys(tmp_path: Path) -> None:
    """What a parser would change stays as it was sent."""
    odd = (
        rb'{"run_id":"rn_1","log":{"id":"a","n":1.50,"big":123456789012345678901234567890,'
        rb'"huge":1e400,"e":"\u00e9\/","cut":"\ud83d","k":1,"m":{"k":1,"k":2}},"evaluator_logs":[]}'
    )
    server = small_archive(logs=1)
    server.logs["evr_1"] = [odd]
    outcome = export_to(tmp_path / "out", server)

    assert outcome.failures == {}
    assert tree(tmp_path / "out")["files/pr_1/evaluations/evr_1/logs/1.jsonl"] == odd + b"\n"


def test_export_keeps_texts_that_were_cut_inside_a_character(tmp_path: Path) -> None:
    """Wherever they stand: no file, run or version is held back, and none is changed."""
    cut = api.verbatim(r'"cut \ud83d"')
    server = small_archive(logs=1)
    server.files[0] = to_text(api.prompt("prv_2", description=cut))
    server.versions["pr_1"] = [server.files[0], to_text(api.prompt("prv_1", description=cut))]
    server.datapoints["dsv_1"] = [to_text({"id": n, "inputs": {"q": cut}}) for n in ("a", "b")]
    server.file_logs["pr_1"] = [to_text({"id": "l", "output": cut})]
    server.evaluations["evr_1"] = to_text(api.evaluation("evr_1", 1, name=cut))
    server.runs["evr_1"] = [to_text(api.run("rn_1", note=cut))]
    counted = measured.run_stats("rn_1", 1)
    server.stats["evr_1"] = to_text(measured.stats(counted, report=cut))
    outcome = export_to(tmp_path, server)
    found = tree(tmp_path)
    place = "files/pr_1/evaluations/evr_1"

    assert outcome.failures == {}
    assert found["files/pr_1/file.json"] == server.files[0]
    assert found["files/pr_1/versions/prv_1"] == server.versions["pr_1"][1]
    assert found["files/pr_1/logs/1.jsonl"] == lines(*server.file_logs["pr_1"])
    assert found["files/ds_1/datapoints/dsv_1/1.jsonl"] == lines(*server.datapoints["dsv_1"])
    assert found[f"{place}/evaluation.json"] == server.evaluations["evr_1"]
    assert found[f"{place}/runs/rn_1"] == server.runs["evr_1"][0]
    assert found[f"{place}/stats.json"] == server.stats["evr_1"]


def test_export_makes_one_line_of_a_pretty_record(tmp_path: Path) -> None:
    """White space goes where it would break the line, and only there."""
    pretty = (
        b'{\r\n  "run_id": "rn_1",\n  "log": {"id": "a  b", "n": 1.0 ,\t"x": [ ]},\n'
        b' "evaluator_logs": []}'
    )
    server = small_archive(logs=1)
    server.blank = "\n  "
    server.logs["evr_1"] = [pretty]
    server.runs["evr_1"] = [b'{ "id": "rn_1",\n "status": "completed" }']
    outcome = export_to(tmp_path / "out", server)
    found = below(tree(tmp_path / "out"), "files/pr_1/evaluations/evr_1/")

    assert outcome.failures == {}
    assert found["runs/rn_1"] == server.runs["evr_1"][0]
    assert found["logs/1.jsonl"] == (
        b'{"run_id":"rn_1","log":{"id":"a  b","n":1.0,"x":[]},"evaluator_logs":[]}\n'
    )


def test_export_without_versions_has_no_folder_for_them(tmp_path: Path) -> None:
    """As the vendor's: a reader that looks for the folder finds out that there are none."""
    server = ArchiveServer(files=[to_text(api.dataset()), to_text(api.tool())])
    export_to(tmp_path / "out", server)
    folders = {path.name for path in (tmp_path / "out" / "files").glob("*/*")}

    assert folders == {"file.json", ".done", "logs"}
    assert list((tmp_path / "out" / "files" / "tl_1" / "logs").iterdir()) == []


def test_export_without_logs_has_no_folders_for_them(tmp_path: Path) -> None:
    """`--no-logs` asks for none, as the vendor's exporter unless told otherwise."""
    server = small_archive()
    outcome = export_to(tmp_path / "out", server, logs=False)

    assert outcome.failures == {}
    assert list((tmp_path / "out").rglob("logs")) == []
    assert [what for what in server.asked if "logs" in what] == []
    assert (tmp_path / "out" / "files" / "ds_1" / "datapoints" / "dsv_1" / "1.jsonl").exists()


def test_export_of_a_file_brings_the_datasets_of_its_runs(tmp_path: Path) -> None:
    """And no other file."""
    server = small_archive()
    server.files += [to_text(api.tool()), to_text(api.dataset("dsv_9", id="ds_9"))]
    everything = export_to(tmp_path / "one", server, selection=Selection(file_ids=("pr_1",)))
    found = {path.name for path in (tmp_path / "one" / "files").iterdir()}

    assert found == {"pr_1", "ds_1"}
    assert everything.tally["evaluations"] == 2


def test_export_of_an_evaluation_has_its_file_but_not_the_files_logs(tmp_path: Path) -> None:
    """What the evaluation is of is exported with it; the file's other evaluations are not."""
    server = small_archive()
    export_to(tmp_path / "out", server, selection=Selection(evaluation_ids=("evr_2",)))
    found = tree(tmp_path / "out")

    assert {name.split("/")[3] for name in found if "/evaluations/" in name} == {"evr_2"}
    assert "files/pr_1/versions/prv_1" in found
    assert "files/pr_1/.done" in found
    assert "files/ds_1/datapoints/dsv_1/1.jsonl" in found
    assert [name for name in found if name.startswith("files/pr_1/logs")] == []


def test_export_of_an_evaluation_without_file_has_a_place(tmp_path: Path) -> None:
    """Beside the files: those who read only these never meet it."""
    server = small_archive()
    put(server, "evr_3", {"rn_3": 1}, file_id=None)
    put(server, "evr_4", {"rn_4": 1}, file_id="pr_gone")
    chosen = Selection(evaluation_ids=("evr_3", "evr_4"), all_evaluations=True)
    export_to(tmp_path / "out", server, selection=chosen)
    found = below(tree(tmp_path / "out"), "evaluations/")
    expected = {}
    for evaluation_id, run_id in (("evr_3", "rn_3"), ("evr_4", "rn_4")):
        expected |= {
            f"{evaluation_id}/.done": DONE,
            f"{evaluation_id}/evaluation.json": server.evaluations[evaluation_id],
            f"{evaluation_id}/stats.json": server.stats[evaluation_id],
            f"{evaluation_id}/runs/{run_id}": server.runs[evaluation_id][0],
            f"{evaluation_id}/logs/1.jsonl": lines(*server.logs[evaluation_id]),
        }

    assert found == expected


def test_export_is_its_owners_business(tmp_path: Path) -> None:
    """Nobody else may look into a new folder."""
    export_to(tmp_path / "new" / "out", small_archive())

    assert (tmp_path / "new" / "out").stat().st_mode & 0o777 == 0o700


def test_export_writes_a_log_that_names_no_lost_page(tmp_path: Path) -> None:
    """The vendor's readers look there for what was lost."""
    export_to(tmp_path / "out", small_archive())
    written = (tmp_path / "out" / "export.log").read_text(encoding="utf-8")

    assert written.endswith(" | INFO | exported from https://evals.example.com\n")
    assert "Error fetching page" not in written


def test_export_reads_each_page_once(tmp_path: Path) -> None:
    """No page past the end, none twice."""
    server = small_archive()
    server.logs["evr_1"] = [
        to_text(measured.record(f"l{number}", run_id="rn_1")) for number in range(200)
    ]
    server.stats["evr_1"] = to_text(measured.stats(measured.run_stats("rn_1", 200)))
    export_to(tmp_path / "out", server)
    pages = [what for what in server.asked if what.startswith("/evaluations/evr_1/logs")]

    assert sorted(pages) == ["/evaluations/evr_1/logs 1", "/evaluations/evr_1/logs 2"]
    assert json.loads(server.stats["evr_1"])["run_stats"][0]["num_logs"] == 200

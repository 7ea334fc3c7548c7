"""A second export goes on where the first one stopped, and reads again only what has changed."""

import os
from pathlib import Path

import api_measured_objects as measured
import api_objects as api
from api_objects import to_text
from export.archive_server import ArchiveServer, put, small_archive
from export.trees import done, export_to, tree
from humanloop_evals.errors import ExitCode

EVALUATION = "files/pr_1/evaluations/evr_1"


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Which file stands under each name, and when it was written."""
    return {
        name: ((folder / name).stat().st_ino, (folder / name).stat().st_mtime_ns)
        for name in tree(folder)
    }


def bulk(server: ArchiveServer) -> list[str]:
    """What was asked for beyond looking whether anything has changed."""
    asked = [what for what in server.asked if what.endswith("datapoints 1") or "/logs" in what]
    return sorted(what for what in asked if what != "/logs 1")


def test_nothing_changed_is_nothing_written(tmp_path: Path) -> None:
    """No logs and no datapoints are read again, and no file is touched."""
    server = small_archive()
    first = export_to(tmp_path, server)
    before = stamps(tmp_path)
    server.asked.clear()
    second = export_to(tmp_path, server)

    assert stamps(tmp_path) == before
    assert bulk(server) == []
    assert second.tally == first.tally | {"unchanged": 2}


def test_counters_that_moved_are_no_change(tmp_path: Path) -> None:
    """A version used elsewhere would have every evaluation of it read again each night."""
    server = small_archive()
    export_to(tmp_path, server)
    server.asked.clear()
    used = api.prompt("prv_2", version_logs_count=99, last_used_at=api.UPDATED)
    moved = api.evaluator(evaluator_aggregates=[{"value": 1}], updated_at=api.UPDATED)
    run = api.run("rn_1", version=used | {"evaluators": [api.monitor(moved)]})
    server.runs["evr_1"] = [to_text(run)]
    changed = export_to(tmp_path, server)
    again = api.evaluator(evaluator_aggregates=[{"value": 2}], updated_at=api.CREATED)
    run["version"]["evaluators"] = [api.monitor(again)]
    run["version"]["total_logs_count"] = 1_000
    server.runs["evr_1"] = [to_text(run)]
    server.asked.clear()
    unchanged = export_to(tmp_path, server)

    assert (changed.tally["unchanged"], unchanged.tally["unchanged"]) == (1, 2)
    assert bulk(server) == []


def test_changed_evaluation_is_redone_without_what_it_had(tmp_path: Path) -> None:
    """A run that was removed and parts that are too many go; the other evaluation is left alone."""
    server = small_archive()
    put(server, "evr_1", {"rn_1": 1_100, "rn_9": 1_000})
    export_to(tmp_path / "out", server)
    put(server, "evr_1", {"rn_1": 900}, name="Renamed")
    server.asked.clear()
    outcome = export_to(tmp_path / "out", server)
    pages = {what.rsplit(" ", 1)[0] for what in bulk(server)}
    export_to(tmp_path / "at once", server)

    assert (outcome.exit_code, outcome.tally["unchanged"]) == (ExitCode.COMPLETE, 1)
    assert pages == {"/evaluations/evr_1/logs"}
    assert tree(tmp_path / "out") == tree(tmp_path / "at once")
    assert done(tmp_path / "out") == {"pr_1", "ds_1"}


def test_changed_stats_have_the_logs_read_again(tmp_path: Path) -> None:
    """A judgment that was added later is in the stats and in the logs."""
    server = small_archive()
    export_to(tmp_path, server)
    counted = measured.counted("evv_1", 1, num_true=1, num_false=0)
    server.stats["evr_1"] = to_text(measured.stats(measured.run_stats("rn_1", 3, counted)))
    judged = measured.record("rn_1_0", measured.judgment("j", True), run_id="rn_1")
    server.logs["evr_1"][0] = to_text(judged)
    export_to(tmp_path, server)
    found = tree(tmp_path)

    assert found[f"{EVALUATION}/stats.json"] == server.stats["evr_1"]
    assert found[f"{EVALUATION}/logs/1.jsonl"].split(b"\n")[0] == server.logs["evr_1"][0]


def test_changed_file_is_redone(tmp_path: Path) -> None:
    """A new version, another deployment, a log more."""
    server = small_archive()
    export_to(tmp_path / "out", server)
    third = api.prompt("prv_3", environments=[api.environment("env_2", name="staging")])
    server.files[0] = to_text(third)
    server.versions["pr_1"].insert(0, to_text(third))
    server.file_logs["pr_1"].insert(0, to_text(measured.log("log_new")))
    export_to(tmp_path / "out", server)
    export_to(tmp_path / "at once", server)

    assert tree(tmp_path / "out") == tree(tmp_path / "at once")


def test_grown_dataset_version_is_redone(tmp_path: Path) -> None:
    """A version whose count has changed is not the one that was exported."""
    server = small_archive()
    export_to(tmp_path / "out", server)
    server.datapoints["dsv_1"].append(b'{"id":"dp_3"}')
    server.versions["ds_1"] = [to_text(api.dataset(datapoints_count=3))]
    export_to(tmp_path / "out", server)
    export_to(tmp_path / "at once", server)

    assert tree(tmp_path / "out") == tree(tmp_path / "at once")


def test_touched_folder_is_mended(tmp_path: Path) -> None:
    """A part that was cut, one that is missing, one too many: such an evaluation is redone."""
    server = small_archive()
    for number in (3, 4):
        put(server, f"evr_{number}", {f"rn_{number}": 2})
    export_to(tmp_path, server)
    before = tree(tmp_path)
    evaluations = tmp_path / "files" / "pr_1" / "evaluations"
    os.truncate(evaluations / "evr_1" / "logs" / "1.jsonl", 10)
    (evaluations / "evr_2" / "logs" / "1.jsonl").unlink()
    (evaluations / "evr_3" / "runs" / "rn_old").write_bytes(b"{}")
    (tmp_path / "files" / "pr_1" / "versions" / "prv_1").write_bytes(b"")
    (tmp_path / "files" / "ds_1" / "datapoints" / "dsv_1" / "2.jsonl").write_bytes(b"{}\n")
    outcome = export_to(tmp_path, server)

    assert tree(tmp_path) == before
    assert outcome.tally["unchanged"] == 1


def test_what_is_gone_from_the_source_stays(tmp_path: Path) -> None:
    """An archive is what keeps it."""
    server = small_archive()
    export_to(tmp_path, server)
    before = tree(tmp_path)
    del server.evaluations["evr_2"]
    server.versions["pr_1"].pop()
    outcome = export_to(tmp_path, server)
    changed = {name for name, content in tree(tmp_path).items() if before.get(name) != content}

    assert outcome.exit_code == ExitCode.COMPLETE
    assert before.keys() == tree(tmp_path).keys()
    assert changed == {"files/pr_1/deployments.json"}


def test_logs_can_follow_later(tmp_path: Path) -> None:
    """An export without logs is completed by one with logs."""
    server = small_archive()
    export_to(tmp_path / "out", server, logs=False)
    export_to(tmp_path / "out", server)
    export_to(tmp_path / "at once", server)

    assert tree(tmp_path / "out") == tree(tmp_path / "at once")

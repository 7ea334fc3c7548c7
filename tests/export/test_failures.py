"""Whatever goes wrong: what is not complete has no `.done`, and is named."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import api_measured_objects as measured
import api_objects as api
from api_objects import to_text
from export.archive_server import ArchiveServer, put, small_archive
from export.trees import below, done, export_to, tree
from humanloop_evals.errors import ExitCode, Refused, SourceUnavailable
from humanloop_evals.settings import Selection

LOGS = "/evaluations/evr_1/logs"


def many_logs() -> ArchiveServer:
    """An evaluation with 450 logs, beside a small one; the files of both are the prompt."""
    server = small_archive()
    put(server, "evr_1", {"rn_1": 450}, runs=[api.run("rn_1")])
    return server


def test_lost_page_leaves_no_done(tmp_path: Path) -> None:
    """The vendor's exporter went on without it; here the evaluation is named, and nothing of it."""
    server = many_logs()
    server.errors[f"{LOGS} 3"] = 500
    outcome = export_to(tmp_path, server)

    assert outcome.exit_code == ExitCode.PARTIAL
    assert {name: str(error) for name, error in outcome.failures.items()} == {
        "evaluation evr_1": f"GET {LOGS}?page=3&size=100: 500 (as told)"
    }
    assert done(tmp_path) == {"ds_1"}
    assert below(tree(tmp_path), "files/pr_1/evaluations/evr_1") == {}
    assert "files/pr_1/evaluations/evr_2/logs/1.jsonl" in tree(tmp_path)


def test_lost_page_is_there_after_the_next_export(tmp_path: Path) -> None:
    """It goes on with what is missing, and ends as if nothing had been lost."""
    server = many_logs()
    server.errors[f"{LOGS} 3"] = 500
    export_to(tmp_path / "out", server)
    server.errors.clear()
    server.asked.clear()
    outcome = export_to(tmp_path / "out", server)
    asked_again = {what for what in server.asked if what.endswith("logs 1")}
    export_to(tmp_path / "at once", server)

    assert (outcome.exit_code, outcome.tally["unchanged"]) == (ExitCode.COMPLETE, 1)
    assert tree(tmp_path / "out") == tree(tmp_path / "at once")
    assert asked_again == {f"{LOGS} 1", "/logs 1"}


def test_failing_export_takes_the_done_away(tmp_path: Path) -> None:
    """What was complete before and can't be read now is kept, but is not called complete."""
    server = small_archive()
    export_to(tmp_path, server)
    before = tree(tmp_path)
    server.errors["/evaluations/evr_2/runs"] = 404
    outcome = export_to(tmp_path, server)

    assert list(outcome.failures) == ["evaluation evr_2"]
    assert done(tmp_path) == {"ds_1"}
    assert before.keys() - tree(tmp_path).keys() == {"files/pr_1/.done"}


FAULTS: dict[str, tuple[Callable[[ArchiveServer], object], str, str]] = {
    "a log less than the stats count": (
        lambda server: server.logs["evr_1"].pop(),
        "evaluation evr_1",
        "the stats count 3 logs of run rn_1, 2 were served; the folder has what was served",
    ),
    "logs of a run that is not there": (
        lambda server: server.logs["evr_1"].append(to_text(measured.record("x", run_id="rn_9"))),
        "evaluation evr_1",
        (
            "1 logs of run rn_9 were served, which the evaluation does not have; the folder has "
            "what was served"
        ),
    ),
    "fewer runs than the evaluation says": (
        lambda server: server.evaluations.update(evr_1=to_text(api.evaluation("evr_1", 2))),
        "evaluation evr_1",
        "runs_count says 2, 1 runs were served; the folder has what was served",
    ),
    "two runs with one id": (
        lambda server: server.runs["evr_1"].append(to_text(api.run("rn_1", control=True))),
        "evaluation evr_1",
        "GET /evaluations/evr_1/runs, runs[1]: another run with id rn_1 came before it",
    ),
    "a datapoint less than the version says": (
        lambda server: server.datapoints["dsv_1"].pop(),
        "file ds_1",
        "dataset version dsv_1: datapoints_count says 2, 1 datapoints were served",
    ),
    "two versions with one id": (
        lambda server: server.versions["pr_1"].append(to_text(api.prompt("prv_1", name="x"))),
        "file pr_1",
        "GET /prompts/pr_1/versions, records[2]: another version prv_1 came before it",
    ),
    "a log without id": (
        lambda server: server.file_logs["pr_1"].append(b"{}"),
        "file pr_1",
        (
            "GET /logs?file_id=pr_1&include_trace_children=true&page=1&size=100, records[3]: a "
            "record without id"
        ),
    ),
    "a run without id": (
        lambda server: server.runs["evr_1"].append(b"{}"),
        "evaluation evr_1",
        "an empty id can't be the name of a file",
    ),
    "a run whose id leads elsewhere": (
        lambda server: server.runs["evr_1"].append(b'{"id": "../../x"}'),
        "evaluation evr_1",
        "'../../x' is an id that can't be the name of a file",
    ),
    "a version whose id hides": (
        lambda server: server.versions["pr_1"].append(to_text(api.prompt(".done"))),
        "file pr_1",
        "'.done' is an id that can't be the name of a file",
    ),
    "an evaluation whose id leads elsewhere": (
        lambda server: server.evaluations.update(x=to_text(api.evaluation("../../evr"))),
        "evaluation ../../evr",
        "'../../evr' is an id that can't be the name of a file",
    ),
    "a file whose id leads elsewhere": (
        lambda server: server.files.append(to_text(api.prompt(id="../pr_1"))),
        "file ../pr_1",
        "'../pr_1' is an id that can't be the name of a file",
    ),
    "versions that may not be read": (
        lambda server: server.errors.update({"/prompts/pr_1/versions": 403}),
        "file pr_1",
        "GET /prompts/pr_1/versions: 403 (as told)",
    ),
    "a dataset that is not listed": (
        lambda server: server.files.pop(),
        "file ds_1",
        "runs refer to this dataset, and GET /files has it not",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_named_and_leaves_no_done(tmp_path: Path, fault: str) -> None:
    """Every other file is complete; the one with the fault is not."""
    change, what, reason = FAULTS[fault]
    server = small_archive()
    change(server)
    outcome = export_to(tmp_path / "out", server)
    written = (tmp_path / "out" / "export.log").read_text(encoding="utf-8")
    owner = "pr_1" if what.startswith("evaluation") else what.removeprefix("file ")

    assert outcome.exit_code == ExitCode.PARTIAL
    assert {name: str(error) for name, error in outcome.failures.items()} == {what: reason}
    assert done(tmp_path / "out") == {"pr_1", "ds_1"} - {owner}
    assert f" | ERROR | {what}: {reason}\n" in written
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_contradicting_counts_are_exported_as_served(tmp_path: Path) -> None:
    """Nothing is held back because the source counts otherwise; it is read twice to be sure."""
    server = small_archive()
    server.logs["evr_1"].pop()
    export_to(tmp_path, server)
    found = tree(tmp_path)["files/pr_1/evaluations/evr_1/logs/1.jsonl"]

    assert found == b"".join(record + b"\n" for record in server.logs["evr_1"])
    assert server.asked.count(f"{LOGS} 1") == 2


def test_run_that_has_not_ended_may_grow(tmp_path: Path) -> None:
    """Its logs come in while it is read: that is no contradiction."""
    server = small_archive()
    server.runs["evr_1"] = [to_text(api.run("rn_1", status="running"))]
    server.logs["evr_1"].pop()
    outcome = export_to(tmp_path, server)

    assert outcome.failures == {}


def test_log_that_arrives_meanwhile_is_read(tmp_path: Path) -> None:
    """Stats that were read before it are read again."""
    server = small_archive()

    def arrive(what: str) -> None:
        if what == f"{LOGS} 1" and len(server.logs["evr_1"]) == 3:
            put(server, "evr_1", {"rn_1": 4}, runs=[api.run("rn_1")])

    server.before = arrive
    outcome = export_to(tmp_path, server)
    found = below(tree(tmp_path), "files/pr_1/evaluations/evr_1/")

    assert outcome.failures == {}
    assert found["logs/1.jsonl"].count(b"\n") == 4
    assert found["stats.json"] == server.stats["evr_1"]


def test_listing_that_moves_is_read_again(tmp_path: Path) -> None:
    """A record that slipped to the next page is there once, and so is the one that pushed it."""
    server = many_logs()

    def push(what: str) -> None:
        if what == f"{LOGS} 2" and len(server.logs["evr_1"]) == 450:
            server.logs["evr_1"].insert(0, to_text(measured.record("new", run_id="rn_1")))
            server.stats["evr_1"] = to_text(measured.stats(measured.run_stats("rn_1", 451)))

    server.before = push
    outcome = export_to(tmp_path, server)
    part = tree(tmp_path)["files/pr_1/evaluations/evr_1/logs/1.jsonl"]

    assert outcome.failures == {}
    assert part == b"".join(record + b"\n" for record in server.logs["evr_1"])


def test_listing_that_never_adds_up_is_given_up(tmp_path: Path) -> None:
    """A server that serves one record twice has one less than it says."""
    server = small_archive()
    server.logs["evr_1"][2] = server.logs["evr_1"][1]
    outcome = export_to(tmp_path, server)

    assert str(outcome.failures["evaluation evr_1"]) == (
        f"GET {LOGS}: the listing is not complete after 4 readings: it names a total of [3] but "
        "served 2 distinct records"
    )
    assert not (tmp_path / ".export" / "unfinished").exists()


def test_total_that_cannot_be_true_ends_the_reading(tmp_path: Path) -> None:
    """Pages with nothing new are not read for ever."""
    server = small_archive()
    whole = server._object

    def lie(name: str, items: Sequence[bytes], **more: int) -> bytes:
        is_logs = any(b"rn_1_0" in item for item in items) or more.get("page", 1) > 1
        return whole(name, items, **(more | {"total": 10**12} if is_logs else more))

    server._object = lie  # type: ignore[method-assign]
    outcome = export_to(tmp_path, server)

    assert str(outcome.failures["evaluation evr_1"]).endswith("served 3 distinct records")
    assert len(server.asked) < 100


def test_server_that_serves_smaller_pages_is_read_to_the_end(tmp_path: Path) -> None:
    """The vendor's exporter took a page shorter than it asked for as the last one."""
    server = many_logs()
    page = server._page
    server._page = lambda records, params: page(records, params.set("size", "30"))  # type: ignore[method-assign]
    outcome = export_to(tmp_path, server)

    assert outcome.failures == {}
    assert outcome.tally["evaluation_logs"] == 453


def test_failing_evaluations_are_a_failing_source(tmp_path: Path) -> None:
    """More than one in ten, and at least three."""
    server = small_archive()
    for number in range(3, 8):
        put(server, f"evr_{number}", {f"rn_{number}": 1})
    server.errors = {f"/evaluations/evr_{number}/stats": 500 for number in (3, 4, 5)}
    with pytest.raises(SourceUnavailable, match=r"^3 of 7 evaluations failed, too many"):
        export_to(tmp_path, server)

    assert done(tmp_path) == {"ds_1"}
    assert "files/pr_1/evaluations/evr_7/logs/1.jsonl" in tree(tmp_path)


def test_refused_key_ends_it(tmp_path: Path) -> None:
    """And leaves no folder."""
    server = small_archive()
    server.errors["/files"] = 401
    with pytest.raises(Refused):
        export_to(tmp_path / "out", server)

    assert list(tmp_path.iterdir()) == []


def test_source_that_goes_away_leaves_what_is_complete(tmp_path: Path) -> None:
    """What was done stays done, and what was not is not."""
    server = many_logs()
    server.errors[f"{LOGS} 2"] = 401
    with pytest.raises(Refused):
        export_to(tmp_path, server)
    server.errors.clear()
    outcome = export_to(tmp_path, server)

    assert outcome.exit_code == ExitCode.COMPLETE
    assert done(tmp_path) == {"pr_1", "ds_1"}


def test_unknown_file_is_not_searched_for(tmp_path: Path) -> None:
    """An id that is not listed is a mistake of whoever typed it."""
    with pytest.raises(SourceUnavailable, match="file pr_9 is not among the 2 of GET /files"):
        export_to(tmp_path, small_archive(), selection=Selection(file_ids=("pr_9",)))


def test_unknown_evaluation_is_named(tmp_path: Path) -> None:
    """The others are exported; the file that had it is not complete any more."""
    server = small_archive()
    export_to(tmp_path, server)
    server.errors["/evaluations/evr_1"] = 404
    server.errors["/evaluations/x\N{DOT ABOVE}"] = 404
    chosen = replace(Selection(), evaluation_ids=("evr_1", "../x", "evr_2"))
    outcome = export_to(tmp_path, server, selection=chosen)

    assert {name: str(error) for name, error in outcome.failures.items()} == {
        "evaluation evr_1": "GET /evaluations/evr_1: 404 (as told)",
        "evaluation ../x": "'../x' is an id that can't be the name of a file",
    }
    assert done(tmp_path) == {"ds_1"}

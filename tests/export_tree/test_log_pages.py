"""JSONL parts as pages: order, repetitions, leftovers of earlier attempts, older exports."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from export_files import DONE, jsonl, logged, write
from export_tree.conftest import Open
from humanloop_evals.errors import RecordUnusable
from humanloop_evals.export_tree import ExportReader

PLACE = "files/pr_1/evaluations/evr_1"
EARLIER, LATER = "20250605-120000", "20250701-090000"


def stated(**logs: int) -> dict[str, object]:
    """Stats that count the logs of runs."""
    return {"run_stats": [{"run_id": run_id, "num_logs": n} for run_id, n in logs.items()]}


def evaluation(parts: Mapping[int, str], logs: Mapping[str, int], place: str = PLACE) -> dict:
    """A whole evaluation with these parts, and stats that count so many logs."""
    return (
        {f"{place}/logs/{number}.jsonl": text for number, text in parts.items()}
        | {f"{place}/runs/{run_id}": {"id": run_id} for run_id in logs}
        | {
            f"{place}/evaluation.json": {"id": "evr_1", "runs_count": len(logs)},
            f"{place}/stats.json": stated(**logs),
            "files/pr_1/file.json": {"id": "pr_1"},
            "files/pr_1/.done": DONE,
        }
    )


def served(reader: ExportReader) -> tuple[list[str], set[int]]:
    """The ids of all logs in the order served, and the totals that the pages name."""
    found, totals, number = [], set(), 1
    while records := (page := reader.logs("evr_1", None, number)).records:
        found += [bytes(record.text).split(b'"')[-2].decode() for record in records]
        totals.add(page.total)
        number += 1
    return found, totals


def names(first: int, last: int) -> list[str]:
    """Ids of logs."""
    return [f"log_{number}" for number in range(first, last + 1)]


def test_parts_are_read_by_their_numbers(tmp_path: Path, open_export: Open) -> None:
    """The first has a line too many, and the tenth comes behind the ninth."""
    ids = names(1, 10_001)
    parts = {1: jsonl(logged("rn_1", *ids[:1001]))} | {
        number: jsonl(logged("rn_1", *ids[1000 * number - 999 : 1000 * number + 1]))
        for number in range(2, 11)
    }
    write(tmp_path, evaluation(parts, {"rn_1": 10_001}))

    assert served(open_export(tmp_path)) == (ids, {10_001})


def test_lines_that_stand_twice_are_served_once(tmp_path: Path, open_export: Open) -> None:
    """As after paging by offset while logs arrived; a log can be in two runs."""
    lines = [*logged("rn_1", "log_1", "log_2", "log_1"), *logged("rn_2", "log_1")]
    write(tmp_path, evaluation({1: jsonl(lines)}, {"rn_1": 2, "rn_2": 1}))

    assert served(open_export(tmp_path)) == (["log_1", "log_2", "log_1"], {3})


def test_pages_can_be_asked_for_in_any_order(tmp_path: Path, open_export: Open) -> None:
    """Also one again, and one that is not there."""
    write(tmp_path, evaluation({1: jsonl(logged("rn_1", *names(1, 250)))}, {"rn_1": 250}))
    reader = open_export(tmp_path)
    sizes = [len(reader.logs("evr_1", None, number).records) for number in (3, 1, 1, 4, 2, 3)]

    assert sizes == [50, 100, 100, 0, 100, 50]


def test_parts_behind_one_that_is_not_full_are_of_before(tmp_path: Path, open_export: Open) -> None:
    """A resumed export writes fewer parts and leaves the others; their logs are gone."""
    parts = {1: jsonl(logged("rn_1", *names(1, 5))), 2: jsonl(logged("rn_1", "log_3", "log_9"))}
    write(tmp_path, evaluation(parts, {"rn_1": 5}))
    reader = open_export(tmp_path)

    assert served(reader) == (names(1, 5), {5})
    (finding,) = reader.findings()
    assert finding.message == (
        f"{tmp_path}/{PLACE}/logs/2.jsonl and what follows are of an earlier attempt of the "
        "exporter: only logs that are missing before were taken"
    )


def test_what_a_run_lacks_is_taken_from_before(tmp_path: Path, open_export: Open) -> None:
    """From leftovers of the same export: only of the run that lacks something."""
    parts = {
        1: jsonl(logged("rn_1", "log_1", "log_2")),
        2: jsonl([*logged("rn_1", "log_2", "log_3"), *logged("rn_2", "log_8")]),
    }
    write(tmp_path, evaluation(parts, {"rn_1": 3, "rn_2": 0}))
    reader = open_export(tmp_path)

    assert served(reader) == (["log_1", "log_2", "log_3"], {3})
    assert f"{tmp_path}/{PLACE}: 1 logs are from earlier exports or attempts" in [
        finding.message for finding in reader.findings()
    ]


def test_lost_pages_are_taken_from_an_older_export(tmp_path: Path, open_export: Open) -> None:
    """The newest is believed, and what it lacks may be in the one before."""
    newest = evaluation({1: jsonl(logged("rn_1", "log_1", "log_4"))}, {"rn_1": 4})
    older = evaluation({1: jsonl(logged("rn_1", *names(1, 3)))}, {"rn_1": 3})
    write(tmp_path / LATER, newest)
    write(tmp_path / EARLIER, older)

    assert served(open_export(tmp_path)) == (["log_1", "log_4", "log_2", "log_3"], {4})


def test_older_logs_of_complete_runs_are_not_taken(tmp_path: Path, open_export: Open) -> None:
    """They were removed since."""
    write(tmp_path / LATER, evaluation({1: jsonl(logged("rn_1", "log_1"))}, {"rn_1": 1}))
    write(tmp_path / EARLIER, evaluation({1: jsonl(logged("rn_1", *names(1, 3)))}, {"rn_1": 3}))

    assert served(open_export(tmp_path)) == (["log_1"], {1})


def test_texts_that_were_cut_are_served(tmp_path: Path, open_export: Open) -> None:
    """Half of a character is no reason to miss a log, even where another line stands twice."""
    cut = '{"run_id": "rn_1", "output": "\\ud83d", "log": {"id": "log_1"}}\n'
    write(tmp_path, evaluation({1: cut + cut}, {"rn_1": 1}))

    assert served(open_export(tmp_path)) == (["log_1"], {1})


@pytest.mark.parametrize("ending", ["\r\n", "\n\n", " \n"])
def test_other_line_ends_are_read(tmp_path: Path, ending: str, open_export: Open) -> None:
    """Whoever has edited a part may have left them."""
    lines = jsonl(logged("rn_1", *names(1, 3)))
    edited = evaluation({1: ""}, {"rn_1": 3})
    write(tmp_path, edited)
    part = tmp_path / PLACE / "logs" / "1.jsonl"
    part.write_bytes(lines.replace("\n", ending).rstrip().encode())

    assert served(open_export(tmp_path)) == (names(1, 3), {3})


def test_line_beyond_the_limit_is_named(tmp_path: Path, open_export: Open) -> None:
    """It could be of any size."""
    lines = [*logged("rn_1", "log_1"), *logged("rn_1", "log_2", x="x" * 3_000_000)]
    write(tmp_path, evaluation({1: jsonl(lines)}, {"rn_1": 2}))

    with pytest.raises(RecordUnusable) as raised:
        open_export(tmp_path, limit=1_000_000).logs("evr_1", None, 1)
    assert str(raised.value) == (
        f"{tmp_path}/{PLACE}/logs/1.jsonl, line 2 has more than 1,000,000 bytes, which "
        "HUMANLOOP_EVALS_BODY_LIMIT allows"
    )


def test_files_are_closed_when_they_are_read(tmp_path: Path, open_export: Open) -> None:
    """Also when the last page is full: there may be thousands of evaluations."""
    write(tmp_path, evaluation({1: jsonl(logged("rn_1", *names(1, 200)))}, {"rn_1": 200}))
    reader = open_export(tmp_path)
    before = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc").exists() else 0
    for number in (1, 2):
        reader.logs("evr_1", None, number)
    after = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc").exists() else 0

    assert after == before

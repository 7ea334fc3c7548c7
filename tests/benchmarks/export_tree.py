"""Loads an export of any size, and prints what that costs beside parsing its lines.

python tests/benchmarks/export_tree.py                         100 MB of logs, 1,000 an evaluation
python tests/benchmarks/export_tree.py --megabytes 1000        as large as owners have them
python tests/benchmarks/export_tree.py --logs 30000 --zip      in one evaluation, in an archive

The lines are those of the benchmark's other sizes with logs, spaced as the exporter writes them.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import orjson
from environment import without_configuration
from log_objects import RUNS_COUNT
from log_workload import LogSize, LogWorkload
from measure import measure
from rendering import SPACED

_MAIN = "from humanloop_evals.cli import main; main()"
_RECORD_BYTES = 3_100
_LINES_A_PART = 1_000
_TIME_LIMIT = 3_600.0


def write(folder: Path, evaluations: int, logs: int) -> int:
    """Write an export; returns how many bytes its lines have."""
    workload = LogWorkload(LogSize(evaluations, logs, 1), layout=SPACED)
    (file_id,) = workload.file_ids
    place = folder / "20250605-120000" / "files" / file_id
    place.mkdir(parents=True)
    size = 0
    for evaluation_id in workload.evaluation_ids:
        evaluation = place / "evaluations" / evaluation_id
        (evaluation / "runs").mkdir(parents=True)
        (evaluation / "evaluation.json").write_bytes(workload.evaluation(evaluation_id) or b"")
        (evaluation / "stats.json").write_bytes(workload.stats(evaluation_id) or b"")
        runs = orjson.loads(workload.runs(evaluation_id) or b"{}")["runs"]
        for run in runs:
            (evaluation / "runs" / run["id"]).write_text(json.dumps(run))
        dataset, version = runs[0]["dataset"], runs[0]["version"]
        size += _write_parts(evaluation / "logs", workload.records(evaluation_id))
    _write_file(place, version, [])
    datapoints = orjson.loads(workload.datapoints(dataset["id"], 1, 1_000) or b"{}")["records"]
    _write_file(place.parent / dataset["id"], dataset, datapoints)
    return size


def _write_parts(folder: Path, records: Iterator[bytes]) -> int:
    folder.mkdir()
    size, number = 0, 0
    while lines := [line + b"\n" for _, line in zip(range(_LINES_A_PART), records, strict=False)]:
        number += 1
        size += (folder / f"{number}.jsonl").write_bytes(b"".join(lines))
    return size


def _write_file(place: Path, version: dict[str, object], datapoints: list[object]) -> None:
    place.mkdir(exist_ok=True)
    (place / "file.json").write_text(json.dumps(version))
    # Where logs are exported, every file has the folder, with logs of its own or without.
    (place / "logs").mkdir(exist_ok=True)
    if datapoints:
        folder = place / "datapoints" / str(version["version_id"])
        folder.mkdir(parents=True)
        lines = "".join(json.dumps(datapoint) + "\n" for datapoint in datapoints)
        (folder / "1.jsonl").write_text(lines)
    (place / ".done").write_text("Export completed successfully.\n")


def parse(folder: Path) -> float:
    """Seconds of CPU that it takes to parse every line, and do nothing with it."""
    total = 0.0
    for part in sorted(folder.rglob("evaluations/*/logs/*.jsonl")):
        lines = part.read_bytes().splitlines()
        begin = time.process_time()
        for line in lines:
            orjson.loads(line)
        total += time.process_time() - begin
    return total


def main() -> None:
    """Read the arguments, and print the measurements."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--logs", type=int, default=1_000, help="of an evaluation")
    parser.add_argument("--zip", action="store_true", help="load it from an archive")
    given = parser.parse_args()
    logs = max(RUNS_COUNT, given.logs // RUNS_COUNT * RUNS_COUNT)
    evaluations = max(1, round(given.megabytes * 1e6 / _RECORD_BYTES / logs))
    with tempfile.TemporaryDirectory(prefix="humanloop-export-") as name:
        folder = Path(name)
        size = write(folder / "exports", evaluations, logs)
        floor = parse(folder)
        path = folder / "exports"
        if given.zip:
            path = Path(shutil.make_archive(str(path), "zip", path))
        command = [sys.executable, "-c", _MAIN, "sync", "--from-export", str(path)]
        command += ["--progress", "off", "--database", str(folder / "evals.duckdb")]
        environment = without_configuration(folder)
        one = measure(command, folder=folder, environment=environment, time_limit=_TIME_LIMIT)
    sys.stdout.write(
        f"{size / 1e6:,.0f} MB in {evaluations} evaluations with {logs:,} logs each\n"
        f"orjson.loads of every line {floor:.1f} s CPU\n"
        f"sync --from-export {one.cpu:.1f} s CPU ({one.cpu / floor:.1f} x), {one.wall:.1f} s, "
        f"{one.rss / 1e6:,.0f} MB of memory\n"
    )


if __name__ == "__main__":
    main()

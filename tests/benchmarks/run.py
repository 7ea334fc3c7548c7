"""Runs the candidates in turn and prints what they cost.

python tests/benchmarks/run.py --quick          size S only, about a minute
python tests/benchmarks/run.py --all            every figure but LL, half an hour and more
python tests/benchmarks/run.py --size M --candidates sync,direct --rounds 5
"""

import argparse
import contextlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path

from environment import without_configuration
from log_workload import LOG_SIZES
from measure import CandidateFailed, Measurement, measure
from rendering import LAYOUTS
from scenarios import CANDIDATES, DATABASE, SCENARIOS, Scenario
from serving import Server, served
from workload import SIZES

from report import figure_lines, scenario_lines

_MOST_ROUNDS = 20
_IN_FLIGHT = 16
_CHECK_ROWS = Path(__file__).with_name("check_rows.py")

Measured = dict[str, list[Measurement]]


def run_scenario(scenario: Scenario, *, folder: Path, time_limit: float) -> Measured:
    """Let the candidates of a scenario take turns.

    Raises:
        CandidateFailed: One of them failed, or loaded other rows than the rest.
    """
    measured: Measured = {name: [] for name in scenario.candidates}
    with contextlib.ExitStack() as stack:
        servers = {
            serve: stack.enter_context(served(_server_arguments(scenario, serve)))
            for serve in dict.fromkeys(CANDIDATES[name].serve for name in scenario.candidates)
        }
        taking_part = list(scenario.candidates)
        for number in range(scenario.rounds):
            place = folder / f"{scenario.name}-{number}"
            for name in list(taking_part):
                server = servers[CANDIDATES[name].serve]
                try:
                    one = _run_one(name, server, place, time_limit)
                except CandidateFailed as error:
                    if not CANDIDATES[name].may_fail:
                        raise
                    taking_part.remove(name)
                    _say(f"{place.name} {name} FAILED: {error}")
                    continue
                floor = one.requests * scenario.latency_ms / 1_000 / _IN_FLIGHT
                measured[name].append(replace(one, floor=floor))
                _say(f"{place.name} {name}: {one.wall:.2f} s, {one.cpu:.2f} s CPU")
            _check_rows(scenario, place, taking_part)
            shutil.rmtree(place)
    return measured


def _run_one(name: str, server: Server, place: Path, time_limit: float) -> Measurement:
    candidate = CANDIDATES[name]
    folder = place / name
    folder.mkdir(parents=True)
    if candidate.after is not None:
        shutil.copy(place / candidate.after / DATABASE, folder)
    command = candidate.started(server.base_url, folder, server.file_ids)
    server.take_counts()
    result = measure(
        command, folder=folder, environment=without_configuration(folder), time_limit=time_limit
    )
    counts = server.take_counts()
    return replace(
        result,
        requests=counts["requests"],
        log_requests=counts["log_requests"],
        in_flight=counts["most_in_flight"],
    )


def _check_rows(scenario: Scenario, place: Path, candidates: list[str]) -> None:
    """In a process of its own: a large runner would make its children look large."""
    databases = [name for name in candidates if CANDIDATES[name].loads]
    paths = [str(place / name / DATABASE) for name in databases]
    if not paths:
        return
    flags = ["--logs"] if scenario.has_logs else []
    done = subprocess.run(
        [sys.executable, str(_CHECK_ROWS), *flags, *paths],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CandidateFailed(f"the candidates loaded different rows:\n{done.stdout}{done.stderr}")
    _say(f"{place.name} rows: {', '.join(done.stdout.splitlines())}")


def _server_arguments(scenario: Scenario, serve: tuple[str, ...]) -> list[str]:
    latency = ["--latency-ms", str(scenario.latency_ms)]
    return ["--size", scenario.size, *latency, *scenario.serve, *serve]


def _chosen(given: argparse.Namespace) -> Iterator[Scenario]:
    """The scenarios that the arguments ask for."""
    names = given.candidates.split(",") if given.candidates else None
    serve = [*(["--gzip"] if given.gzip else []), *(["--no-repeats"] if given.no_repeats else [])]
    if given.layout != "compact":
        serve += ["--layout", given.layout]
    for scenario in SCENARIOS:
        is_asked_for = (scenario.size, scenario.latency_ms) == (given.size, given.latency_ms)
        is_in_all = given.all and not scenario.by_name_only
        if not (is_in_all or is_asked_for or (given.quick and scenario.size == "S")):
            continue
        suffix = "".join(word.replace("--", "-") for word in serve)
        yield replace(
            scenario,
            name=scenario.name + suffix,
            rounds=min(given.rounds or (2 if given.quick else scenario.rounds), _MOST_ROUNDS),
            candidates=tuple(names or scenario.candidates),
            serve=tuple(serve),
        )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="size S, with and without latency")
    parser.add_argument("--all", action="store_true", help="everything that makes a figure")
    parser.add_argument("--size", choices=[*SIZES, *LOG_SIZES])
    parser.add_argument("--latency-ms", type=int, default=0, help="of every request, such as 100")
    parser.add_argument("--rounds", type=int, help=f"at most {_MOST_ROUNDS}")
    parser.add_argument("--candidates", help=f"some of {','.join(CANDIDATES)}")
    parser.add_argument("--gzip", action="store_true", help="serve compressed bodies")
    parser.add_argument("--no-repeats", action="store_true", help="serve no body twice")
    parser.add_argument("--layout", choices=LAYOUTS, default="compact", help="of the JSON served")
    parser.add_argument("--time-limit", type=float, default=900.0, help="seconds for one candidate")
    parser.add_argument("--json", type=Path, help="also write every measurement to this file")
    return parser.parse_args()


def _as_json(results: dict[str, Measured]) -> str:
    machine = {
        "cpus": os.cpu_count(),
        "platform": platform.platform(),
        "python": platform.python_version(),
        **{name: version(name) for name in ("dlt", "duckdb", "pyarrow")},
    }
    measured = {
        scenario: {name: [asdict(one) for one in each] for name, each in candidates.items()}
        for scenario, candidates in results.items()
    }
    return json.dumps({"machine": machine, "results": measured}, indent=1)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def main() -> None:
    """Measure what was asked for, print tables, and then the figures."""
    given = _arguments()
    results: dict[str, Measured] = {}
    with tempfile.TemporaryDirectory(prefix="humanloop-bench-") as folder:
        for scenario in _chosen(given):
            results[scenario.name] = run_scenario(
                scenario, folder=Path(folder), time_limit=given.time_limit
            )
    for name, candidates in results.items():
        sys.stdout.write("\n".join([*scenario_lines(name, candidates), "", ""]))
    sys.stdout.write("\n".join([*figure_lines(results), ""]))
    if given.json is not None:
        given.json.write_text(_as_json(results), encoding="utf-8")


if __name__ == "__main__":
    main()

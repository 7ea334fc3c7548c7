"""Syncs an account night after night while a little of it changes, and prints the file's size.

python tests/benchmarks/nights.py                      30 nights of 20 evaluations x 500 logs
python tests/benchmarks/nights.py --changed 0.1        every night a tenth of the runs changes

Rows that are replaced leave room behind, which a database may fill again or not. What the file has
become is compared with one that is made anew from the same account.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from environment import without_configuration
from log_objects import RUNS_COUNT
from measure import Measurement, measure
from scenarios import CANDIDATES, DATABASE
from serving import Server, served

_TIME_LIMIT = 300.0
_MOST_NIGHTS = 400


def nights(server: Server, folder: Path, count: int) -> Iterator[str]:
    """A line for every night; the account changes before each but the first."""
    yield f"{'night':>5} {'size':>10} {'log requests':>13} {'wall':>8} {'CPU':>8}"
    for night in range(1, count + 1):
        if night > 1:
            server.next_generation()
        server.take_counts()
        one = _sync(server, folder / "nightly")
        asked = server.take_counts()["log_requests"]
        size = _size(folder / "nightly")
        yield f"{night:>5} {size / 1e6:>7.2f} MB {asked:>13} {one.wall:>6.2f} s {one.cpu:>6.2f} s"
    _sync(server, folder / "anew")
    size, anew = _size(folder / "nightly"), _size(folder / "anew")
    yield f"made anew {anew / 1e6:.2f} MB: after {count} nights {size / anew:.2f} times as large"


def _sync(server: Server, folder: Path) -> Measurement:
    folder.mkdir(exist_ok=True)
    command = CANDIDATES["sync-logs"].started(server.base_url, folder, server.file_ids)
    environment = without_configuration(folder)
    return measure(command, folder=folder, environment=environment, time_limit=_TIME_LIMIT)


def _size(folder: Path) -> int:
    return (folder / DATABASE).stat().st_size


def main() -> None:
    """Read the arguments, and print a line a night."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--nights", type=int, default=30, help=f"at most {_MOST_NIGHTS}")
    parser.add_argument("--evaluations", type=int, default=20)
    parser.add_argument("--logs", type=int, default=500, help="of an evaluation")
    parser.add_argument("--changed", type=float, default=0.01, help="part of the runs, each night")
    given = parser.parse_args()
    changes = max(1, round(given.changed * given.evaluations * RUNS_COUNT))
    numbers = {"--evaluations": given.evaluations, "--logs": given.logs, "--changes": changes}
    arguments = [word for name, number in numbers.items() for word in (name, str(number))]
    with (
        tempfile.TemporaryDirectory(prefix="humanloop-nights-") as folder,
        served(["--size", "LS", *arguments]) as server,
    ):
        for line in nights(server, Path(folder), min(given.nights, _MOST_NIGHTS)):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

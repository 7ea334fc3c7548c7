"""What is measured: the candidates, the scenarios they run in, and the figures to reach."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from log_workload import LOG_SIZES

DATABASE = "candidate.duckdb"
_CANDIDATES = Path(__file__).with_name("candidates")
_COMMAND = str(Path(sys.executable).with_name("humanloop-evals"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A way to do the work.

    Attributes:
        command: With `{url}`, `{database}` and `{files}` where these go. A script of `candidates/`
            is told base URL, folder and file ids instead.
        serve: More arguments for the server that it reads from.
        after: Another candidate, on a copy of whose database it works.
        loads: Whether its database is compared with those of the others.
        may_fail: Whether the others go on when it runs out of time or memory.
    """

    command: tuple[str, ...]
    serve: tuple[str, ...] = ()
    after: str | None = None
    loads: bool = True
    may_fail: bool = False

    def started(self, base_url: str, folder: Path, file_ids: Sequence[str]) -> list[str]:
        """The command that does the work, with its database in a folder."""
        if len(self.command) == 1:
            script = _CANDIDATES / self.command[0]
            return [sys.executable, str(script), base_url, str(folder), *file_ids]
        files = [word for file_id in file_ids for word in ("--file", file_id)]
        written = {"{url}": [base_url], "{database}": [str(folder / DATABASE)], "{files}": files}
        return [each for word in self.command for each in written.get(word, [word])]


# As cron starts it.
_SYNC = (
    *(_COMMAND, "sync", "{files}", "--base-url", "{url}"),
    *("--database", "{database}", "--progress", "off"),
)
_SYNC_RUNS = (*_SYNC, "--no-stats")
_COUNT = "select count(*) from runs"
CANDIDATES = {
    "sync": Candidate(_SYNC_RUNS),
    "sync-again": Candidate(_SYNC_RUNS, after="sync"),
    "sync-no-repeats": Candidate(_SYNC_RUNS, serve=("--no-repeats",), loads=False),
    "sync-gzip": Candidate(_SYNC_RUNS, serve=("--gzip",)),
    "sync-spaced": Candidate(_SYNC_RUNS, serve=("--layout", "spaced")),
    "sync-pretty": Candidate(_SYNC_RUNS, serve=("--layout", "pretty")),
    "rest_api": Candidate(("rest_api.py",)),
    "handwritten": Candidate(("handwritten.py",)),
    "handwritten-parquet": Candidate(("handwritten_parquet.py",)),
    "direct": Candidate(("direct.py",)),
    "extract": Candidate(("extract.py",), loads=False),
    "sync-logs": Candidate(_SYNC),
    "sync-logs-again": Candidate(_SYNC, after="sync-logs"),
    "extract-logs": Candidate(("extract_logs.py",), loads=False),
    "rest_api-logs": Candidate(("rest_api_logs.py",), may_fail=True),
    "handwritten-logs-parquet": Candidate(("handwritten_logs_parquet.py",), may_fail=True),
    "help": Candidate((_COMMAND, "--help"), loads=False),
    "status": Candidate(
        (_COMMAND, "status", "--database", "{database}"), after="sync", loads=False
    ),
    "query": Candidate(
        (_COMMAND, "query", _COUNT, "--database", "{database}"), after="sync", loads=False
    ),
}


@dataclass(frozen=True, slots=True)
class Scenario:
    """Candidates that take turns.

    Attributes:
        serve: Arguments for the server.
        latency_ms: Of every request.
        by_name_only: Too much for `--all`.
    """

    name: str
    size: str
    candidates: tuple[str, ...]
    rounds: int
    latency_ms: int = 0
    serve: tuple[str, ...] = ()
    by_name_only: bool = False

    @property
    def has_logs(self) -> bool:
        """Whether stats and logs are served, and not only runs."""
        return self.size in LOG_SIZES


_WITH_LOGS = (
    "sync-logs",
    "sync-logs-again",
    "extract-logs",
    "handwritten-logs-parquet",
    "rest_api-logs",
)
SCENARIOS = (
    Scenario(
        name="S",
        size="S",
        candidates=("sync", "rest_api", "help", "status", "query"),
        rounds=5,
    ),
    Scenario(name="S-100ms", size="S", candidates=("sync", "rest_api"), rounds=3, latency_ms=100),
    Scenario(
        name="M",
        size="M",
        candidates=(
            "sync",
            "sync-again",
            "sync-no-repeats",
            "direct",
            "extract",
            "handwritten-parquet",
            "handwritten",
            "rest_api",
        ),
        rounds=3,
    ),
    Scenario(name="M-100ms", size="M", candidates=("sync", "rest_api"), rounds=3, latency_ms=100),
    Scenario(name="L", size="L", candidates=("sync", "direct", "extract"), rounds=3),
    Scenario(name="LS", size="LS", candidates=_WITH_LOGS, rounds=3),
    Scenario(name="LM", size="LM", candidates=_WITH_LOGS, rounds=1),
    Scenario(
        name="LL",
        size="LL",
        candidates=("sync-logs", "sync-logs-again", "extract-logs"),
        rounds=1,
        by_name_only=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Of:
    """The median of one measure of one candidate."""

    scenario: str
    candidate: str
    measure: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio that must not be exceeded.

    Attributes:
        against: What is divided by: another median, or a number in the measure's unit.
        at_most: None for one that is only to be known.
    """

    text: str
    value: Of
    against: Of | float
    at_most: float | None


_MB = 1_000_000.0
FIGURES = (
    Figure("M: CPU / rest_api", Of("M", "sync", "cpu"), Of("M", "rest_api", "cpu"), 1 / 12),
    Figure(
        "M: CPU / hand-written, parquet",
        Of("M", "sync", "cpu"),
        Of("M", "handwritten-parquet", "cpu"),
        1 / 3,
    ),
    Figure("M: CPU / without dlt", Of("M", "sync", "cpu"), Of("M", "direct", "cpu"), 2.2),
    Figure(
        "M, 100 ms: wall / rest_api",
        Of("M-100ms", "sync", "wall"),
        Of("M-100ms", "rest_api", "wall"),
        1 / 18,
    ),
    Figure(
        "M, 100 ms: wall / latency floor",
        Of("M-100ms", "sync", "wall"),
        Of("M-100ms", "sync", "floor"),
        1.7,
    ),
    Figure("L: CPU / without dlt", Of("L", "sync", "cpu"), Of("L", "direct", "cpu"), 1.5),
    Figure(
        "M: second sync / first, wall", Of("M", "sync-again", "wall"), Of("M", "sync", "wall"), 1.0
    ),
    Figure(
        "M: second sync / first, CPU", Of("M", "sync-again", "cpu"), Of("M", "sync", "cpu"), 1.0
    ),
    Figure("M: memory, MB", Of("M", "sync", "rss"), _MB, 320),
    Figure("M: memory of the second sync, MB", Of("M", "sync-again", "rss"), _MB, 320),
    Figure("L: memory, MB", Of("L", "sync", "rss"), _MB, 420),
    Figure(
        "extraction alone: memory L / M", Of("L", "extract", "rss"), Of("M", "extract", "rss"), 1.2
    ),
    Figure(
        "M: CPU without repeating bodies / with",
        Of("M", "sync-no-repeats", "cpu"),
        Of("M", "sync", "cpu"),
        1.3,
    ),
    Figure(
        "S, 100 ms: wall / rest_api",
        Of("S-100ms", "sync", "wall"),
        Of("S-100ms", "rest_api", "wall"),
        0.7,
    ),
    Figure("S: wall / rest_api", Of("S", "sync", "wall"), Of("S", "rest_api", "wall"), 1.5),
    Figure(
        "LM: CPU / rest_api",
        Of("LM", "sync-logs", "cpu"),
        Of("LM", "rest_api-logs", "cpu"),
        1 / 8,
    ),
    Figure(
        "LM: CPU / hand-written, parquet",
        Of("LM", "sync-logs", "cpu"),
        Of("LM", "handwritten-logs-parquet", "cpu"),
        1 / 2.5,
    ),
    Figure("LM: memory, MB", Of("LM", "sync-logs", "rss"), _MB, 450),
    Figure(
        "LS: log requests of a second sync", Of("LS", "sync-logs-again", "log_requests"), 1.0, 0
    ),
    Figure("LM: second sync, s", Of("LM", "sync-logs-again", "wall"), 1.0, None),
    Figure(
        "LM: log requests of a second sync", Of("LM", "sync-logs-again", "log_requests"), 1.0, 0
    ),
    Figure("LL: memory, MB", Of("LL", "sync-logs", "rss"), _MB, None),
    Figure(
        "LL: log requests of a second sync", Of("LL", "sync-logs-again", "log_requests"), 1.0, 0
    ),
    Figure("--help, s", Of("S", "help", "wall"), 1.0, 0.5),
    Figure("status, s", Of("S", "status", "wall"), 1.0, 0.5),
    Figure("query, s", Of("S", "query", "wall"), 1.0, 0.5),
)

"""What an evaluation states of itself: how many runs it has, and how many logs each of them."""

from collections.abc import Iterable

import msgspec

from humanloop_evals import wire


class _Id(msgspec.Struct):
    id: str


class _Run(msgspec.Struct):
    run_id: str
    num_logs: int | None = None


class _Stats(msgspec.Struct):
    run_stats: list[_Run]


class _Evaluation(msgspec.Struct):
    runs_count: int | None = None


_ID = msgspec.json.Decoder(_Id)
_STATS = msgspec.json.Decoder(_Stats)
_EVALUATION = msgspec.json.Decoder(_Evaluation)


def logs_of_runs(stats: bytes) -> dict[str, int]:
    """How many logs each run has, in the order stated; nothing where that can't be read.

    Whoever loads the stats says what is wrong with them.
    """
    try:
        found = _STATS.decode(stats)
    except wire.UNDECODABLE:
        return {}
    return {run.run_id: run.num_logs or 0 for run in found.run_stats}


def runs_count(evaluation: bytes) -> int | None:
    """How many runs an evaluation has; None where that can't be read."""
    try:
        return _EVALUATION.decode(evaluation).runs_count
    except wire.UNDECODABLE:
        return None


def id_of(record: wire.Text) -> str | None:
    """The id that a run says it has; None where that can't be read."""
    try:
        return _ID.decode(wire.without_lone_surrogates(record)).id or None
    except wire.UNDECODABLE:
        return None


def find_stale(found: Iterable[str], stated: Iterable[str], count: int | None) -> set[str]:
    """The runs that an earlier attempt of the exporter has left behind.

    Redoing a file does not remove the run files of before. A run is one of these when there are
    more files than the evaluation has runs, and exactly so many without those that the stats do not
    name. Where that does not come out even, nobody can tell, and all are loaded.

    Args:
        found: The runs that have a file.
        stated: The runs that the stats name.
        count: How many runs the evaluation has.
    """
    files = set(found)
    unnamed = files - set(stated)
    return unnamed if count is not None and len(files) - len(unnamed) == count else set()

"""Whether what was served is as much as the source says there is."""

from collections.abc import Iterator, Mapping

from humanloop_evals.export.fields import count_of, looking_at, objects_of, text_of
from humanloop_evals.reader import Document

_END_STATES = {"completed", "cancelled"}


def runs_differ(evaluation: Document, served: int) -> str | None:
    """What is wrong with the number of runs, in words."""
    with looking_at(evaluation) as fields:
        stated = count_of(fields, "runs_count")
    if stated in {None, served}:
        return None
    return f"runs_count says {stated}, {served} runs were served"


def logs_differ(
    stats: Document, served: Mapping[tuple[str, ...], int], statuses: Mapping[str, str | None]
) -> str | None:
    """What is wrong with the numbers of logs, in words.

    Args:
        stats: What the source counts.
        served: How many logs each run has.
        statuses: Of all runs. One that has not ended gets more while it is read.
    """
    for (run_id,), count in served.items():
        if run_id not in statuses:
            return f"{count} logs of run {run_id} were served, which the evaluation does not have"
    for run_id, stated in _stated(stats):
        found = served.get((run_id,), 0)
        if statuses.get(run_id) in _END_STATES and stated != found:
            return f"the stats count {stated} logs of run {run_id}, {found} were served"
    return None


def datapoints_differ(version: Document, served: int) -> str | None:
    """What is wrong with the number of datapoints, in words."""
    with looking_at(version) as fields:
        stated = count_of(fields, "datapoints_count")
    if stated in {None, served}:
        return None
    return f"datapoints_count says {stated}, {served} datapoints were served"


def _stated(stats: Document) -> Iterator[tuple[str, int]]:
    with looking_at(stats) as fields:
        for run in objects_of(fields, "run_stats"):
            run_id, count = text_of(run, "run_id"), count_of(run, "num_logs")
            if run_id is not None and count is not None:
                yield run_id, count

"""One evaluation: itself, its runs, its stats and its logs."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from humanloop_evals import wire
from humanloop_evals.errors import EvaluationFailed, RecordUnusable
from humanloop_evals.export.context import Context, Group
from humanloop_evals.export.counts import logs_differ, runs_differ
from humanloop_evals.export.fields import looking_at, object_of, text_of
from humanloop_evals.export.fingerprint import fingerprint
from humanloop_evals.export.folder import check_name, write_new
from humanloop_evals.export.job import Tally
from humanloop_evals.export.listing import Key, Source, write_listing
from humanloop_evals.export.section import Section
from humanloop_evals.extract import Head, Scope, Target, read_head
from humanloop_evals.reader import Document
from humanloop_evals.records import read_log_record

_WITH_STATS = Scope(logs=False)


@dataclass(frozen=True, slots=True)
class _Read:
    """An evaluation as it was read, but for its logs."""

    document: Document
    stats: Document
    runs: Mapping[str, Document]
    statuses: Mapping[str, str | None]
    fingerprint: str


def export_evaluation(context: Context, group: Group, target: Target) -> Tally:
    """Write an evaluation, unless the folder has it as it is now.

    Raises:
        EvaluationFailed: It can't be read, or its counts contradict each other; in the second case
            what was served is in the folder.
    """
    evaluation_id = target.evaluation_id
    check_name(evaluation_id)
    section = Section(context.folder, group.path, group.path_of(evaluation_id))
    read = _read(context, target)
    found = section.unchanged(read.fingerprint)
    if found is not None:
        return found + Tally(unchanged=1)
    logs, difference = _write(context, section, evaluation_id, read)
    if difference is not None:
        # Something may have been added while it was read: once more, from the beginning.
        read = _read(context, replace(target, document=None))
        logs, difference = _write(context, section, evaluation_id, read)
    if difference is not None:
        raise EvaluationFailed(f"{difference}; the folder has what was served")
    tally = Tally(evaluations=1, runs=len(read.runs), evaluation_logs=logs.total())
    section.remember(read.fingerprint, tally)
    return tally


def _read(context: Context, target: Target) -> _Read:
    head: Head = context.requests.call(read_head, context.reader, target, _WITH_STATS)
    if head.error is not None or head.document is None or head.stats is None:
        raise head.error or RecordUnusable(f"{target.evaluation_id} was not read")
    runs: dict[str, Document] = {}
    statuses: dict[str, str | None] = {}
    for run in head.runs:
        with looking_at(run) as fields:
            run_id = text_of(fields, "id") or ""
            statuses[run_id] = text_of(fields, "status")
            if dataset := text_of(object_of(fields, "dataset"), "id"):
                context.datasets.add(dataset)
        if bytes(runs.setdefault(run_id, run).text) != bytes(run.text):
            raise RecordUnusable(f"{run.where}: another run with id {run_id} came before it")
        check_name(run_id)
    context.folder.check_distinct(runs)
    seen = fingerprint(
        [head.document.text, head.stats.text], unordered=[run.text for run in runs.values()]
    )
    return _Read(head.document, head.stats, runs, statuses, context.named(seen))


def _write(
    context: Context, section: Section, evaluation_id: str, read: _Read
) -> tuple[Counter[Key], str | None]:
    """Write everything; return how many logs each run has, and what does not add up."""
    logs: Counter[Key] = Counter()
    difference = runs_differ(read.document, len(read.runs))
    with section.rewriting() as path:
        write_new(path / "evaluation.json", bytes(read.document.text))
        write_new(path / "stats.json", bytes(read.stats.text))
        (path / "runs").mkdir()
        for run_id, run in read.runs.items():
            write_new(path / "runs" / run_id, bytes(run.text))
        if context.logs:
            source = Source(
                f"GET /evaluations/{evaluation_id}/logs",
                partial(context.reader.logs, evaluation_id, None),
                _key,
            )
            logs = write_listing(source, path / "logs", context.requests)
            difference = difference or logs_differ(read.stats, logs, read.statuses)
    return logs, difference


def _key(text: wire.Text) -> Key:
    record = read_log_record(text)
    return record.run_id, record.log_id

"""The steps of an export: file after file, each complete before its `.done` is written."""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from humanloop_evals.errors import EvaluationFailed, ExitCode, forget_frames
from humanloop_evals.export.context import Context, Group
from humanloop_evals.export.evaluation import export_evaluation
from humanloop_evals.export.file import export_file, export_file_logs
from humanloop_evals.export.folder import Folder
from humanloop_evals.export.groups import Groups
from humanloop_evals.export.job import Job, Outcome, Tally
from humanloop_evals.export.requests import Requests
from humanloop_evals.extract import check_failures, read_ahead, result_of
from humanloop_evals.signals import ended_by_signals

_WHAT_STAYS = "what is complete stays; run it again to go on"


def export(job: Job) -> Outcome:
    """Bring the folder up to date with the source.

    Raises:
        HumanloopError: With the exit code that it means; what was completed before stays.
    """
    with (
        Folder.opened(job.folder, origin=job.origin, logs=job.logs) as folder,
        ended_by_signals(lambda _: folder.tidy(), outcome=_WHAT_STAYS),
    ):
        requests = Requests(job.in_flight)
        context = Context(job.reader, requests, folder, job.logs)
        threads = ThreadPoolExecutor(job.in_flight, thread_name_prefix="export")
        try:
            return _Run(job, context, threads).outcome()
        finally:
            # In this order, so that nobody waits for an answer that does not come.
            job.reader.close()
            requests.close()
            threads.shutdown(cancel_futures=True)
            folder.tidy()


@dataclass(frozen=True, slots=True)
class _Unit:
    """One thing to do of a group: the file, its logs, or an evaluation."""

    noun: str
    identifier: str
    do: Callable[[], Tally]


class _Run:
    def __init__(self, job: Job, context: Context, threads: ThreadPoolExecutor) -> None:
        self._job = job
        self._context = context
        self._threads = threads
        self._groups = Groups(context, job.selection, self._fail, in_flight=job.in_flight)
        self._tally = Tally()
        self._failed: dict[str, dict[str, EvaluationFailed]] = {"evaluation": {}, "file": {}}
        self._incomplete: set[Path] = set()
        self._exported: set[str] = set()
        self._done = 0

    def outcome(self) -> Outcome:
        """Export everything that is selected, and the datasets that it refers to."""
        began = time.monotonic()
        self._groups.list_files()
        self._context.folder.claim()
        self._export(self._groups.with_evaluations())
        self._export(
            group
            for group in self._groups.datasets()
            if group.file is None or group.file.file_id not in self._exported
        )
        failures = self._named_failures()
        check_failures("evaluation", self._failed["evaluation"], len(self._groups.report.selected))
        check_failures("file", self._failed["file"], len(self._exported))
        return Outcome(
            exit_code=ExitCode.PARTIAL if failures else ExitCode.COMPLETE,
            folder=self._context.folder.path,
            origin=self._job.origin,
            tally=self._tally,
            traffic=self._job.reader.requests(),
            seconds=time.monotonic() - began,
            failures=failures,
        )

    def _named_failures(self) -> dict[str, EvaluationFailed]:
        failures = {
            f"{noun} {identifier}": error
            for noun, failed in self._failed.items()
            for identifier, error in failed.items()
        }
        lines = [f"ERROR | {what}: {error}" for what, error in failures.items()]
        self._context.folder.log([f"INFO | exported from {self._job.origin}", *lines])
        return failures

    def _export(self, groups: Iterable[Group]) -> None:
        done = read_ahead(
            self._threads,
            groups,
            self._units,
            lambda _group, unit: unit.do(),
            self._take,
            window=2 * self._job.in_flight,
        )
        for group in done:
            if group.path not in self._incomplete:
                self._context.folder.finish(group.path)

    def _units(self, group: Group) -> Iterator[_Unit]:
        context, file = self._context, group.file
        context.folder.check_distinct(target.evaluation_id for target in group.targets)
        if file is not None:
            self._exported.add(file.file_id)
            yield _Unit("file", file.file_id, partial(export_file, context, group, file))
            if file.is_whole and context.logs and file.type != "dataset":
                yield _Unit("file", file.file_id, partial(export_file_logs, context, group, file))
        for target in group.targets:
            do = partial(export_evaluation, context, group, target)
            yield _Unit("evaluation", target.evaluation_id, do)

    def _take(self, group: Group, unit: _Unit, future: Future[Tally]) -> None:
        try:
            tally: Tally = result_of(future)
            self._tally.update(tally)
        except EvaluationFailed as error:
            forget_frames(error)
            self._reopen(group.path)
            self._failed[unit.noun].setdefault(unit.identifier, error)
        if unit.noun == "evaluation":
            self._done += 1
            self._job.on_progress(self._done)

    def _fail(self, noun: str, identifier: str, error: EvaluationFailed) -> None:
        """Keep what Groups could make no group of, whatever the folder may have of it."""
        self._failed[noun].setdefault(identifier, error)
        if noun == "evaluation":
            for path in self._context.folder.groups_with(identifier):
                self._reopen(path)

    def _reopen(self, path: Path) -> None:
        self._context.folder.begin(path)
        self._incomplete.add(path)

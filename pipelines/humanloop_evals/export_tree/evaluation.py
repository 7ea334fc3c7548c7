"""One evaluation of an export: what is read of it, and what turns out to be missing."""

from collections.abc import Iterable, Iterator

import orjson

from humanloop_evals.errors import RecordUnusable
from humanloop_evals.export_tree.copies import EVALUATION, LOGS, RUNS, STATS
from humanloop_evals.export_tree.log_pages import LogPages, evaluation_key
from humanloop_evals.export_tree.stated import find_stale, id_of, logs_of_runs, runs_count
from humanloop_evals.export_tree.store import join
from humanloop_evals.export_tree.tree import Tree
from humanloop_evals.reader import Document, Finding

_SHOWN = 5


class ExportedEvaluation:
    """See the calls of `Reader`.

    Args:
        tree: The export.
        evaluation_id: One that it has.
        with_logs: Whether its logs will be read, too.
    """

    def __init__(self, tree: Tree, evaluation_id: str, *, with_logs: bool) -> None:
        self._tree = tree
        self._text = tree.text
        self._id = evaluation_id
        self._copies = tree.evaluations[evaluation_id]
        self._base = self._copies[0]
        self._with_logs = with_logs and self.has_logs
        self._stale: set[str] = set()
        self._without_file: set[str] = set()
        self._doubles: set[str] = set()
        self._log_pages: LogPages | None = None

    @property
    def has_logs(self) -> bool:
        """Whether logs were exported."""
        return any(LOGS in copy.names for copy in self._copies)

    def document(self) -> Document:
        """The evaluation itself."""
        return self._document(EVALUATION)

    def stats(self) -> Document | None:
        """Its stats, if they are there."""
        return self._document(STATS) if STATS in self._base.names else None

    def runs(self) -> list[Document]:
        """Its runs in the order of the stats, and what is left of those that have no file."""
        folder = join(self._base.folder, RUNS)
        stated = self._stated()
        found = self._run_files()
        files = set(found)
        logged = set(self.logs().survey().by_run) if self._with_logs else set()
        self._stale = find_stale(files, stated, self._runs_count()) - logged
        self._without_file = logged - files
        kept = files - self._stale
        order = [run_id for run_id in stated if run_id in kept]
        order += sorted(kept - set(order))
        return [_readable(found[run_id]) for run_id in order] + [
            Document(
                f"{self._text.place(join(folder, run_id))}, which is missing",
                orjson.dumps({"id": run_id}),
            )
            for run_id in sorted(self._without_file)
        ]

    def logs(self) -> LogPages:
        """Its logs."""
        if self._log_pages is None:
            others = [copy.folder for copy in self._copies[1:] if LOGS in copy.names]
            folders = [join(folder, LOGS) for folder in (self._base.folder, *others)]
            expected = self._stated() if STATS in self._base.names else None
            self._log_pages = LogPages(
                self._text, folders, evaluation_key, expected=expected, on_damage=_raise
            )
        return self._log_pages

    def findings(self, *, logs_expected: bool) -> Iterator[Finding]:
        """What was found while it was read.

        Args:
            logs_expected: Whether the export that it is from was made with logs.
        """
        for name in (STATS, RUNS):
            if name not in self._base.names:
                yield self._loss(f"{self._place}: {name} is missing")
        if logs_expected and not self.has_logs:
            yield self._loss(f"{self._place}: {LOGS} is missing")
        yield from self._findings_in_runs()
        newest = self._tree.snapshots[0]
        if self._base.of.snapshot is not newest:
            yield self._remark(f"{self._place}: loaded from here; {newest.name} has not all of it")
        if self._log_pages is not None and self._log_pages.surveyed is not None:
            yield from map(self._loss, self._log_pages.not_read())
            yield from self._findings_in_logs(self._log_pages)

    def _findings_in_runs(self) -> Iterator[Finding]:
        if self._without_file:
            yield self._loss(
                f"{self._place}: runs without a file, of which there are only logs: "
                f"{_listed(self._without_file)}"
            )
        if self._doubles:
            yield self._remark(
                f"{self._place}: files of runs that another file holds as well, passed over: "
                f"{_listed(self._doubles)}"
            )
        if self._stale:
            yield self._remark(
                f"{self._place}: runs of an earlier attempt of the exporter, passed over: "
                f"{_listed(self._stale)}"
            )

    def _findings_in_logs(self, pages: LogPages) -> Iterator[Finding]:
        if filled := pages.survey().filled:
            yield self._remark(f"{self._place}: {filled} logs are from earlier exports or attempts")
        if stale := pages.stale():
            yield self._remark(
                f"{stale} and what follows are of an earlier attempt of the exporter: only logs "
                "that are missing before were taken"
            )

    @property
    def _place(self) -> str:
        return self._text.place(self._base.folder)

    def _run_files(self) -> dict[str, Document | RecordUnusable]:
        """What every run's file holds, or why it can't be read.

        A run has the id that its file holds: names change when files are copied between systems.
        """
        found: dict[str, Document | RecordUnusable] = {}
        names = self._text.names(join(self._base.folder, RUNS))
        kept: dict[str, str] = {}
        for name in names:
            run = self._run_file(name)
            run_id = (isinstance(run, Document) and id_of(run.text)) or name
            if run_id not in found or name == run_id:
                found[run_id], kept[run_id] = run, name
        self._doubles = set(names) - set(kept.values())
        return found

    def _run_file(self, name: str) -> Document | RecordUnusable:
        try:
            return self._document(join(RUNS, name))
        except RecordUnusable as error:
            return error

    def _document(self, name: str) -> Document:
        path = join(self._base.folder, name)
        return self._text.document(path, None, self._text.whole(path))

    def _stated(self) -> dict[str, int]:
        stats = self.stats()
        return {} if stats is None else logs_of_runs(bytes(stats.text))

    def _runs_count(self) -> int | None:
        return runs_count(bytes(self.document().text))

    def _loss(self, message: str) -> Finding:
        return Finding(message, is_loss=True, evaluation_id=self._id)

    def _remark(self, message: str) -> Finding:
        return Finding(message, is_loss=False, evaluation_id=self._id)


def _raise(error: RecordUnusable) -> None:
    """An evaluation is loaded whole, or not at all."""
    raise error


def _readable(run: Document | RecordUnusable) -> Document:
    if isinstance(run, RecordUnusable):
        raise run
    return run


def _listed(names: Iterable[str]) -> str:
    """Some of them, and how many more there are."""
    found = sorted(names)
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return ", ".join(found[:_SHOWN]) + more

"""What a sync writes about itself: its row of sync_runs, filled while it runs."""

import contextlib
from datetime import UTC, datetime
from pathlib import Path

from humanloop_evals import ledger
from humanloop_evals.errors import ConfigurationError, ExitCode, HumanloopError
from humanloop_evals.extract import Difference, Report
from humanloop_evals.ledger import LedgerRow
from humanloop_evals.sync.job import Job


class Record:
    """The row of one sync.

    Args:
        job: The sync.
        path: The file to publish.

    Attributes:
        path: The file to publish.
        row: As far as it is known.
        earlier: Failed syncs that lay beside the file when this one wrote down that it succeeds.
        hides_more: Whether other fields are hidden than before.
        sql_digest: Of the views that the sync has made, see `update_views`.
        has_other_sql: Whether the file had other views, or was passed by other checks.
        is_ours: Whether the published file is one that a sync has made, or is made by this one.
    """

    def __init__(self, job: Job, path: Path) -> None:
        self.row = _first_row(job)
        self.earlier: list[LedgerRow] = []
        self.hides_more = False
        self.sql_digest: str | None = None
        self.has_other_sql = True
        self.is_ours = not path.exists()
        self._job = job
        self.path = path

    @property
    def sync_id(self) -> str:
        """The id of the sync."""
        return str(self.row["sync_id"])

    @property
    def started_at(self) -> datetime:
        """When the sync started."""
        started_at: datetime = self.row["started_at"]
        return started_at

    def published(self, report: Report, differences: list[Difference], removed: int) -> ExitCode:
        """Say how the sync will have ended when it is published.

        Returns:
            Complete, or partial.
        """
        is_partial = bool(report.quarantined or differences or report.losses)
        exit_code = ExitCode.PARTIAL if is_partial else ExitCode.COMPLETE
        self.row |= {
            "is_published": True,
            "sql_digest": self.sql_digest,
            "evaluations_count": len(report.selected),
            "quarantined_count": len(report.quarantined),
            "removed_count": removed,
            "message": _summary(report, differences) or None,
        }
        self._end(exit_code)
        return exit_code

    def note(self) -> str:
        """What the next sync has to know if this one is killed and can't say anything any more."""
        return ledger.to_line(
            self.row | {"message": "the process was killed, or the machine went down"}
        )

    def failed(self, error: BaseException) -> None:
        """Keep a failed sync beside the file; where even that fails, the error says enough.

        Nothing is left beside a file that turned out to be none of ours.
        """
        if not self.is_ours and isinstance(error, ConfigurationError):
            return
        exit_code, message = int(ExitCode.BUG), type(error).__name__
        if isinstance(error, HumanloopError):
            exit_code, message = error.exit_code, str(error)
        self._end(exit_code)
        self.row |= {"is_published": False, "message": message}
        with contextlib.suppress(OSError):
            ledger.remember_failure(self.path, ledger.to_line(self.row))

    def _end(self, exit_code: int) -> None:
        traffic = self._job.reader.requests()
        self.row |= {
            "finished_at": datetime.now(UTC),
            "exit_code": int(exit_code),
            "requests_count": traffic.requests,
            "retries_count": traffic.retries,
            "bytes_count": traffic.bytes,
        }


def _first_row(job: Job) -> LedgerRow:
    return ledger.new_row(job.started_at or datetime.now(UTC)) | {
        "input": job.input,
        "origin": job.origin,
        "selection": {
            "evaluation_ids": job.selection.evaluation_ids,
            "file_ids": job.selection.file_ids,
            "all_evaluations": job.selection.all_evaluations,
        },
        "redaction": job.scope.redaction.signature,
    }


def _summary(report: Report, differences: list[Difference]) -> str:
    parts = []
    if report.quarantined:
        parts.append(f"{len(report.quarantined)} evaluations kept their old rows")
    if report.losses:
        parts.append(f"{len(report.losses)} things are missing in the export")
    if differences:
        parts.append(f"{len(differences)} figures differ inside the source")
    return "; ".join(parts)

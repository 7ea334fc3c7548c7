"""What the database holds already, as far as reading has to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from humanloop_evals.errors import VerificationFailed
from humanloop_evals.extract.catalog import Ranks


@dataclass(frozen=True)
class Known:
    """What an earlier sync left behind.

    Attributes:
        evaluations: The file of every evaluation, by the evaluation's id.
        file_ids: Every file that was listed.
        ranks: How new the copies of versions and datasets are.
        allow_empty: Whether a listing may have become empty.
        log_reads: Fingerprint and time of the last reading of a run's logs, by evaluation and run.
        datasets: Dataset versions whose datapoints were read.
    """

    evaluations: Mapping[str, str | None] = field(default_factory=dict)
    file_ids: frozenset[str] = frozenset()
    ranks: Ranks = field(default_factory=dict)
    allow_empty: bool = False
    log_reads: Mapping[tuple[str, str], tuple[str, datetime]] = field(default_factory=dict)
    datasets: frozenset[str] = frozenset()

    def has_logs(
        self, evaluation_id: str, run_id: str, fingerprint: str, *, since: datetime
    ) -> bool:
        """Whether the logs of a run were read lately, when it looked as it does now."""
        last = self.log_reads.get((evaluation_id, run_id))
        return last is not None and last[0] == fingerprint and last[1] >= since

    @cached_property
    def _by_file(self) -> Mapping[str, set[str]]:
        by_file: dict[str, set[str]] = {}
        for evaluation_id, file_id in self.evaluations.items():
            if file_id is not None:
                by_file.setdefault(file_id, set()).add(evaluation_id)
        return by_file

    def of_file(self, file_id: str) -> set[str]:
        """The evaluations known of one file."""
        return self._by_file.get(file_id, set())

    def files(self) -> set[str]:
        """The files that were listed, or that evaluations are known of."""
        return set(self.file_ids | self._by_file.keys())

    def check_not_emptied(self, listed: int, known: int, what: str) -> None:
        """Refuse a listing that has lost everything: more often a fault than the truth.

        Raises:
            VerificationFailed: Nothing is listed where something was.
        """
        if known and not listed and not self.allow_empty:
            raise VerificationFailed(
                f"the listing of {what} is empty, and the database holds {known} of it; nothing "
                "was published. If everything was really deleted, run again with --allow-empty"
            )

"""How much of each evaluation is read."""

from dataclasses import dataclass
from datetime import timedelta

from humanloop_evals.extract.redaction import PROVIDER_PAYLOADS, Redaction
from humanloop_evals.settings import DEFAULT_RECHECK_AFTER
from humanloop_evals.tables import LOG_TABLES, SOURCE_TABLES, STATS_TABLES, Table

_PROVIDER_PAYLOADS = Redaction(PROVIDER_PAYLOADS)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is read beside evaluations and runs.

    Attributes:
        stats: What the platform counts and averages.
        logs: Logs and judgments, and the datapoints of datasets; only together with stats.
        recheck_after: Logs that were read longer ago are read again, whatever the stats say: a
            judgment that a person changes may change no count.
        redaction: What never reaches the disk.
    """

    stats: bool = True
    logs: bool = True
    recheck_after: timedelta = timedelta(seconds=DEFAULT_RECHECK_AFTER)
    redaction: Redaction = _PROVIDER_PAYLOADS

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that may get rows."""
        left_out = (() if self.stats else STATS_TABLES) + (() if self.logs else LOG_TABLES)
        return tuple(table for table in SOURCE_TABLES if table not in left_out)

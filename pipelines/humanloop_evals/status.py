"""How old the published file is and how the last sync ended, for people and monitors."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from humanloop_evals import ledger
from humanloop_evals.database import SCHEMA, read_only, resolve_path
from humanloop_evals.errors import ConfigurationError, TooOld
from humanloop_evals.tables import SOURCE_TABLES


@dataclass(frozen=True, slots=True)
class Status:
    """What `status` prints.

    Attributes:
        last: The sync that published the file.
        age: Time since that sync started, when its data was read.
        rows: Rows of every table.
        failures: Syncs that failed since, oldest first.
    """

    database: Path
    last: ledger.LastSync
    age: timedelta
    rows: dict[str, int]
    failures: list[dict[str, Any]]

    def check(self, max_age: float | None) -> None:
        """What a monitor wants to know.

        Raises:
            TooOld: Older than `max_age` seconds, or the last sync failed.
        """
        if max_age is not None and self.age.total_seconds() > max_age:
            raise TooOld(
                f"{self.database.name} is {describe_age(self.age)} old, "
                f"older than {describe_age(timedelta(seconds=max_age))}"
            )
        if self.failures:
            failure = self.failures[-1]
            raise TooOld(
                f"the last sync of {self.database.name} failed with exit code "
                f"{failure.get('exit_code')}: {failure.get('message')}"
            )


def read_status(database: Path) -> Status:
    """Read the file and what lies beside it.

    Raises:
        ConfigurationError: No sync has made this file.
    """
    path = resolve_path(database)
    with read_only(path) as connection:
        last = ledger.last_sync(connection)
        if last is None:
            raise ConfigurationError(f"{path} is a DuckDB file that no sync has made")
        counts = " union all ".join(
            f"select '{table.name}', count(*) from {SCHEMA}.{table.name}" for table in SOURCE_TABLES
        )
        rows = dict(connection.execute(counts).fetchall())
    failures = ledger.read_failures(path, since=last.sync_id)
    return Status(path, last, datetime.now(UTC) - last.started_at, rows, failures)


def describe_age(age: timedelta) -> str:
    """An age in the largest two units that matter."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return f"{int(age.total_seconds())} s"
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"

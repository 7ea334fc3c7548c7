"""How old the published file is and how the last sync ended, for people and monitors."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from humanloop_evals import ledger
from humanloop_evals.database import SCHEMA, explained, read_only, resolve_path
from humanloop_evals.errors import ConfigurationError, ExitCode, TooOld
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
            raise TooOld(f"{self.database.name} was synced, but {_describe(self.failures[-1])}")


def read_status(database: Path) -> Status:
    """Read the file and what lies beside it.

    Raises:
        ConfigurationError: No sync has made this file.
    """
    path = resolve_path(database)
    with explained(path):
        failures = ledger.read_failures(path)
        if failures and not path.exists():
            raise TooOld(f"no sync of {path.name} has succeeded yet; {_describe(failures[-1])}")
        with read_only(path) as connection:
            last = ledger.last_sync(connection)
            if last is None:
                raise ConfigurationError(f"{path} is a DuckDB file that no sync has made")
            rows = _count_rows(connection)
        published_at = path.stat().st_mtime
        failures = [
            failure
            for failure in ledger.read_failures(path, since=last.sync_id)
            if not _was_in_the_way(failure, published_at)
        ]
    return Status(path, last, datetime.now(UTC) - last.started_at, rows, failures)


def _count_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rows of the tables that the file has: one of an older version may lack some."""
    held = {
        name
        for (name,) in connection.execute(
            # No parameter: binding one imports pandas where it is installed.
            f"select table_name from duckdb_tables() where schema_name = '{SCHEMA}'"
        ).fetchall()
    }
    counts = " union all ".join(
        f"select '{table.name}', count(*) from {SCHEMA}.{table.name}"
        for table in SOURCE_TABLES
        if table.name in held
    )
    return dict(connection.execute(counts).fetchall()) if counts else {}


def _was_in_the_way(failure: dict[str, Any], published_at: float) -> bool:
    """Whether it failed because of the sync that published the file after that."""
    try:
        ended_at = datetime.fromisoformat(str(failure.get("finished_at"))).timestamp()
    except ValueError:
        return False
    return failure.get("exit_code") == ExitCode.BUSY and ended_at <= published_at


def _describe(failure: dict[str, Any]) -> str:
    return f"the last one failed with exit code {failure.get('exit_code')}: {failure['message']}"


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

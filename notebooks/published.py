"""The published file, as both notebooks read it: read-only, a moment at a time.

The file is opened for each question and closed again, so that a page that stays open for days
shows what the last sync has published.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from humanloop_evals.cookbook import find_query
from humanloop_evals.database import MARTS, SCHEMA, read_only
from humanloop_evals.errors import HumanloopError
from humanloop_evals.settings import SANDBOX_DATABASE, resolve_database
from humanloop_evals.sql_files import sql_files
from humanloop_evals.status import describe_age, read_status

_VARIABLE = "HUMANLOOP_EVALS_DATABASE"
_ABOVE = Path(__file__).resolve().parent.parent


class NoAnswer(HumanloopError):
    """What keeps a notebook from its data; Jupyter shows the sentence without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


@dataclass(frozen=True)
class Published:
    """A file that a sync has published."""

    path: Path

    def rows(self, sql_or_name: str, **parameters: object) -> pd.DataFrame:
        """The rows of a query, or of a file of sql/queries.

        Args:
            sql_or_name: Tables and views may be named without schema.
            parameters: Values for `$name` in the query.

        Raises:
            NoAnswer: The file can't be opened, or the query can't be run.
        """
        try:
            with read_only(self.path) as connection:
                connection.execute(f"set search_path = '{SCHEMA},{MARTS}'")
                connection.execute("set timezone = 'UTC'")
                sql, values = find_query(sql_or_name, parameters)
                result = connection.execute(sql, values or None)
                return result.to_arrow_table().to_pandas()
        except duckdb.Error as error:
            raise NoAnswer(f"The query can't be run: {error}") from error
        except HumanloopError as error:
            raise NoAnswer(str(error)) from error

    def first_row(self, sql: str, *, otherwise: str, **parameters: object) -> pd.Series:
        """The first row of a query.

        Args:
            sql: As of `rows`.
            otherwise: What to say where there is none.
            parameters: As of `rows`.

        Raises:
            NoAnswer: There is none, or as `rows`.
        """
        rows = self.rows(sql, **parameters)
        if rows.empty:
            raise NoAnswer(otherwise)
        return rows.iloc[0]

    def age(self) -> str:
        """How old the data is, where it is from, and whether a sync has failed since."""
        try:
            status = read_status(self.path)
        except HumanloopError as error:
            raise NoAnswer(str(error)) from error
        read_at = status.last.started_at
        failed = f"; {len(status.failures)} syncs have failed since" if status.failures else ""
        return (
            f"The data is {describe_age(status.age)} old: read from {status.last.origin} "
            f"on {read_at:%d %B %Y at %H:%M} UTC{failed}."
        )


def open_published(folder: Path | None = None) -> Published:
    """The configured file, else that of the sandbox; in the working folder or above the notebooks.

    Args:
        folder: The working folder.

    Raises:
        NoAnswer: There is none, or none with all views; it says what to run.
    """
    try:
        candidates = _candidates(folder or Path.cwd())
    except HumanloopError as error:
        raise NoAnswer(str(error)) from error
    for path in candidates:
        if path.exists():
            return _with_all_views(Published(path))
    raise NoAnswer(
        f"There is no {candidates[0]}. Run `humanloop-evals sync`, or `humanloop-evals sync "
        f"--sandbox` for data to try this with, in the folder above the notebooks; or set "
        f"{_VARIABLE} to where your file is."
    )


def _with_all_views(published: Published) -> Published:
    try:
        with read_only(published.path) as connection:
            found = connection.execute(
                "select view_name from duckdb_views() where schema_name = $marts", {"marts": MARTS}
            ).fetchall()
    except HumanloopError as error:
        raise NoAnswer(str(error)) from error
    missing = sorted(sql_files("marts").keys() - {name for (name,) in found})
    if missing:
        raise NoAnswer(
            f"{published.path.name} lacks views ({', '.join(missing)}): another version of "
            f"humanloop-evals has made it, or no sync. The next `humanloop-evals sync` adds them."
        )
    return published


def _candidates(here: Path) -> list[Path]:
    configured = here / resolve_database(folder=here)
    if os.environ.get(_VARIABLE):
        return [configured]
    above = _ABOVE / resolve_database(folder=_ABOVE)
    return [configured, above, here / SANDBOX_DATABASE, _ABOVE / SANDBOX_DATABASE]

"""One self-contained HTML file about the evaluations, for people who never open a notebook."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb

from humanloop_evals.database import published, resolve_path
from humanloop_evals.errors import ConfigurationError
from humanloop_evals.report.page import make_page
from humanloop_evals.report.queries import read_rows
from humanloop_evals.report.render import render
from humanloop_evals.report.sections.verdicts import IMPROVEMENT, REGRESSION
from humanloop_evals.report.write import replace_file, resolve_target

__all__ = ["Written", "resolve_target", "write_report"]


@dataclass(frozen=True, slots=True)
class Written:
    """What the report says first.

    Attributes:
        read_at: When the sync started whose data it shows.
    """

    evaluations: int
    regressions: int
    improvements: int
    read_at: str


def write_report(database: Path, path: Path, evaluation_ids: Collection[str] = ()) -> Written:
    """Write the report; the same database gives the same bytes.

    Args:
        database: The published file.
        path: Where to.
        evaluation_ids: What it is about; all evaluations if there are none.

    Raises:
        ConfigurationError: The file can't be read or written, or has no such evaluation.
        DatabaseBusy: A process that writes holds the database.
    """
    database = resolve_path(database)
    target = resolve_target(path, database)
    with published(database) as connection:
        try:
            rows = read_rows(connection, evaluation_ids)
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise ConfigurationError(
                f"{database.name} lacks what the report reads ({str(error).splitlines()[0]}); "
                "the next sync with this version adds it"
            ) from error
    page = make_page(rows)
    replace_file(target, render(page))
    return Written(
        evaluations=len(page.chapters),
        regressions=page.tallies[REGRESSION],
        improvements=page.tallies[IMPROVEMENT],
        read_at=page.sync.started_at,
    )

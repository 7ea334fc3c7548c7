"""The checks of sql/checks: statements whose rows are failures.

The first line of each says how bad that is, and what its rows are: `-- error: ...` keeps a file
from being published, `-- warning: ...` is reported.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import duckdb

from humanloop_evals.database import Portion, fetch_all, read_portions
from humanloop_evals.errors import VerificationFailed
from humanloop_evals.sql_files import sql_files

_HEADER = re.compile(r"-- (error|warning): ([^\n]+(?:\n-- [^\n]+)*)\n")


@dataclass(frozen=True, slots=True)
class Check:
    """A check.

    Attributes:
        name: Its file's stem.
        is_error: Whether a row keeps the file from being published.
        about: What a row is.
        select: The statement.
    """

    name: str
    is_error: bool
    about: str
    select: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that has rows.

    Attributes:
        check: The check.
        rows_count: How many.
        example: The first of them, in one text.
    """

    check: Check
    rows_count: int
    example: str

    def describe(self) -> str:
        """One line for people."""
        check = self.check
        return f"{check.name}: {self.rows_count:,} rows, such as {self.example}: {check.about}"


@cache
def read_checks() -> tuple[Check, ...]:
    """All checks, by name."""
    return tuple(
        _read(name, path.read_text(encoding="utf-8")) for name, path in sql_files("checks").items()
    )


def run_checks(connection: duckdb.DuckDBPyConnection) -> list[Failure]:
    """Run all checks.

    Args:
        connection: A file with its views.

    Returns:
        Warnings.

    Raises:
        VerificationFailed: Naming every error.
    """
    portions = read_portions(connection)
    failures = [
        failure for check in read_checks() if (failure := _run(connection, check, portions))
    ]
    errors = [failure.describe() for failure in failures if failure.check.is_error]
    if errors:
        raise VerificationFailed(
            "the file does not pass its own checks; nothing was published: " + "; ".join(errors)
        )
    return failures


def _read(name: str, text: str) -> Check:
    header = _HEADER.match(text)
    assert header is not None, f"{name}.sql does not begin with `-- error: ` or `-- warning: `"
    about = " ".join(header[2].replace("\n-- ", " ").split()).removesuffix(".")
    return Check(name, header[1] == "error", about, text[header.end() :])


def _run(
    connection: duckdb.DuckDBPyConnection, check: Check, portions: Sequence[Portion]
) -> Failure | None:
    count, examples = 0, []
    is_divided = len(portions) > 1 and _tells_evaluations(connection, check)
    for portion in portions if is_divided else [Portion()]:
        # The least of them, so that two syncs show the same one.
        ((rows, example),) = fetch_all(
            connection,
            "select count(*), min(example) from (select concat_ws(' ', *columns(*)) as example "
            f"from (select * from ({check.select}) where {portion.holds('evaluation_id')}))",
        )
        if rows:
            count += rows
            examples.append(str(example))
    return Failure(check, count, min(examples)) if examples else None


def _tells_evaluations(connection: duckdb.DuckDBPyConnection, check: Check) -> bool:
    told = connection.execute(f"select * from ({check.select}) limit 0").description
    return "evaluation_id" in {column[0] for column in told}

"""The checks of sql/checks: statements whose rows are failures.

The first line of each says how bad that is, and what its rows are: `-- error: ...` keeps a file
from being published, `-- warning: ...` is reported.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import duckdb

from humanloop_evals.database import MARTS, SCHEMA, fetch_all, literal
from humanloop_evals.errors import VerificationFailed
from humanloop_evals.sql_files import sql_files

_HEADER = re.compile(r"-- (error|warning): ([^\n]+(?:\n-- [^\n]+)*)\n")
# So many judgments are looked at together.
_JUDGMENTS = 120_000
# The first evaluation of each portion.
_STARTS = f"""
select min(evaluation_id) as start
from (
    select evaluation_id, (sum(n) over (order by evaluation_id) - n) // ? as portion
    from (select evaluation_id, count(*) as n from {SCHEMA}.judgments group by evaluation_id)
)
group by portion
order by start
"""


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
    portions = _portions(connection)
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
    connection: duckdb.DuckDBPyConnection, check: Check, portions: Sequence[str]
) -> Failure | None:
    count, examples = 0, []
    for portion in portions if _can_be_asked_in(portions, connection, check) else ["true"]:
        # The least of them, so that two syncs show the same one.
        ((rows, example),) = fetch_all(
            connection,
            "select count(*), min(example) from (select concat_ws(' ', *columns(*)) as example "
            f"from (select * from ({check.select}) where {portion}))",
        )
        if rows:
            count += rows
            examples.append(str(example))
    return Failure(check, count, min(examples)) if examples else None


def _portions(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Conditions of which every row with an `evaluation_id`, a key and never NULL, fulfils one.

    Views count distinct datapoints of each run and evaluator in hash tables that can hardly go to
    disk: of all of 600,000 judgments they take 250 MB, of 120,000 at a time 80 MB, and no longer.
    """
    starts = [literal(start) for (start,) in fetch_all(connection, _STARTS, [_JUDGMENTS])]
    if len(starts) < 2:  # noqa: PLR2004 - there is nothing to divide
        return ["true"]
    return [
        f"evaluation_id < {starts[1]}",
        *(f"evaluation_id >= {a} and evaluation_id < {b}" for a, b in pairwise(starts[1:])),
        f"evaluation_id >= {starts[-1]}",
    ]


def _can_be_asked_in(
    portions: Sequence[str], connection: duckdb.DuckDBPyConnection, check: Check
) -> bool:
    """Whether a check asks views, and tells of which evaluation its rows are."""
    if len(portions) == 1 or f"{MARTS}." not in check.select:
        return False
    told = connection.execute(f"select * from ({check.select}) limit 0").description
    return "evaluation_id" in {column[0] for column in told}

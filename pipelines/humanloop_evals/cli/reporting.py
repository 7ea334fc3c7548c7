"""The command that writes a report, and a sync that writes one behind it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from humanloop_evals.cli.inputs import find_database
from humanloop_evals.cli.options import database_option, sandbox_option
from humanloop_evals.cli.streams import say
from humanloop_evals.errors import ExitCode, HumanloopError

if TYPE_CHECKING:
    from humanloop_evals.sync import Outcome

_NOT_WRITTEN = "published, but the report was not written"


@click.command()
@click.option(
    "-o",
    "--output",
    "path",
    required=True,
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="The HTML file; one that is there is replaced all at once.",
)
@click.option(
    "--evaluation", "evaluations", multiple=True, metavar="ID", help="About this one only; repeat."
)
@sandbox_option
@database_option
def report(
    path: Path, evaluations: tuple[str, ...], database: Path | None, *, sandbox: bool
) -> None:
    """Write one HTML file that shows verdicts, leaderboards, regressions, costs and judges.

    It needs nothing else and asks for nothing: send it, or let a web server serve it. It quotes
    inputs and outputs, so a new file can be read by its owner only.
    """
    from humanloop_evals.report import write_report

    written = write_report(find_database(database, sandbox=sandbox), path, evaluations)
    counts = (
        _count(written.evaluations, "evaluation"),
        _count(written.regressions, "regression"),
        _count(written.improvements, "improvement"),
    )
    click.echo(f"{path}: {', '.join(counts)} against control, as read on {written.read_at} UTC")


def write_report_of(outcome: "Outcome", path: Path) -> int:
    """Write the report of a sync that has published; returns the exit code of both together.

    A report that can't be written makes a complete sync end with 2, as any file that can't be used;
    a partial one stays partial. What was published stays published.
    """
    from humanloop_evals.report import write_report
    from humanloop_evals.signals import leave_with

    failed = int(outcome.exit_code) or int(ExitCode.CONFIGURATION)
    leave_with(failed, f"{_NOT_WRITTEN}: stopped by a signal")
    try:
        write_report(outcome.database, path)
    except HumanloopError as error:
        say(f"{_NOT_WRITTEN}: {error}")
        return failed
    except Exception:
        say(_NOT_WRITTEN)
        raise
    finally:
        leave_with(int(outcome.exit_code))
    return int(outcome.exit_code)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"

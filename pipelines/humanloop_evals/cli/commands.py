"""The commands; each imports what it needs when it runs, so that `--help` is quick."""

import json
import shutil
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from humanloop_evals.cli.exported import check_export
from humanloop_evals.cli.inputs import api_job, find_database, make_input
from humanloop_evals.cli.options import (
    DURATION,
    PAIR,
    database_option,
    export_option,
    json_option,
    progress_option,
    sandbox_option,
    scope_options,
    selection_options,
)
from humanloop_evals.cli.reporting import write_report_of
from humanloop_evals.cli.start import start_sync
from humanloop_evals.cli.streams import failing_as_json, leave_stdout, say

EXIT_CODES = """
\b
Exit codes:
  0  complete: the database equals the source, and that was checked
  1  a bug
  2  configuration, usage, or a file that can't be used, such as that of --report
  3  the key is refused
  4  published, but some evaluations kept their old rows, or the source newly contradicts
     itself
  5  another sync, or a writer, holds the database
  6  verification failed, nothing published
  7  source unavailable, nothing published
  130, 143  stopped by a signal, nothing published
"""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="humanloop-evals")
def cli() -> None:
    """Humanloop evaluations as tables you own, in one DuckDB file.

    \b
    First minute, no account needed:
      humanloop-evals sync --sandbox
      humanloop-evals query --sandbox "select * from run_overview"

    \b
    What the vendor's exporter has left:
      humanloop-evals sync --from-export exports
    """


@cli.command(epilog=EXIT_CODES)
@sandbox_option
@export_option
@selection_options
@scope_options
@database_option
@click.option("--deadline", type=DURATION, help="Give up after this time, such as 2h.")
@click.option("--full-refresh", is_flag=True, help="Rebuild from an empty file.")
@click.option("--prune", is_flag=True, help="Remove evaluations that are not selected any more.")
@click.option("--allow-empty", is_flag=True, help="Believe a listing that has become empty.")
@click.option("--strict", is_flag=True, help="Publish nothing unless every evaluation was read.")
@click.option("--adopt", is_flag=True, help="Take over a file that was filled from elsewhere.")
@click.option(
    "--report",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="Write the report there after publishing; see `report`.",
)
@progress_option
@json_option
def sync(progress: str, *, as_json: bool, **flags: Any) -> None:
    """Read the selected evaluations and publish them in the DuckDB file, all or nothing.

    What to read is selected by --evaluation, --file or --all-evaluations; these replace the
    configured selection. Evaluations that are not selected keep the rows they have.
    """
    from humanloop_evals.cli.progress import progress_to
    from humanloop_evals.signals import leave_with

    with failing_as_json(as_json), progress_to(sys.stderr, progress) as say_progress:
        outcome = start_sync(flags, say_progress)()
    leave_with(outcome.exit_code)
    # Not before: DuckDB comes with it, which the first request does not wait for; and a signal
    # would still say that nothing is published.
    from humanloop_evals.cli.summary import alarms, write_json, write_summary

    # Alarms first: whatever becomes of stdout, they are said.
    for line in alarms(outcome):
        say(line)
    try:
        (write_json if as_json else write_summary)(outcome, sys.stdout)
        sys.stdout.flush()
    except OSError as error:
        leave_stdout()
        say(f"published, but the summary is cut short: {error}")
    if flags["report"] is not None:
        sys.exit(write_report_of(outcome, flags["report"]))
    sys.exit(outcome.exit_code)


@cli.command()
@sandbox_option
@export_option
@selection_options
@scope_options
@database_option
@json_option
def check(*, as_json: bool, **flags: Any) -> None:
    """Check configuration, key and endpoint, and say what a sync would fetch. Loads nothing.

    Of an export: what it holds, and what is missing in it.
    """
    if flags["from_export"]:
        check_export(flags, as_json=as_json)
        return
    from humanloop_evals.check import make_plan
    from humanloop_evals.cli.summary import plan_lines
    from humanloop_evals.sync import known_by

    with failing_as_json(as_json):
        settings, reader, selection = make_input(flags)
        try:
            job = api_job(flags, settings, reader, selection)
            known, in_flight = known_by(job), job.in_flight
            plan = make_plan(reader, selection, in_flight=in_flight, known=known, scope=job.scope)
        finally:
            reader.close()
    if as_json:
        click.echo(json.dumps({"origin": job.origin, **asdict(plan)}))
        return
    click.echo(f"{job.origin} answers and accepts the key.")
    click.echo(f"A sync would read {plan.evaluations} evaluations with these requests:")
    for call, count in plan.requests.items():
        click.echo(f"  {count:>7,}  {call}")
    for line in plan_lines(plan):
        click.echo(line)


@cli.command()
@sandbox_option
@database_option
@click.option("--max-age", type=DURATION, help="Exit with 8 when the data is older, such as 26h.")
@json_option
def status(database: Path | None, max_age: float | None, *, as_json: bool, sandbox: bool) -> None:
    """Say how old the data is and how the last sync ended; exit code 8 when that is bad."""
    from humanloop_evals.cli.summary import write_status
    from humanloop_evals.status import read_status

    with failing_as_json(as_json):
        found = read_status(find_database(database, sandbox=sandbox))
    write_status(found, sys.stdout, as_json=as_json)
    found.check(max_age)


@cli.command()
@click.argument("sql_or_name", metavar="[SQL|NAME]", required=False)
@sandbox_option
@database_option
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["table", "csv", "json", "parquet"]),
    default="table",
    help="How to print the result.",
)
@click.option(
    "--param",
    "values",
    metavar="NAME=VALUE",
    multiple=True,
    type=PAIR,
    help="Value of $NAME in the query; may be repeated.",
)
@click.option("--list", "as_list", is_flag=True, help="List the names, and what they answer.")
def query(
    sql_or_name: str | None,
    database: Path | None,
    output_format: str,
    values: tuple[tuple[str, str], ...],
    *,
    as_list: bool,
    sandbox: bool,
) -> None:
    """Run SQL on the published file, read-only. NAME is one of --list.

    \b
    humanloop-evals query "select status, count(*) from evaluation_runs group by status"
    humanloop-evals query regressions --param evaluation="Order lookup" --format csv
    """
    from humanloop_evals.cli.names import write_names
    from humanloop_evals.query import run_query

    if as_list:
        write_names(sys.stdout)
        return
    if sql_or_name is None:
        raise click.UsageError("a statement is wanted, or a name of `query --list`")
    # Like any filter, end without a word when the reader of the output has gone (`| head`).
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    path = find_database(database, sandbox=sandbox)
    sys.stdout.flush()
    out = sys.stdout.buffer
    run_query(path, sql_or_name, output_format, out, width=_width(), values=dict(values))
    out.flush()


def _width() -> int:
    return shutil.get_terminal_size((100, 24)).columns

"""The command that writes an archive."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from humanloop_evals.cli.inputs import make_input, name_origin
from humanloop_evals.cli.options import (
    DURATION,
    json_option,
    progress_option,
    sandbox_option,
    selection_options,
)
from humanloop_evals.cli.streams import failing_as_json, say
from humanloop_evals.errors import ConfigurationError

if TYPE_CHECKING:
    from humanloop_evals.export import Outcome

_EXIT_CODES = """
\b
Exit codes:
  0  complete: everything that is selected is in the folder, and every count was checked
  1  a bug
  2  configuration, usage, or a folder that can't be used
  3  the key is refused
  4  some evaluations or files are not complete: they are named, and have no `.done`
  5  another export holds the folder
  7  source unavailable; what was complete stays
  130, 143  stopped by a signal; what was complete stays
"""
_MOST_ALARMS = 20
_HELD = ("files", "versions", "datapoints", "evaluations", "runs", "evaluation_logs", "file_logs")


@click.command(epilog=_EXIT_CODES)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@sandbox_option
@selection_options
@click.option("--no-logs", is_flag=True, help="Leave logs, the bulk of it, out.")
@click.option("--deadline", type=DURATION, help="Give up after this time, such as 2h.")
@progress_option
@json_option
def export(folder: Path, progress: str, *, as_json: bool, no_logs: bool, **flags: Any) -> None:
    """Write what is selected into folders, as the vendor's own exporter did, but losing nothing.

    A second export into the same DIR goes on where the first one stopped, and reads the logs of
    those evaluations again that have changed. What is gone from the source stays in DIR.
    """
    from humanloop_evals.cli.progress import progress_to
    from humanloop_evals.export import Job
    from humanloop_evals.export import export as run

    with failing_as_json(as_json), progress_to(sys.stderr, progress) as say_progress:
        settings, reader, selection = make_input(flags, verbatim=True)
        if settings.redact:
            reader.close()
            raise ConfigurationError(
                f"redact is set ({', '.join(settings.redact)}), but an export keeps everything as "
                "it is served; to export all the same: HUMANLOOP_EVALS_REDACT='[]'"
            )
        outcome = run(
            Job(
                reader=reader,
                selection=selection,
                origin=name_origin(settings, sandbox=flags["sandbox"]),
                folder=folder,
                in_flight=settings.client.requests_in_flight,
                logs=not no_logs,
                on_progress=lambda done: say_progress(f"{done} evaluations read"),
            )
        )
    for line in _alarms(outcome):
        say(line)
    (_write_json if as_json else _write_summary)(outcome, sys.stdout)
    sys.stdout.flush()
    sys.exit(outcome.exit_code)


def _alarms(outcome: "Outcome") -> list[str]:
    lines = [f"{what} is not complete: {error}" for what, error in outcome.failures.items()]
    if len(lines) > _MOST_ALARMS:
        lines[_MOST_ALARMS:] = [f"and {len(lines) - _MOST_ALARMS} more, in export.log"]
    return lines


def _write_summary(outcome: "Outcome", out: TextIO) -> None:
    out.write(
        f"{outcome.folder}: from {outcome.origin} in {outcome.seconds:.1f} s "
        f"({outcome.traffic.requests} requests, {outcome.traffic.bytes / 1e6:.1f} MB)\n\n"
    )
    out.writelines(f"{name.replace('_', ' '):<32}{outcome.tally[name]:>9,}\n" for name in _HELD)
    if unchanged := outcome.tally["unchanged"]:
        out.write(f"\n{unchanged} evaluations had not changed since they were exported.\n")


def _write_json(outcome: "Outcome", out: TextIO) -> None:
    result = {
        "folder": str(outcome.folder),
        "origin": outcome.origin,
        "exit_code": int(outcome.exit_code),
        "seconds": round(outcome.seconds, 3),
        "requests": outcome.traffic.requests,
        "retries": outcome.traffic.retries,
        "bytes": outcome.traffic.bytes,
        **{name: outcome.tally[name] for name in _HELD},
        "unchanged": outcome.tally["unchanged"],
        "not_complete": {what: str(error) for what, error in outcome.failures.items()},
    }
    out.write(json.dumps(result) + "\n")

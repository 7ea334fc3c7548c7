"""The console script: commands, progress, and one line with an exit code for every error."""

import contextlib
import os
import sys
import traceback
from typing import NoReturn

import click

from humanloop_evals.cli.archive import export
from humanloop_evals.cli.commands import cli
from humanloop_evals.cli.reporting import report
from humanloop_evals.cli.serving import sandbox
from humanloop_evals.cli.streams import accept_any_text, finish_stdout, is_of_a_stream, say
from humanloop_evals.errors import ExitCode, HumanloopError

__all__ = ["cli", "main"]

cli.add_command(export)
cli.add_command(report)
cli.add_command(sandbox)


def main() -> NoReturn:
    """Run a command; every error of ours becomes one line and its exit code.

    The process ends at once: after a sync, to take dlt, Arrow and DuckDB apart takes 0.1 s, and
    there may be threads that still wait for an answer.
    """
    accept_any_text()
    code = finish_stdout(_run())
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    os._exit(code)


def _run() -> int:
    try:
        return int(cli.main(standalone_mode=False) or ExitCode.COMPLETE)
    except SystemExit as ended:
        return int(ended.code or ExitCode.COMPLETE)
    except (click.Abort, KeyboardInterrupt):
        return 130
    except Exception as error:  # noqa: BLE001 - the one place where a bug is shown
        return _explain(error)


def _explain(error: Exception) -> int:
    if isinstance(error, click.ClickException):
        with contextlib.suppress(OSError):
            error.show()
        return ExitCode.CONFIGURATION
    if isinstance(error, HumanloopError):
        say(str(error))
        return error.exit_code
    if is_of_a_stream(error):
        say(f"the output can't be written: {error}")
        return ExitCode.CONFIGURATION
    with contextlib.suppress(OSError):
        traceback.print_exception(error)
    say("this is a bug")
    return ExitCode.BUG

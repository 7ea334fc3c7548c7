"""The console script: commands, progress, and one line with an exit code for every error."""

import sys
import traceback
from typing import NoReturn

import click

from humanloop_evals.cli.commands import cli
from humanloop_evals.cli.streams import accept_any_text
from humanloop_evals.errors import ExitCode, HumanloopError

__all__ = ["cli", "main"]


def main() -> NoReturn:
    """Run a command; every error of ours becomes one line and its exit code."""
    accept_any_text()
    try:
        cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(ExitCode.CONFIGURATION)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except HumanloopError as error:
        click.echo(f"humanloop-evals: {error}", err=True)
        sys.exit(error.exit_code)
    except Exception:  # noqa: BLE001 - the one place where a bug is shown
        traceback.print_exc()
        click.echo("humanloop-evals: this is a bug", err=True)
        sys.exit(ExitCode.BUG)
    sys.exit(ExitCode.COMPLETE)

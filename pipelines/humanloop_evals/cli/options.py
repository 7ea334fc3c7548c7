"""Options that several commands share."""

from pathlib import Path
from typing import Any

import click

from humanloop_evals.settings import parse_duration


class Duration(click.ParamType):  # type: ignore[type-arg]  # not generic in older releases
    """Seconds, as 90s, 30m, 26h or 7d."""

    name = "duration"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """See `click.ParamType`."""
        try:
            return parse_duration(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Pair(click.ParamType):  # type: ignore[type-arg]  # not generic in older releases
    """A name and its value, as name=value."""

    name = "pair"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """See `click.ParamType`."""
        name, equals, text = value.partition("=")
        if not name or not equals:
            self.fail(f"expected name=value, not {value!r}", param, ctx)
        return name, text


DURATION = Duration()
PAIR = Pair()

database_option = click.option(
    "--database",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The DuckDB file; else $HUMANLOOP_EVALS_DATABASE, else humanloop_evals.duckdb.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
sandbox_option = click.option(
    "--sandbox", is_flag=True, help="The embedded sandbox and its database: no account, no network."
)

progress_option = click.option(
    "--progress",
    type=click.Choice(["auto", "bar", "plain", "off"]),
    default="auto",
    help="On stderr; auto is a bar on a terminal, else a line every 30 s.",
)


export_option = click.option(
    "--from-export",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A folder of the vendor's exporter, or a zip or tar.gz of it: no account, no network.",
)


def scope_options(command: Any) -> Any:
    """Add the options that say how much of each evaluation to read."""
    for option in reversed(
        (
            click.option("--no-logs", is_flag=True, help="Leave logs and judgments as they are."),
            click.option("--no-stats", is_flag=True, help="Neither logs nor stats."),
            click.option(
                "--redact",
                multiple=True,
                metavar="FIELD",
                help="Leave it out, such as inputs; email_address:hash hides it. Repeat.",
            ),
            click.option(
                "--provider-payloads", is_flag=True, help="Load what models were sent and answered."
            ),
            click.option(
                "--recheck-after",
                type=DURATION,
                help="Read logs again that were read longer ago; 7d unless set.",
            ),
        )
    ):
        command = option(command)
    return command


def selection_options(command: Any) -> Any:
    """Add the options that say what to read and from where."""
    for option in reversed(
        (
            click.option(
                "--evaluation", "evaluations", multiple=True, metavar="ID", help="By id; repeat."
            ),
            click.option(
                "--file", "files", multiple=True, metavar="ID", help="All of a file; repeat."
            ),
            click.option("--all-evaluations", is_flag=True, help="Those of every file."),
            click.option("--base-url", metavar="URL", help="A compatible endpoint of the v5 API."),
            click.option("--allow-http", is_flag=True, help="Send the key over plain http."),
        )
    ):
        command = option(command)
    return command

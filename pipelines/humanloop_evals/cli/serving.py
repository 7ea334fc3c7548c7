"""The command that serves the API on this machine."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from humanloop_evals.cli.program import program
from humanloop_evals.errors import ConfigurationError
from humanloop_evals.settings import is_loopback, parse_key, resolve

_KEY = "HUMANLOOP_EVALS_SANDBOX_KEY"


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8787,
    show_default=True,
    help="0 takes a free one.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Another address lets other machines in, and demands --key.",
)
@click.option(
    "--key",
    envvar=_KEY,
    help=f"What X-API-KEY has to be; 'sandbox' unless given. Better set in ${_KEY}.",
)
@click.option(
    "--from-export",
    "export",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Serve an export, or a zip or tar.gz of one, instead of made-up data.",
)
@click.option("--seed", type=int, help="Another seed, another account; 7 unless given.")
@click.option(
    "--evaluations",
    type=click.IntRange(0, 10_000),
    help="24 unless given: these tell a story; more are routine.",
)
def sandbox(port: int, host: str, key: str | None, export: Path | None, **made_up: int) -> None:
    """Serve the embedded fake API, or an export as the API it came from, until interrupted."""
    api_key = _choose_key(host, key)
    wanted = {name: value for name, value in made_up.items() if value is not None}
    if export is None:
        from humanloop_evals.sandbox import create_app, generate

        app, shown = create_app(generate(**wanted), api_key=api_key), ""
    else:
        if wanted:
            raise ConfigurationError(f"--{min(wanted)} makes data up, --from-export has its own")
        app, shown = _open_export(export, api_key)
    _serve(app, host, port, shown_key="..." if key else api_key, shown=shown)


def _open_export(path: Path, api_key: str) -> tuple[Any, str]:
    """The app of an export, and what is said of it."""
    from humanloop_evals.export_tree import open_tree
    from humanloop_evals.replay import Archive, create_app

    limit = resolve({}).client.body_limit
    archive = Archive(open_tree(path, beside=Path.cwd(), limit=limit))
    shown = f", {len(archive.files)} files and {archive.evaluations_count} evaluations of {path}"
    if archive.unfinished:
        shown += f" ({len(archive.unfinished)} of the files not finished by the exporter)"
    return create_app(archive, api_key=api_key), shown


def _choose_key(host: str, key: str | None) -> str:
    """The key that requests must have.

    Raises:
        ConfigurationError: None was chosen where others can send requests, or one that is none.
    """
    from humanloop_evals.sandbox import SANDBOX_KEY

    if key is None and not is_loopback(host):
        raise ConfigurationError(
            f"--host {host} lets other machines in: choose a key with --key or ${_KEY}"
        )
    try:
        return SANDBOX_KEY if key is None else parse_key(key).value
    except ValueError as error:
        raise ConfigurationError(f"--key: {error}") from error


def _serve(app: Any, host: str, port: int, *, shown_key: str, shown: str) -> None:
    """Serve until interrupted; the first line printed says where."""
    from humanloop_evals.sandbox import answer_this_machine_only, serve

    if is_loopback(host):
        answer_this_machine_only(app)
    try:
        server = serve(app, host=host, port=port)
    except OSError as error:
        code = error.errno or 0
        reason = os.strerror(code) if code > 0 else error.strerror
        raise ConfigurationError(f"port {port} of {host} can't be used: {reason}") from error
    address = f"[{host}]" if ":" in host else host
    url = f"http://{address}:{server.port}/v5"
    click.echo(f"{url} with X-API-KEY: {shown_key}{shown}. Try:")
    click.echo(
        f"  HUMANLOOP_API_KEY={shown_key} {program()} sync --all-evaluations "
        f"--base-url {url} --database from_the_sandbox.duckdb"
    )
    sys.stdout.flush()
    try:
        server.serve_forever()
    finally:
        server.server_close()

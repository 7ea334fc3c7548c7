"""From flags to what the commands work with: settings, reader, selection, job."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from humanloop_evals.errors import ConfigurationError
from humanloop_evals.settings import (
    SANDBOX_DATABASE,
    ClientSettings,
    Secret,
    Selection,
    Settings,
    origin,
    resolve,
)

if TYPE_CHECKING:
    from humanloop_evals.client import Client
    from humanloop_evals.export_tree import ExportReader
    from humanloop_evals.extract import Scope
    from humanloop_evals.sync import Job

Flags = dict[str, Any]

# Flags that mean the same for every input.
_OF_A_JOB = ("adopt", "prune", "full_refresh", "allow_empty", "strict")
# What --redact may need, and no flag can say: it would be seen by all who list processes.
_SALT = "HUMANLOOP_EVALS_REDACT_SALT"


def make_input(flags: Flags, *, verbatim: bool = False) -> tuple[Settings, "Client", Selection]:
    """The client of an API, or of the sandbox, and what to read with it.

    Args:
        flags: As given.
        verbatim: See `ClientSettings`.

    Raises:
        ConfigurationError: Nothing is selected, or there is no key.
    """
    from humanloop_evals.client import Client

    given_flags = _given(flags)
    if flags["sandbox"]:
        # What is configured for the real API, however broken, must not keep the sandbox away.
        salt = {_SALT: os.environ.get(_SALT, "")} if given_flags["redact"] else {}
        settings = resolve(given_flags, environment=salt, folder=Path(os.devnull).parent)
        client, everything = _sandbox(replace(settings.client, verbatim=verbatim))
        return settings, client, _selected(flags) or everything
    settings = resolve(given_flags)
    if not settings.selection:
        raise ConfigurationError(
            "nothing selected: pass --evaluation ID, --file ID or --all-evaluations, or set "
            "evaluation_ids, file_ids or all_evaluations in .dlt/config.toml under "
            "[sources.humanloop]. To try without an account: humanloop-evals sync --sandbox"
        )
    if not settings.client.api_key.value:
        raise ConfigurationError(
            "no API key: set HUMANLOOP_API_KEY, or humanloop_api_key in .dlt/secrets.toml under "
            "[sources.humanloop]"
        )
    client = Client(replace(settings.client, verbatim=verbatim))
    return settings, client, settings.selection


def make_export_input(
    flags: Flags, on_bytes: Callable[[int, int], None] = lambda _read, _all: None
) -> tuple[Settings, "ExportReader", Selection]:
    """The reader of an export, and what to read with it: everything unless something is named.

    Args:
        flags: As given; `from_export` is the folder or archive.
        on_bytes: Told how many bytes were read, and how many there are.

    Raises:
        ConfigurationError: It is no export, can't be read, or must not.
    """
    from humanloop_evals.export_tree import ExportReader

    for flag in ("sandbox", "base_url", "allow_http", "prune"):
        if flags.get(flag):
            name = f"--{flag.replace('_', '-')}"
            why = "an export is no complete listing" if flag == "prune" else "both name an input"
            raise ConfigurationError(f"--from-export does not go with {name}: {why}")
    settings = resolve(_given(flags), of_an_api=False)
    reader = ExportReader(
        flags["from_export"],
        beside=(flags["database"] or settings.database).absolute().parent,
        limit=settings.client.body_limit,
        deadline=settings.client.sync_deadline,
        with_logs=make_scope(flags, settings).logs,
        on_bytes=on_bytes,
    )
    return settings, reader, _selected(flags) or Selection(all_evaluations=True)


def _selected(flags: Flags) -> Selection:
    """What the flags select."""
    return Selection(flags["evaluations"], flags["files"], flags["all_evaluations"])


def _given(flags: Flags) -> Flags:
    """The flags that are settings, by the names of these."""
    return {
        "evaluation_ids": flags["evaluations"],
        "file_ids": flags["files"],
        "all_evaluations": flags["all_evaluations"],
        "humanloop_base_url": flags["base_url"],
        "allow_http": flags["allow_http"],
        "sync_deadline": flags.get("deadline"),
        "recheck_after": flags.get("recheck_after"),
        "redact": flags.get("redact"),
        "provider_payloads": flags.get("provider_payloads"),
    }


def make_job(flags: Flags, say: Callable[[str], None], started_at: datetime) -> "Job":
    """One sync, as the flags want it, begun at `started_at`; `say` is told how far it is."""
    if flags["full_refresh"] and (flags["no_logs"] or flags["no_stats"]):
        raise ConfigurationError(
            "--full-refresh builds the file anew: with --no-logs or --no-stats it would drop what "
            "these leave as it is"
        )

    if flags.get("report") is not None:
        from humanloop_evals.report import resolve_target

        # Not after an hour of reading.
        resolve_target(flags["report"], find_database(flags["database"], sandbox=flags["sandbox"]))

    def count(done: int) -> None:
        say(f"{done} evaluations read")

    wanted = {name: flags[name] for name in _OF_A_JOB}
    if flags.get("from_export"):
        settings, export, selection = make_export_input(
            flags, lambda read, all_: say(f"{read / 1e6:,.0f} of {all_ / 1e6:,.0f} MB read")
        )
        return export_job(flags, settings, export, selection, **wanted)
    settings, client, selection = make_input(flags)
    if not flags["sandbox"]:
        # What is imported from here on, DuckDB and Arrow, takes longer than most answers.
        client.begin(selection)
    wanted |= {"started_at": started_at, "on_progress": count}
    return api_job(flags, settings, client, selection, **wanted)


def api_job(
    flags: Flags, settings: Settings, client: "Client", selection: Selection, **more: Any
) -> "Job":
    """A sync of what `make_input` has found."""
    from humanloop_evals.sync import API, SANDBOX, Job

    return Job(
        reader=client,
        selection=selection,
        input=SANDBOX if flags["sandbox"] else API,
        origin=name_origin(settings, sandbox=flags["sandbox"]),
        database=find_database(flags["database"], sandbox=flags["sandbox"]),
        in_flight=settings.client.requests_in_flight,
        scope=make_scope(flags, settings),
        **more,
    )


def export_job(
    flags: Flags, settings: Settings, export: "ExportReader", selection: Selection, **more: Any
) -> "Job":
    """The same of what `make_export_input` has found."""
    from humanloop_evals.sync import EXPORT, Job

    return Job(
        reader=export,
        selection=selection,
        input=EXPORT,
        # Never with the folders above it.
        origin=f"export {export.name}",
        database=flags["database"] or settings.database,
        # What it has is read faster than it is loaded, and in order.
        in_flight=1,
        scope=make_scope(flags, settings),
        **more,
    )


def make_scope(flags: Flags, settings: Settings) -> "Scope":
    """How much of each evaluation to read."""
    from humanloop_evals.extract import PROVIDER_PAYLOADS, Redaction, Scope

    payloads = () if settings.provider_payloads else PROVIDER_PAYLOADS
    return Scope(
        stats=not flags["no_stats"],
        logs=not (flags["no_logs"] or flags["no_stats"]),
        recheck_after=timedelta(seconds=settings.recheck_after),
        redaction=Redaction((*payloads, *settings.redact), settings.redact_salt.value),
    )


def name_origin(settings: Settings, *, sandbox: bool) -> str:
    """Where the data comes from, as the database records it."""
    return "sandbox" if sandbox else origin(settings.client.base_url)


def name_input(flags: Flags) -> str:
    """Which kind of input the flags choose."""
    return "sandbox" if flags["sandbox"] else "export" if flags.get("from_export") else "api"


def find_database(flag: Path | None, *, sandbox: bool) -> Path:
    """The file: as given, else the sandbox's own, else as configured."""
    if flag is not None:
        return flag
    return Path(SANDBOX_DATABASE) if sandbox else resolve({}).database


def _sandbox(settings: ClientSettings) -> tuple["Client", Selection]:
    """A client that talks to the sandbox in this process, and everything the sandbox has."""
    import httpx

    from humanloop_evals.client import Client
    from humanloop_evals.sandbox import SANDBOX_KEY, create_app, generate

    account = generate()
    client = Client(
        replace(settings, base_url="http://localhost/v5", api_key=Secret(SANDBOX_KEY)),
        transport=httpx.WSGITransport(app=create_app(account)),
    )
    # The API lists evaluations by file, so those without a file are asked for by id.
    without_file = [e["id"] for e in account.evaluations if e["file_id"] is None]
    return client, Selection(evaluation_ids=tuple(without_file), all_evaluations=True)

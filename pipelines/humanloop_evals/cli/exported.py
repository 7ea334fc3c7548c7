"""`check --from-export`: what an export holds and lacks."""

import json
import shlex
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from humanloop_evals.cli.inputs import Flags, export_job, make_export_input
from humanloop_evals.cli.program import program
from humanloop_evals.cli.streams import failing_as_json

if TYPE_CHECKING:
    from humanloop_evals.export_tree import Inventory

_MOST_LINES = 50


def check_export(flags: Flags, *, as_json: bool) -> None:
    """Print what is there, and what is missing."""
    from humanloop_evals.export_tree import take_inventory
    from humanloop_evals.sync import known_by

    with failing_as_json(as_json):
        settings, reader, selection = make_export_input(flags)
        try:
            known_by(export_job(flags, settings, reader, selection))
            file_ids = None if selection.all_evaluations else selection.file_ids
            found = take_inventory(reader, file_ids, selection.evaluation_ids)
        finally:
            reader.close()
    place = str(flags["from_export"])
    if as_json:
        click.echo(json.dumps({"export": place, **asdict(found)}))
        return
    for line in _lines(place, found):
        click.echo(line)


def _lines(place: str, found: "Inventory") -> Iterator[str]:
    yield f"{place} can be read ({found.size / 1e6:,.1f} MB); no key is needed."
    yield f"It holds {', '.join(found.exports)}, with"
    types = ", ".join(f"{count} {kind}" for kind, count in found.files.items())
    for count, what in (
        (sum(found.files.values()), f"files ({types})"),
        (found.versions, "versions"),
        (found.evaluations, f"evaluations with {found.runs:,} runs"),
        (found.logs, "logs of evaluations"),
        (found.file_logs, "logs that files list as their own"),
        (found.datapoints, "datapoints of dataset versions"),
    ):
        yield f"  {count:>9,}  {what}"
    yield from _listed("How it is read:", found.remarks)
    yield from _listed("Missing:", found.missing)
    if not found.missing:
        yield "Nothing is missing that is counted somewhere."
    yield f"Next: {program()} sync --from-export {shlex.quote(place)}"


def _listed(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield title
        yield from (f"  {line}" for line in lines[:_MOST_LINES])
    if len(lines) > _MOST_LINES:
        yield f"  and {len(lines) - _MOST_LINES} more; --json prints all"

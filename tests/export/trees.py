"""Exports of a server, and what is in the folder afterwards."""

from pathlib import Path
from typing import Any

from export.archive_server import ArchiveServer
from humanloop_evals.export import Job, Outcome, export
from humanloop_evals.settings import Selection

Tree = dict[str, bytes]

EVERYTHING = Selection(all_evaluations=True)
DONE = b"Export completed successfully.\n"


def export_to(folder: Path, server: ArchiveServer, **more: Any) -> Outcome:
    """Export everything, unless more is said."""
    job: dict[str, Any] = {"selection": EVERYTHING, "origin": "https://evals.example.com"}
    return export(Job(reader=server.client(), folder=folder, in_flight=4, **(job | more)))


def tree(folder: Path) -> Tree:
    """Every file of an export by its path, without what is ours."""
    return {
        name: path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not (name := path.relative_to(folder).as_posix()).startswith((".export/", "export.log"))
    }


def done(folder: Path) -> set[str]:
    """The files that are complete."""
    return {path.parent.name for path in folder.rglob(".done")}


def below(found: Tree, place: str) -> Tree:
    """A part of a tree."""
    return {
        name.removeprefix(place): content
        for name, content in found.items()
        if name.startswith(place)
    }

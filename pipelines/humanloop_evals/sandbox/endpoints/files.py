"""The endpoints of files and directories."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, request

from humanloop_evals.sandbox.data import Account
from humanloop_evals.sandbox.endpoints.answer import answer, find
from humanloop_evals.sandbox.listing import select_files, shown_with_raw_content
from humanloop_evals.sandbox.query import flag, read_page

Json = dict[str, Any]

_ROOT = "root"


def add_files(routes: Blueprint, account: Account) -> None:
    """Add the endpoints /files and /directories."""

    @routes.get("/files")
    def list_files() -> Response:
        page = read_page(request.args)
        records = select_files(account.files, request.args, partial(_environments, account))
        with_content = flag(request.args, "include_raw_file_content")
        return answer(page.envelope(records, shown_with_raw_content if with_content else None))

    @routes.get("/directories")
    def list_directories() -> Response:
        return answer(account.directories)

    @routes.get("/directories/<directory_id>")
    def get_directory(directory_id: str) -> Response:
        return answer(_directory_with_contents(account, directory_id))


def _environments(account: Account, file: Json) -> set[str]:
    versions = account.versions.get(file["id"], [file])
    return {place["name"] for version in versions for place in version["environments"] or ()}


def _directory_with_contents(account: Account, directory_id: str) -> Json:
    """Return a directory with what lies in it and above it, the root first."""
    directories = account.directories
    root = next(record for record in directories if record["parent_id"] is None)
    wanted = root["id"] if directory_id == _ROOT else directory_id
    directory = find(directories, "Directory", wanted)
    places = {wanted, None} if directory is root else {wanted}
    parents: list[Json] = []
    above = directory["parent_id"]
    while above is not None:
        parents.insert(0, find(directories, "Directory", above))
        above = parents[0]["parent_id"]
    return {
        **directory,
        "subdirectories": [record for record in directories if record["parent_id"] == wanted],
        "files": [record for record in account.files if record["directory_id"] in places],
        "parents": parents,
    }

"""The endpoints of files and their versions."""

import orjson
from flask import Blueprint, Response, request

from humanloop_evals.replay.archive import Archive, Json
from humanloop_evals.replay.endpoints.raw import verbatim
from humanloop_evals.sandbox import ApiError, answer, find
from humanloop_evals.sandbox.listing import FILE_TYPES, select_files
from humanloop_evals.sandbox.query import flag, read_page

_NO_TEMPLATES = "An export does not say which files are templates."


def add_files(routes: Blueprint, archive: Archive) -> None:
    """Add the endpoint /files, and /{type}s/{id}/versions of every type but datasets."""

    @routes.get("/files")
    def list_files() -> Response:
        page = read_page(request.args)
        # What was not exported can't be added; the field is there as it was.
        flag(request.args, "include_raw_file_content")
        if flag(request.args, "template"):
            raise ApiError(404, _NO_TEMPLATES)
        files = select_files(archive.files, request.args, environments_of)
        return answer(page.envelope(files, lambda file: shown(archive, file)))

    for kind in FILE_TYPES:
        if kind != "dataset":
            _add_versions(routes, archive, kind)


def environments_of(file: Json) -> set[str]:
    """The names of the environments to which versions of a file are deployed."""
    environments: set[str] = file["environments"]
    return environments


def shown(archive: Archive, file: Json) -> orjson.Fragment:
    """A listed file as it was served."""
    return verbatim(archive.file(file["id"]))


def find_file(archive: Archive, kind: str, file_id: str) -> Json:
    """The file with an id and a type; otherwise it is refused as the API does."""
    files = [file for file in archive.files if file["type"] == kind]
    return find(files, kind.capitalize(), file_id)


def _add_versions(routes: Blueprint, archive: Archive, kind: str) -> None:
    @routes.get(f"/{kind}s/<file_id>/versions", endpoint=f"list_{kind}_versions")
    def list_versions(file_id: str) -> Response:
        flag(request.args, "evaluator_aggregates")
        find_file(archive, kind, file_id)
        return answer({"records": [verbatim(text) for _, text in archive.versions(file_id)]})

"""The endpoints of datasets: listed, one, its versions, and the datapoints of a version."""

from collections.abc import Mapping

import orjson
from flask import Blueprint, Response, request

from humanloop_evals.replay.archive import Archive, Json
from humanloop_evals.replay.endpoints.files import environments_of, find_file, shown
from humanloop_evals.replay.endpoints.raw import as_lines, verbatim, with_field
from humanloop_evals.sandbox import answer
from humanloop_evals.sandbox.endpoints.datasets import PAGE_SIZE, chosen_version
from humanloop_evals.sandbox.endpoints.versions import SAVED
from humanloop_evals.sandbox.listing import select_files
from humanloop_evals.sandbox.query import flag, one_of, read_page

Version = tuple[Json, bytes]


def add_datasets(routes: Blueprint, archive: Archive) -> None:
    """Add the endpoints below /datasets."""

    @routes.get("/datasets")
    def list_datasets() -> Response:
        page = read_page(request.args)
        user = request.args.get("user_filter", "").casefold()
        datasets = [
            file
            for file in archive.files
            if file["type"] == "dataset" and user in file["users"].casefold()
        ]
        found = select_files(datasets, request.args, environments_of)
        return answer(page.envelope(found, lambda file: shown(archive, file)))

    @routes.get("/datasets/<dataset_id>")
    def get_dataset(dataset_id: str) -> Response:
        with_datapoints = flag(request.args, "include_datapoints")
        version, text = _choose(archive, dataset_id, request.args)
        if with_datapoints:
            text = _with_datapoints(archive, dataset_id, version, text)
        return Response(text, mimetype="application/json")

    @routes.get("/datasets/<dataset_id>/versions")
    def list_versions(dataset_id: str) -> Response:
        find_file(archive, "dataset", dataset_id)
        versions = archive.versions(dataset_id)
        texts = [text for _, text in versions]
        if texts and "include_datapoints" in request.args:
            one_of(request.args, "include_datapoints", SAVED, SAVED[0])
            texts[0] = _with_datapoints(archive, dataset_id, *versions[0])
        return answer({"records": [verbatim(text) for text in texts]})

    @routes.get("/datasets/<dataset_id>/datapoints")
    def list_datapoints(dataset_id: str) -> Response:
        page = read_page(request.args, size=PAGE_SIZE)
        version, _ = _choose(archive, dataset_id, request.args)
        found = archive.datapoints(dataset_id, version["version_id"])
        return answer(page.envelope_of(found.positions(), lambda part: as_lines(found.read(part))))


def _choose(archive: Archive, dataset_id: str, args: Mapping[str, str]) -> Version:
    """The version asked for; without a wish the default environment's, else the newest."""
    find_file(archive, "dataset", dataset_id)
    versions = archive.versions(dataset_id)
    chosen = chosen_version([version for version, _ in versions], args)
    return next(one for one in versions if one[0] is chosen)


def _with_datapoints(archive: Archive, dataset_id: str, version: Json, text: bytes) -> bytes:
    found = archive.datapoints(dataset_id, version["version_id"])
    datapoints = orjson.dumps(as_lines(found.read(found.positions())))
    return with_field(text, "datapoints", datapoints)

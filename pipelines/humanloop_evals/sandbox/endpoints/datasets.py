"""The endpoint of datapoints."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request

from humanloop_evals.sandbox.chance import Chance
from humanloop_evals.sandbox.data import Account
from humanloop_evals.sandbox.endpoints.answer import answer, find, missing
from humanloop_evals.sandbox.measured import datapoints_of
from humanloop_evals.sandbox.query import read_page

Json = dict[str, Any]

_DEFAULT_TAG = "default"
PAGE_SIZE = 50


def add_datasets(routes: Blueprint, account: Account) -> None:
    """Add the endpoint below /datasets."""

    @routes.get("/datasets/<dataset_id>/datapoints")
    def list_datapoints(dataset_id: str) -> Response:
        page = read_page(request.args, size=PAGE_SIZE)
        datasets = [file for file in account.files if file["type"] == "dataset"]
        newest = find(datasets, "Dataset", dataset_id)
        versions = account.versions.get(dataset_id) or [newest]
        version = chosen_version(versions, request.args)
        return answer(page.envelope(datapoints_of(Chance(account.seed), version)))


def chosen_version(versions: list[Json], args: Mapping[str, str]) -> Json:
    """Return the version asked for; without a wish the default environment's, else the newest."""
    version_id, environment = args.get("version_id"), args.get("environment")
    if version_id is not None:
        for version in versions:
            if version["version_id"] == version_id:
                return version
        raise missing("Version", version_id)
    wanted = ("tag", _DEFAULT_TAG) if environment is None else ("name", environment)
    for version in versions:
        if any(place[wanted[0]] == wanted[1] for place in version.get("environments") or ()):
            return version
    if environment is not None:
        raise missing("Environment", environment)
    return versions[0]

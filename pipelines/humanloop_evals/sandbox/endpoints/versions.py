"""The endpoints of all versions of a file, one for each type of file."""

from typing import Any

from flask import Blueprint, Response, request

from humanloop_evals.sandbox.chance import Chance
from humanloop_evals.sandbox.data import Account
from humanloop_evals.sandbox.endpoints.answer import answer, find
from humanloop_evals.sandbox.listing import FILE_TYPES
from humanloop_evals.sandbox.measured import datapoints_of
from humanloop_evals.sandbox.query import flag, one_of

Json = dict[str, Any]

# Either shows the datapoints of the newest version; here everything saved is committed.
SAVED = ("latest_saved", "latest_committed")


def add_versions(routes: Blueprint, account: Account) -> None:
    """Add the endpoint /{type}s/{id}/versions of every type."""
    for kind in FILE_TYPES:
        _add(routes, account, kind)


def _add(routes: Blueprint, account: Account, kind: str) -> None:
    @routes.get(f"/{kind}s/<file_id>/versions", endpoint=f"list_{kind}_versions")
    def list_versions(file_id: str) -> Response:
        # Aggregates stand in every version here; asking for them is understood.
        flag(request.args, "evaluator_aggregates")
        files = [file for file in account.files if file["type"] == kind]
        newest = find(files, kind.capitalize(), file_id)
        versions = account.versions.get(file_id) or [newest]
        if kind == "dataset" and "include_datapoints" in request.args:
            one_of(request.args, "include_datapoints", SAVED, SAVED[0])
            datapoints = datapoints_of(Chance(account.seed), versions[0])
            versions = [{**versions[0], "datapoints": datapoints}, *versions[1:]]
        return answer({"records": versions})

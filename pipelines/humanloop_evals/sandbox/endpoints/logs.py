"""The endpoint of a file's own logs: here, those of the runs in which its versions took part."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, request

from humanloop_evals.sandbox.data import Account
from humanloop_evals.sandbox.endpoints.answer import answer, find
from humanloop_evals.sandbox.log_search import passes, read_tests, sampled, shown
from humanloop_evals.sandbox.measured import Panel, Place, log_id_at
from humanloop_evals.sandbox.query import flag, read_page, required

Json = dict[str, Any]
Found = tuple[Panel, Place]


def add_logs(routes: Blueprint, account: Account) -> None:
    """Add the endpoint /logs."""

    @routes.get("/logs")
    def list_file_logs() -> Response:
        file_id = required(request.args, "file_id")
        page = read_page(request.args)
        tests = read_tests(request.args)
        with_children = flag(request.args, "include_trace_children")
        find(account.files, "File", file_id)
        places = list(_places(account, file_id))
        if tests:
            places = [place for place in places if passes(_log(place), tests)]
        places = sampled(request.args, places, _log_id)
        return answer(
            page.envelope(places, lambda place: shown(_log(place), with_children=with_children))
        )


def _places(account: Account, file_id: str) -> Iterator[Found]:
    """Yield where each log of a file is, once, in however many evaluations its run may be."""
    by_run: dict[str, list[Found]] = {}
    for evaluation in account.evaluations:
        panel = Panel(account, evaluation)
        for run in panel.runs:
            version = panel.version(run)
            if version is not None and version["id"] == file_id:
                found = [(panel, place) for place in panel.logs(run)]
                # A run that is complete in one evaluation may still be running in another.
                by_run[run["id"]] = max(by_run.get(run["id"], []), found, key=len)
    for places in by_run.values():
        yield from places


def _log(found: Found) -> Json:
    panel, place = found
    return panel.log(place)


def _log_id(found: Found) -> str:
    return log_id_at(found[1])

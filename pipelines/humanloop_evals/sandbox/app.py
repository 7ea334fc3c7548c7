"""The fake API: answers an account's files, directories, evaluations and runs under /v5.

    GET /v5/evaluations?file_id=&page=&size=    evaluations of one file
    GET /v5/evaluations/{id}                    one evaluation
    GET /v5/evaluations/{id}/runs               its runs, all at once
    GET /v5/files?page=&size=&name=&path=&template=&type=&environment=&sort_by=&order=
                 &include_raw_file_content=     files, each as its newest version
    GET /v5/directories                         all directories, as a bare array
    GET /v5/directories/{id or root}            one, with subdirectories, files and parents

Every request needs the header X-API-KEY. The account is read at each request: a test may change its
lists between two requests.
"""

import hmac
import json
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import HTTPException

from humanloop_evals.sandbox.data import Account
from humanloop_evals.sandbox.listing import select_files, shown_with_raw_content
from humanloop_evals.sandbox.query import ApiError, flag, read_page, required
from humanloop_evals.sandbox.server import serve

__all__ = ["SANDBOX_KEY", "create_app", "serve"]

Json = dict[str, Any]

SANDBOX_KEY = "sandbox"
_PREFIX = "/v5"
_ROOT = "root"


def create_app(account: Account, *, api_key: str = SANDBOX_KEY) -> Flask:
    """Return the WSGI app that answers for the account.

    Args:
        account: What to serve.
        api_key: The only key that is let in.
    """
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(_routes(account), url_prefix=_PREFIX)
    app.register_error_handler(ApiError, _refused)
    app.register_error_handler(HTTPException, _failed)

    @app.before_request
    def check_key() -> None:
        given = request.headers.get("X-API-KEY", "")
        is_route = request.endpoint is not None
        if is_route and not hmac.compare_digest(given.encode(), api_key.encode()):
            raise ApiError(401, "Invalid or missing API key. Send it in the header X-API-KEY.")

    return app


def _routes(account: Account) -> Blueprint:
    routes = Blueprint("v5", __name__)
    _add_evaluations(routes, account)
    _add_files(routes, account)
    return routes


def _add_evaluations(routes: Blueprint, account: Account) -> None:
    @routes.get("/evaluations")
    def list_evaluations() -> Response:
        file_id = required(request.args, "file_id")
        page = read_page(request.args)
        _find(account.files, "File", file_id)
        records = [record for record in account.evaluations if record["file_id"] == file_id]
        return _answer(page.envelope(records))

    @routes.get("/evaluations/<evaluation_id>")
    def get_evaluation(evaluation_id: str) -> Response:
        return _answer(_find(account.evaluations, "Evaluation", evaluation_id))

    @routes.get("/evaluations/<evaluation_id>/runs")
    def list_runs(evaluation_id: str) -> Response:
        _find(account.evaluations, "Evaluation", evaluation_id)
        return _answer({"runs": account.runs.get(evaluation_id, [])})


def _add_files(routes: Blueprint, account: Account) -> None:
    @routes.get("/files")
    def list_files() -> Response:
        page = read_page(request.args)
        records = select_files(account, request.args)
        with_content = flag(request.args, "include_raw_file_content")
        return _answer(page.envelope(records, shown_with_raw_content if with_content else None))

    @routes.get("/directories")
    def list_directories() -> Response:
        return _answer(account.directories)

    @routes.get("/directories/<directory_id>")
    def get_directory(directory_id: str) -> Response:
        return _answer(_directory_with_contents(account, directory_id))


def _directory_with_contents(account: Account, directory_id: str) -> Json:
    """Return a directory with what lies in it and above it, the root first."""
    directories = account.directories
    root = next(record for record in directories if record["parent_id"] is None)
    wanted = root["id"] if directory_id == _ROOT else directory_id
    directory = _find(directories, "Directory", wanted)
    places = {wanted, None} if directory is root else {wanted}
    parents: list[Json] = []
    above = directory["parent_id"]
    while above is not None:
        parents.insert(0, _find(directories, "Directory", above))
        above = parents[0]["parent_id"]
    return {
        **directory,
        "subdirectories": [record for record in directories if record["parent_id"] == wanted],
        "files": [record for record in account.files if record["directory_id"] in places],
        "parents": parents,
    }


def _find(records: Iterable[Json], noun: str, wanted: str) -> Json:
    for record in records:
        if record["id"] == wanted:
            return record
    detail = {
        "loc": [noun.lower(), "id"],
        "msg": f"{noun} not found",
        "description": f"There is no {noun} with the id {wanted}.",
        "type": "not_found",
    }
    raise ApiError(404, detail)


def _refused(error: ApiError) -> Response:
    return _answer({"detail": error.detail}, error.status)


def _failed(error: HTTPException) -> Response:
    """Answer unknown routes, wrong methods and our own faults as JSON."""
    return _answer({"detail": error.name}, error.code or 500)


def _answer(body: Json | list[Json], status: int = 200) -> Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status=status, mimetype="application/json")

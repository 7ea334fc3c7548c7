"""The fake API: answers an account's files, evaluations, runs, logs and datapoints under /v5.

    GET /v5/evaluations?file_id=&page=&size=    evaluations of one file
    GET /v5/evaluations/{id}                    one evaluation
    GET /v5/evaluations/{id}/runs               its runs, all at once
    GET /v5/evaluations/{id}/stats              its statistics, run by run
    GET /v5/evaluations/{id}/logs?page=&size=&run_id=    its logs with their judgments
    GET /v5/datasets/{id}/datapoints?version_id=&environment=&page=&size=
                                                datapoints of a version of a dataset
    GET /v5/{prompts, tools, flows, evaluators, agents, datasets}/{id}/versions
                                                all versions of a file, newest first
    GET /v5/logs?file_id=&page=&size=&version_id=&id=&search=&metadata_search=&start_date=&end_date=
                &in_trace_filter=&sample=&include_trace_children=
                                                the logs of a file
    GET /v5/files?page=&size=&name=&path=&template=&type=&environment=&sort_by=&order=
                 &include_raw_file_content=     files, each as its newest version
    GET /v5/directories                         all directories, as a bare array
    GET /v5/directories/{id or root}            one, with subdirectories, files and parents

Every request needs the header X-API-KEY. The account is read at each request: a test may change its
lists between two requests.
"""

import hmac
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import HTTPException

from humanloop_evals.sandbox.data import Account
from humanloop_evals.sandbox.endpoints import (
    add_datasets,
    add_evaluations,
    add_files,
    add_logs,
    add_measured,
    add_versions,
)
from humanloop_evals.sandbox.endpoints.answer import answer
from humanloop_evals.sandbox.query import ApiError
from humanloop_evals.sandbox.server import serve
from humanloop_evals.settings import is_loopback

__all__ = ["SANDBOX_KEY", "answer_this_machine_only", "api_app", "create_app", "serve"]

SANDBOX_KEY = "sandbox"
_PREFIX = "/v5"


def create_app(account: Account, *, api_key: str = SANDBOX_KEY) -> Flask:
    """Return the WSGI app that answers for the account.

    Args:
        account: What to serve.
        api_key: The only key that is let in.
    """
    return api_app(_routes(account), api_key=api_key)


def api_app(routes: Blueprint, *, api_key: str) -> Flask:
    """Return the WSGI app that answers by some routes, and refuses as the API does.

    Args:
        routes: Below /v5.
        api_key: The only key that is let in.
    """
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(routes, url_prefix=_PREFIX)
    app.register_error_handler(ApiError, _refused)
    app.register_error_handler(HTTPException, _failed)

    @app.before_request
    def check_key() -> None:
        given = request.headers.get("X-API-KEY", "")
        is_route = request.endpoint is not None
        if is_route and not hmac.compare_digest(given.encode(), api_key.encode()):
            raise ApiError(401, "Invalid or missing API key. Send it in the header X-API-KEY.")

    return app


def answer_this_machine_only(app: Flask) -> None:
    """Refuse requests that name another host.

    Else a page of the web could give this machine a name of its own, and have the browser read
    from here whatever the key lets in.
    """

    @app.before_request
    def check_host() -> None:
        if not is_loopback(urlsplit(f"//{request.host}").hostname):
            raise ApiError(403, "This server answers under names of this machine only.")


def _routes(account: Account) -> Blueprint:
    routes = Blueprint("v5", __name__)
    add_evaluations(routes, account)
    add_measured(routes, account)
    add_datasets(routes, account)
    add_files(routes, account)
    add_versions(routes, account)
    add_logs(routes, account)
    return routes


def _refused(error: ApiError) -> Response:
    return answer({"detail": error.detail}, error.status)


def _failed(error: HTTPException) -> Response:
    """Answer unknown routes, wrong methods and our own faults as JSON."""
    return answer({"detail": error.name}, error.code or 500)

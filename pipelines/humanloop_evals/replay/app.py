"""The app that answers for an export: the endpoints of the API that a folder of files can answer.

    GET /v5/files, /v5/datasets                       listings with their filters and orders
    GET /v5/{prompts, tools, flows, evaluators, agents, datasets}/{id}/versions
    GET /v5/datasets/{id}, /v5/datasets/{id}/datapoints
    GET /v5/logs?file_id=                             the logs of a file, with their filters
    GET /v5/evaluations?file_id=
    GET /v5/evaluations/{id}, .../runs, .../stats, .../logs

Everything else is answered with 404 and a sentence. What the folder lacks is never left out: that
is a 404, too, and what can't be read a 500, both with what and where.
"""

from flask import Blueprint, Flask, Response, request

from humanloop_evals.errors import EvaluationFailed, NotFound
from humanloop_evals.replay.archive import Archive
from humanloop_evals.replay.endpoints import add_datasets, add_evaluations, add_files, add_logs
from humanloop_evals.sandbox import SANDBOX_KEY, ApiError, answer, api_app

_HAS = (
    "files and their versions, deployments and logs, the datapoints of datasets, and evaluations "
    "with their runs, stats and logs"
)


def create_app(archive: Archive, *, api_key: str = SANDBOX_KEY) -> Flask:
    """Return the WSGI app that answers for an export.

    Args:
        archive: What to serve.
        api_key: The only key that is let in.
    """
    routes = Blueprint("v5", __name__)
    add_files(routes, archive)
    add_datasets(routes, archive)
    add_logs(routes, archive)
    add_evaluations(routes, archive)

    @routes.get("/<path:_place>")
    def refuse(_place: str) -> Response:
        raise ApiError(404, f"An export can't answer GET {request.path}: it has {_HAS}.")

    app = api_app(routes, api_key=api_key)
    app.register_error_handler(EvaluationFailed, _failed)
    return app


def _failed(error: EvaluationFailed) -> Response:
    return answer({"detail": str(error)}, 404 if isinstance(error, NotFound) else 500)

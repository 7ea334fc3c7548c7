"""The endpoints of evaluations: the list, one, its runs, its statistics and its logs."""

from flask import Blueprint, Response, request

from humanloop_evals.replay.archive import Archive
from humanloop_evals.replay.endpoints.raw import as_lines, verbatim
from humanloop_evals.sandbox import answer, missing
from humanloop_evals.sandbox.query import read_page, required


def add_evaluations(routes: Blueprint, archive: Archive) -> None:
    """Add everything below /evaluations."""

    @routes.get("/evaluations")
    def list_evaluations() -> Response:
        file_id = required(request.args, "file_id")
        page = read_page(request.args)
        if not archive.has_file(file_id):
            raise missing("File", file_id)
        found = archive.evaluations(file_id)
        return answer(page.envelope(found, lambda key: verbatim(archive.evaluation(key))))

    @routes.get("/evaluations/<evaluation_id>")
    def get_evaluation(evaluation_id: str) -> Response:
        _check(archive, evaluation_id)
        return Response(archive.evaluation(evaluation_id), mimetype="application/json")

    @routes.get("/evaluations/<evaluation_id>/runs")
    def list_runs(evaluation_id: str) -> Response:
        _check(archive, evaluation_id)
        return answer({"runs": [verbatim(run) for run in archive.runs(evaluation_id)]})

    @routes.get("/evaluations/<evaluation_id>/stats")
    def get_stats(evaluation_id: str) -> Response:
        _check(archive, evaluation_id)
        return Response(archive.stats(evaluation_id), mimetype="application/json")

    @routes.get("/evaluations/<evaluation_id>/logs")
    def list_logs(evaluation_id: str) -> Response:
        page = read_page(request.args)
        _check(archive, evaluation_id)
        found = archive.evaluation_logs(evaluation_id)
        positions = found.positions(request.args.getlist("run_id"))
        return answer(page.envelope_of(positions, lambda part: as_lines(found.read(part))))


def _check(archive: Archive, evaluation_id: str) -> None:
    if not archive.has_evaluation(evaluation_id):
        raise missing("Evaluation", evaluation_id)

"""The endpoints of evaluations: the list, one, its runs, its statistics and its logs."""

from flask import Blueprint, Response, request

from humanloop_evals.sandbox.data import Account
from humanloop_evals.sandbox.endpoints.answer import answer, find
from humanloop_evals.sandbox.measured import Panel, evaluation_stats
from humanloop_evals.sandbox.query import read_page, required


def add_evaluations(routes: Blueprint, account: Account) -> None:
    """Add the evaluations and their runs."""

    @routes.get("/evaluations")
    def list_evaluations() -> Response:
        file_id = required(request.args, "file_id")
        page = read_page(request.args)
        find(account.files, "File", file_id)
        records = [record for record in account.evaluations if record["file_id"] == file_id]
        return answer(page.envelope(records))

    @routes.get("/evaluations/<evaluation_id>")
    def get_evaluation(evaluation_id: str) -> Response:
        return answer(find(account.evaluations, "Evaluation", evaluation_id))

    @routes.get("/evaluations/<evaluation_id>/runs")
    def list_runs(evaluation_id: str) -> Response:
        find(account.evaluations, "Evaluation", evaluation_id)
        return answer({"runs": account.runs.get(evaluation_id, [])})


def add_measured(routes: Blueprint, account: Account) -> None:
    """Add what is measured: statistics and logs."""

    @routes.get("/evaluations/<evaluation_id>/stats")
    def get_stats(evaluation_id: str) -> Response:
        evaluation = find(account.evaluations, "Evaluation", evaluation_id)
        return answer(evaluation_stats(Panel(account, evaluation)))

    @routes.get("/evaluations/<evaluation_id>/logs")
    def list_logs(evaluation_id: str) -> Response:
        page = read_page(request.args)
        evaluation = find(account.evaluations, "Evaluation", evaluation_id)
        panel = Panel(account, evaluation)
        logs = panel.all_logs(request.args.getlist("run_id"))
        return answer(page.envelope(logs, panel.record))

"""A small account with one of everything that syncs have to get right, and jobs that read it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

import api_objects as api
from extracting import RUNS_ONLY
from humanloop_evals.client import Client
from humanloop_evals.reader import Reader
from humanloop_evals.sandbox import SANDBOX_KEY, Account, create_app
from humanloop_evals.settings import ClientSettings, Secret, Selection
from humanloop_evals.sync import API, Job

FILE = "pr_1"
ORIGIN = "https://evals.example.com"
OF_FILE = Selection(file_ids=(FILE,))


def small_account() -> Account:
    """Three evaluations of one file; run rn_2 belongs to two of them."""
    ada = api.user(full_name="Ada")
    judge = api.evaluator(tags=["judges"], created_by=ada)
    answers = api.dataset(tags=["golden"], environments=[api.environment()])
    first = api.prompt(
        "prv_1",
        template="Hello {{name}}",
        temperature=0.7,
        tags=["tone", "beta"],
        inputs=[{"name": "name"}],
        environments=[api.environment()],
        created_by=ada,
    )
    second = api.prompt("prv_2", template=[{"role": "user", "content": "Hi"}], tags=["tone"])
    judged = {"evaluators": [api.evaluation_evaluator(judge)], "created_by": ada}
    both = {"dataset": answers, "created_by": ada}
    shared = api.run("rn_2", version=second, **both)
    runs = {
        "evr_1": [api.run("rn_1", version=first, control=True, **both), shared],
        "evr_2": [{**shared, "control": True}, api.run("rn_3", version=None)],
        "evr_3": [api.run("rn_4", version=first)],
    }
    evaluations = [api.evaluation(key, len(runs[key]), name=key, **judged) for key in runs]
    return Account(files=[second], directories=[], evaluations=evaluations, runs=runs)


def set_runs(account: Account, evaluation_id: str, runs: list[api.Json]) -> None:
    """Change the runs of an evaluation, and the count that it states."""
    account.runs[evaluation_id] = runs
    find(account, evaluation_id)["runs_count"] = len(runs)


def find(account: Account, evaluation_id: str) -> api.Json:
    """An evaluation of the account."""
    return next(e for e in account.evaluations if e["id"] == evaluation_id)


def version_of(account: Account, version_id: str) -> api.Json:
    """A version as the runs show it: one object, wherever it appears."""
    return next(
        run["version"]
        for runs in account.runs.values()
        for run in runs
        if run.get("version") and run["version"]["version_id"] == version_id
    )


def client_of(account: Account, answers: Mapping[str, tuple[int, object]] | None = None) -> Client:
    """A client that reads the account in this process, without ever trying again.

    Args:
        account: Looked at for every request.
        answers: Paths that are answered with this status and JSON instead.
    """
    app = create_app(account)

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        fixed = (answers or {}).get(environ["PATH_INFO"])
        if fixed is None:
            return app(environ, start_response)
        start_response(f"{fixed[0]} Fixed", [("content-type", "application/json")])
        return [api.to_text(fixed[1])]

    settings = ClientSettings(
        base_url="http://localhost/v5", api_key=Secret(SANDBOX_KEY), attempts=1
    )
    return Client(settings, transport=httpx.WSGITransport(app=answer))


def make_job(source: Account | Reader, database: Path, **more: Any) -> Job:
    """One sync of everything of the file, without stats and logs, unless more is said."""
    reader = client_of(source) if isinstance(source, Account) else source
    usual = {
        "selection": OF_FILE,
        "input": API,
        "origin": ORIGIN,
        "in_flight": 4,
        "scope": RUNS_ONLY,
    }
    return Job(reader=reader, database=database, **(usual | more))

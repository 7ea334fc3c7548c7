"""The judged logs of one evaluation, as the account is now."""

from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any

from humanloop_evals.sandbox.chance import Chance
from humanloop_evals.sandbox.data import Account
from humanloop_evals.sandbox.measured.attempt import Attempt, LoggedRun, logged_run
from humanloop_evals.sandbox.measured.evaluator_log import evaluator_log_of
from humanloop_evals.sandbox.measured.judge import Judgment, judge_of
from humanloop_evals.sandbox.measured.log import log_id_of, log_of
from humanloop_evals.sandbox.measured.origin import plan_of
from humanloop_evals.sandbox.measured.trace import children_of
from humanloop_evals.sandbox.story.outcomes import REPEATING

Json = dict[str, Any]
Place = tuple[LoggedRun, int]  # a log is found by its run and its position there


def log_id_at(place: Place) -> str:
    """Return the id of a log, for less than the log would cost."""
    logged, index = place
    return log_id_of(logged.attempt(index))


class Panel:
    """The runs of an evaluation, and the judges that look at their logs.

    Made for one answer: it remembers what it has read from the account.
    """

    def __init__(self, account: Account, evaluation: Json) -> None:
        """Read the evaluators and runs of an evaluation."""
        self.evaluation = evaluation
        self.runs = account.runs.get(evaluation["id"], [])
        self.chance = Chance(account.seed)
        self.judges = [judge_of(self.chance, evaluation, each) for each in evaluation["evaluators"]]
        self._account = account
        self._logged: dict[str, LoggedRun] = {}

    def version(self, run: Json) -> Json | None:
        """Return the version that logs in a run: its own, else the newest of the file."""
        if run.get("version"):
            own: Json = run["version"]
            return own
        files = [file for file in self._account.files if file.get("type") != "dataset"]
        evaluated = [file for file in files if file["id"] == self.evaluation.get("file_id")]
        return next(iter([*evaluated, *files]), None)

    def logs(self, run: Json) -> list[Place]:
        """Return where to find each log of a run."""
        logged = logged_run(self.chance, run, self.version(run), seen=self._logged)
        return [] if logged is None else [(logged, index) for index in range(len(logged.places))]

    def all_logs(self, run_ids: Collection[str]) -> list[Place]:
        """Return where to find each log of some runs; of all runs if none are named."""
        chosen = [run for run in self.runs if not run_ids or run["id"] in run_ids]
        return [place for run in chosen for place in self.logs(run)]

    def judgments(self, run: Json) -> list[list[Judgment]]:
        """Return what each judge has said about a run."""
        said: list[list[Judgment]] = [[] for _ in self.judges]
        for logged, index in self.logs(run):
            attempt = logged.attempt(index)
            for judge, judgments in zip(self.judges, said, strict=True):
                judgment = judge.judgment(attempt)
                if judgment is not None:
                    judgments.append(judgment)
        return said

    def log(self, place: Place) -> Json:
        """Return a log with the steps inside it, but without judgments."""
        logged, index = place
        attempt = logged.attempt(index)
        log = log_of(attempt)
        if log["trace_id"] is not None:
            log["trace_children"] = children_of(attempt, log, self._versions)
        return log

    def record(self, place: Place) -> Json:
        """Return a log with its judgments as the API answers them."""
        logged, index = place
        attempt, run = logged.attempt(index), logged.run
        log = self.log(place)
        evaluator_logs = list(self._evaluator_logs(attempt, log))
        if plan_of(self.chance, self.evaluation["id"]) in REPEATING:
            log["evaluator_logs"] = evaluator_logs
        return {
            "run_id": run["id"],
            "datapoint": attempt.example.datapoint if run.get("dataset") else None,
            "log": log,
            "evaluator_logs": evaluator_logs,
        }

    def _evaluator_logs(self, attempt: Attempt, log: Json) -> Iterator[Json]:
        for judge in self.judges:
            judgment = judge.judgment(attempt)
            if judgment is not None:
                yield evaluator_log_of(judge, attempt, log, judgment)

    @cached_property
    def _versions(self) -> dict[str, Json]:
        histories = self._account.versions.values()
        return {version["version_id"]: version for found in histories for version in found}

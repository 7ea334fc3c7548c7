"""The evaluations of the account and their runs, from the story's plans."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from humanloop_evals.sandbox.catalogue import Catalogue
from humanloop_evals.sandbox.chance import moment, stamp
from humanloop_evals.sandbox.story import PLANS, SUITE_PREFIX, Plan, Trial, regression

Json = dict[str, Any]

APP_URL = "https://app.example.com"
_SOON = (timedelta(seconds=4), timedelta(minutes=9))
_SAME_DAY = (timedelta(minutes=20), timedelta(hours=5))
_MOMENTS = (timedelta(milliseconds=20), timedelta(seconds=2))
_FIRST_EVALUATORS = 2
_SUITE_VERSIONS = 3
_SUITE_ROUNDS = 3
_SERVICE_END = "2025-09-01"


@dataclass
class Schedule:
    """Evaluations and runs made so far."""

    catalogue: Catalogue
    evaluations: list[Json] = field(default_factory=list)  # in the order of the plans
    runs: dict[str, list[Json]] = field(default_factory=dict)  # by evaluation id, oldest first
    made: dict[tuple[str, int], Json] = field(default_factory=dict)  # runs by plan key and position

    def add(self, plan: Plan) -> None:
        """Carry out one plan."""
        created = _start(self.catalogue, plan)
        evaluation = _evaluation(self.catalogue, plan, created)
        runs = []
        at = created
        for position in range(len(plan.trials)):
            run = self._run(plan, position, at)
            self.made[plan.key, position] = run
            runs.append(run)
            at = moment(run["added_at"])
        evaluation["runs_count"] = len(runs)
        evaluation["updated_at"] = _last_change(evaluation, runs)
        self.evaluations.append(evaluation)
        self.runs[evaluation["id"]] = runs

    def _run(self, plan: Plan, position: int, at: datetime) -> Json:
        trial = plan.trials[position]
        if trial.reuses is None:
            return _new_run(self.catalogue, plan, position, at)
        run = self.made[trial.reuses]
        wait = self.catalogue.chance.span(*_SAME_DAY, "reuse", plan.key, position)
        added = max(at, moment(run["added_at"])) + wait
        return {**run, "added_at": stamp(added), "status": trial.status, "control": trial.control}


def build_schedule(catalogue: Catalogue, evaluations: int) -> Schedule:
    """Return so many evaluations: the story's, then regression suites."""
    schedule = Schedule(catalogue)
    for plan in PLANS[:evaluations]:
        schedule.add(plan)
    for plan in _suites(catalogue, evaluations - len(PLANS)):
        schedule.add(plan)
    return schedule


def _suites(catalogue: Catalogue, wanted: int) -> Iterator[Plan]:
    """Yield routine plans: every file in turn, its newest versions on the dataset it knows."""
    templates = [plan for plan in PLANS if plan.file and plan.trials]
    for index in range(wanted):
        round_number, place = divmod(index, len(templates))
        model = templates[place]
        suite = sum(plan.file == model.file for plan in templates[:place]) + 1
        per_round = sum(plan.file == model.file for plan in templates)
        yield _suite(catalogue, model, round_number * per_round + suite)


def _suite(catalogue: Catalogue, model: Plan, number: int) -> Plan:
    key = str(model.file)
    count = len(catalogue.versions[key])
    numbers = range(max(1, count - _SUITE_VERSIONS + 1), count + 1)
    dataset = next(trial.dataset for trial in reversed(model.trials) if trial.dataset)
    once = [Trial(version=f"{key}@{version}", dataset=dataset) for version in numbers]
    trials = (Trial(once[0].version, dataset, control=True), *(once * _SUITE_ROUNDS)[1:])
    return regression(key, number, model.evaluators, trials)


def _start(catalogue: Catalogue, plan: Plan) -> datetime:
    """Return when an evaluation is made: once all it begins with exists."""
    chance = catalogue.chance
    is_suite = plan.key.startswith(SUITE_PREFIX)
    new = [trial for trial in plan.trials if trial.reuses is None]
    needed = [catalogue.version(text) for text in plan.evaluators]
    for trial in new if is_suite else new[:1]:
        needed += _uses(catalogue, trial)
    if plan.file and not new:
        needed.append(catalogue.version(plan.file))
    ready = max(moment(version["created_at"]) for version in needed)
    if is_suite:
        ready += (moment(_SERVICE_END) - ready) * chance.share("suite", plan.key)
    return ready + chance.span(*_SAME_DAY, "start", plan.key)


def _uses(catalogue: Catalogue, trial: Trial) -> list[Json]:
    return [catalogue.version(text) for text in (trial.version, trial.dataset) if text]


def _evaluation(catalogue: Catalogue, plan: Plan, created: datetime) -> Json:
    """Return an evaluation without its runs, which fill in the count and the last change."""
    chance = catalogue.chance
    evaluation_id = chance.id("evr", plan.key)
    file_id = catalogue.versions[plan.file][0]["id"] if plan.file else None
    return {
        "id": evaluation_id,
        "runs_count": 0,
        "evaluators": [
            _evaluator(catalogue, plan, position, created)
            for position in range(len(plan.evaluators))
        ],
        "name": plan.name,
        "file_id": file_id,
        "created_at": stamp(created),
        "created_by": _author(catalogue, "evaluation", plan.key) if plan.has_author else None,
        "updated_at": stamp(created),
        "url": f"{APP_URL}/project/{file_id}/evaluations/{evaluation_id}" if plan.has_url else None,
    }


def _evaluator(catalogue: Catalogue, plan: Plan, position: int, created: datetime) -> Json:
    """Return an evaluator of an evaluation; those from the third on were added later."""
    version = catalogue.version(plan.evaluators[position])
    wait = catalogue.chance.span(*_SAME_DAY, "evaluator", plan.key, position)
    added = created + wait if position >= _FIRST_EVALUATORS else created
    return {
        "version": version,
        "orchestrated": version["spec"]["evaluator_type"] != "external",
        "added_at": stamp(added),
    }


def _new_run(catalogue: Catalogue, plan: Plan, position: int, at: datetime) -> Json:
    """Return a run made for this evaluation, some time after the one before it."""
    chance = catalogue.chance
    key = (plan.key, position)
    trial = plan.trials[position]
    pause = _SAME_DAY if chance.whole(1, 4, "pause", *key) == 1 else _SOON
    ready = max([at, *(moment(used["created_at"]) for used in _uses(catalogue, trial))])
    created = ready + chance.span(*pause, "run", *key)
    return {
        "id": chance.id("rn", *key),
        "dataset": catalogue.version(trial.dataset) if trial.dataset else None,
        "version": catalogue.version(trial.version) if trial.version else None,
        "orchestrated": trial.orchestrated,
        "added_at": stamp(created + chance.span(*_MOMENTS, "added", *key)),
        "created_at": stamp(created),
        "created_by": _author(catalogue, "run", *key) if trial.has_author else None,
        "status": trial.status,
        "control": trial.control,
    }


def _author(catalogue: Catalogue, *key: object) -> Json:
    return catalogue.chance.pick(tuple(catalogue.users.values()), *key)


def _last_change(evaluation: Json, runs: list[Json]) -> str:
    """Return the latest time anything was added."""
    added: list[str] = [part["added_at"] for part in (*evaluation["evaluators"], *runs)]
    return max([str(evaluation["created_at"]), *added])

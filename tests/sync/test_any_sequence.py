"""Whatever happens to an account: the tables are those that a new file would have."""

import random
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

import api_objects as api
from humanloop_evals.settings import Selection
from humanloop_evals.sync import sync
from humanloop_evals.tables import SOURCE_TABLES
from sync.accounts import make_job, set_runs, small_account
from sync.contents import Contents, contents

pytestmark = pytest.mark.slow

ROUNDS = 2
CHANGES_A_ROUND = 8
EVERYTHING = Selection(all_evaluations=True)
# Rows that stay when nothing refers to them any more, by the place of their key in them.
STAYING = {"versions", "datasets", "users", "environments"}
OF_VERSIONS = {table.name for table in SOURCE_TABLES if table.name.startswith("version_")}
OF_VERSIONS |= {"evaluator_options"}


class World:
    """An account that changes at random; times only move forward, as they do.

    Args:
        seed: Decides what happens.
    """

    def __init__(self, seed: int) -> None:
        self.account = small_account()
        self._random = random.Random(seed)
        self._numbers = count(100)

    def change(self) -> None:
        """Let one thing happen."""
        changes: list[Callable[[], None]] = [
            self.add_evaluation,
            self.remove_evaluation,
            self.rename_evaluation,
            self.add_run,
            self.share_run,
            self.remove_run,
            self.shuffle_runs,
            self.cancel_run,
            self.change_version,
            self.change_version,
            self.change_user,
            self.change_files,
        ]
        self._random.choice(changes)()

    def add_evaluation(self) -> None:
        """With an evaluator, and no run yet."""
        key = f"evr_{next(self._numbers)}"
        judge = api.evaluator(f"evv_{next(self._numbers)}", tags=["new"])
        judged = [api.evaluation_evaluator(judge)]
        self.account.evaluations.insert(0, api.evaluation(key, evaluators=judged))
        set_runs(self.account, key, [])

    def remove_evaluation(self) -> None:
        """Never the last one: an empty listing is refused."""
        if len(self.account.evaluations) > 1:
            gone = self._random.choice(self.account.evaluations)
            self.account.evaluations.remove(gone)
            del self.account.runs[gone["id"]]

    def rename_evaluation(self) -> None:
        """Or take its evaluators away."""
        evaluation = self._random.choice(self.account.evaluations)
        evaluation["name"] = f"name {next(self._numbers)}"
        if self._random.random() < 0.3:
            evaluation["evaluators"] = []

    def add_run(self) -> None:
        """Of a new version or of one that is there."""
        runs = self._some_runs()
        number = next(self._numbers)
        versions = [*self._versions(), api.prompt(f"prv_{number}", tags=["new"]), None]
        run = api.run(f"rn_{number}", version=self._random.choice(versions), dataset=api.dataset())
        self._set(runs, [*self.account.runs[runs], run])

    def share_run(self) -> None:
        """A run of one evaluation becomes one of another, too."""
        here, there = self._some_runs(), self._some_runs()
        held = {run["id"] for run in self.account.runs[there]}
        new = [run for run in self.account.runs[here] if run["id"] not in held][:1]
        self._set(there, [*({**run, "control": True} for run in new), *self.account.runs[there]])

    def remove_run(self) -> None:
        """From one evaluation."""
        runs = self._some_runs()
        self._set(runs, self.account.runs[runs][1:])

    def shuffle_runs(self) -> None:
        """The API promises no order."""
        runs = self._some_runs()
        self._set(runs, self._random.sample(self.account.runs[runs], len(self.account.runs[runs])))

    def cancel_run(self) -> None:
        """Here only: a run has its status in each of its evaluations."""
        runs = self._some_runs()
        changed = [{**run, "status": "cancelled"} for run in self.account.runs[runs]]
        self._set(runs, changed)

    def change_version(self) -> None:
        """Its lists and its model, and with that its time."""
        for version in self._random.sample(self._versions(), k=min(1, len(self._versions()))):
            number = next(self._numbers)
            version["updated_at"] = f"2025-01-01T00:{number // 60:02}:{number % 60:02}Z"
            version["model"] = f"model {number}"
            version["tags"] = self._random.sample(["tone", "beta", "x", "y"], k=number % 3)
            version["inputs"] = [{"name": str(n)} for n in range(number % 4)]
            version["environments"] = [api.environment(f"env_{n}") for n in range(number % 3)]

    def change_user(self) -> None:
        """Somebody else did it."""
        version = self._random.choice([*self._versions(), {}])
        number = next(self._numbers)
        version["created_by"] = api.user(f"usr_{number % 5}", full_name=f"Name {number}")
        version["updated_at"] = f"2025-01-01T00:{number // 60:02}:{number % 60:02}Z"

    def change_files(self) -> None:
        """Another file is listed, or it is gone again."""
        if len(self.account.files) > 1:
            self.account.files.pop()
        else:
            number = next(self._numbers)
            self.account.files.append(api.tool(f"tv_{number}", id=f"tl_{number}"))

    def _set(self, evaluation_id: str, runs: list[api.Json]) -> None:
        set_runs(self.account, evaluation_id, runs)

    def _some_runs(self) -> str:
        return str(self._random.choice(self.account.evaluations)["id"])

    def _versions(self) -> list[api.Json]:
        runs = (run for runs in self.account.runs.values() for run in runs)
        found = {run["version"]["version_id"]: run["version"] for run in runs if run.get("version")}
        return [found[key] for key in sorted(found)]


def as_if_new(held: Contents, fresh: Contents) -> Contents:
    """What a file holds, without what stays although nothing refers to it any more."""
    shown = {name: {row[0] for row in fresh[name]} for name in STAYING}
    versions = shown["versions"] | shown["datasets"]
    kept = {name: shown[name] for name in STAYING} | dict.fromkeys(OF_VERSIONS, versions)
    return {
        name: [row for row in rows if name not in kept or row[0] in kept[name]]
        for name, rows in held.items()
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_sync_after_any_changes_is_like_a_first_one(
    tmp_path: Path, database: Path, seed: int
) -> None:
    """After every round of changes the tables equal those of a sync into a new file."""
    world = World(seed)
    for number in range(ROUNDS):
        for _ in range(CHANGES_A_ROUND):
            world.change()
        new = tmp_path / f"new_{number}.duckdb"
        sync(make_job(world.account, database, selection=EVERYTHING))
        sync(make_job(world.account, new, selection=EVERYTHING))
        fresh = contents(new)

        assert as_if_new(contents(database), fresh) == fresh

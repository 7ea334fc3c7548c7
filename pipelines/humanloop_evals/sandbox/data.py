"""The account the sandbox serves: the same seed gives the same account, byte for byte."""

from dataclasses import dataclass, field
from typing import Any

from humanloop_evals.sandbox.catalogue import Catalogue, build_catalogue
from humanloop_evals.sandbox.chance import Chance
from humanloop_evals.sandbox.schedule import build_schedule
from humanloop_evals.sandbox.usage import record_usage

DEFAULT_SEED = 7


@dataclass(frozen=True)
class Account:
    """Everything the fake API serves, as plain JSON-ready dicts exactly as the API would answer.

    One version is one dict, wherever it appears: copy it before you change it in one place only.
    """

    files: list[dict[str, Any]]  # newest version of each file, newest created_at first
    directories: list[dict[str, Any]]
    evaluations: list[dict[str, Any]]  # newest created_at first
    runs: dict[str, list[dict[str, Any]]]  # by evaluation id, newest added_at first
    versions: dict[str, list[dict[str, Any]]] = field(
        default_factory=dict
    )  # by file id, newest first
    seed: int = DEFAULT_SEED  # what is measured is made from it when it is asked for


def generate(seed: int = DEFAULT_SEED, *, evaluations: int = 24) -> Account:
    """Return an account with so many evaluations.

    The first 24 tell the story of a team; two of them already hold every kind of version. Beyond 24
    come regression suites. Evaluation number n is the same however many follow it.

    Args:
        seed: Decides ids, times, authors, counts and judgments; what the files say does not
            depend on it.
        evaluations: How many evaluations; all files are there in any case.
    """
    catalogue = build_catalogue(Chance(seed))
    schedule = build_schedule(catalogue, evaluations)
    record_usage(catalogue, schedule.evaluations, schedule.runs)
    return Account(
        files=_newest_first([versions[-1] for versions in catalogue.versions.values()]),
        directories=list(catalogue.directories.values()),
        evaluations=_newest_first(schedule.evaluations),
        runs={key: runs[::-1] for key, runs in schedule.runs.items()},
        versions=_by_file(catalogue),
        seed=seed,
    )


def _newest_first(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(records, key=lambda record: (record["created_at"], record["id"]), reverse=True)


def _by_file(catalogue: Catalogue) -> dict[str, list[dict[str, Any]]]:
    return {versions[0]["id"]: versions[::-1] for versions in catalogue.versions.values()}

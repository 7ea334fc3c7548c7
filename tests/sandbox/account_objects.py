"""What stands in a generated account, object by object."""

from collections.abc import Iterator
from typing import Any

from humanloop_evals.sandbox import Account

Json = dict[str, Any]


def objects(value: Any) -> Iterator[Json]:
    """Yield every JSON object within a value."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def served(account: Account) -> list[Any]:
    """Return what the endpoints answer: everything but the history of the files."""
    return [account.files, account.directories, account.evaluations, *account.runs.values()]


def versions(account: Account) -> list[Json]:
    """Return every distinct version, wherever it is nested."""
    found = {
        thing["version_id"]: thing
        for thing in objects([*served(account), *account.versions.values()])
        if "last_used_at" in thing
    }
    return list(found.values())


def all_runs(account: Account) -> list[Json]:
    """Return the runs of all evaluations, shared ones as often as they are shown."""
    return [run for runs in account.runs.values() for run in runs]

"""The words the story is told in: files, their versions, and the evaluations that compare them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Monitor:
    """An evaluator that watches the logs of a version in production."""

    evaluator: str  # file key, or "key@2" for its second version
    by: str  # "environment" or "version"
    state: str = "active"


@dataclass(frozen=True)
class Link:
    """A file an agent may call as a tool."""

    file: str  # file key, or "key@2" to pin its second version
    on_agent_call: str | None = "continue"
    environment: str | None = None
    embedded: bool = True  # the file itself is part of the answer


@dataclass(frozen=True)
class Step:
    """One version of a file: what changed against the version before it."""

    name: str | None
    note: str | None
    changes: Mapping[str, Any] = field(default_factory=dict)
    live_in: tuple[str, ...] = ()
    monitors: tuple[Monitor, ...] | None = None  # None: the API answers null


@dataclass(frozen=True)
class FileStory:
    """One file, its first content and every step it went through."""

    key: str
    kind: str
    path: str
    born: str
    pace_days: int  # days between two versions, about
    base: Mapping[str, Any]
    steps: tuple[Step, ...]
    description: str | None = None
    readme: str | None = None
    tags: tuple[str, ...] | None = ()
    homeless: bool = False  # lies in the root, which the API may answer as directory_id null


@dataclass(frozen=True)
class Trial:
    """One run of an evaluation."""

    version: str | None = None  # "key@3"
    dataset: str | None = None
    control: bool = False
    status: str = "completed"
    orchestrated: bool = True
    has_author: bool = True
    reuses: tuple[str, int] | None = (
        None  # (plan key, position): a run made for an earlier evaluation
    )


@dataclass(frozen=True)
class Plan:
    """One evaluation: what is compared, on which evaluators, in which runs."""

    key: str
    file: str | None
    name: str | None
    evaluators: tuple[str, ...]
    trials: tuple[Trial, ...]
    has_author: bool = True
    has_url: bool = True


def reference(text: str) -> tuple[str, int | None]:
    """Split "key@3" into the file key and the version counted from 1; without "@": the newest."""
    key, _, number = text.partition("@")
    return key, int(number) if number else None

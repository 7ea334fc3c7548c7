"""The files of the account: every version as the API would answer it, from the story's literals."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from humanloop_evals.sandbox.chance import Chance, moment, stamp
from humanloop_evals.sandbox.fields import FIELDS
from humanloop_evals.sandbox.organisation import directory, environment, user
from humanloop_evals.sandbox.story import FILES, FileStory, Link, Monitor, Step, reference
from humanloop_evals.sandbox.story.team import DIRECTORIES, ENVIRONMENTS, USERS

Json = dict[str, Any]

PREFIXES = {
    "prompt": ("pr", "prv"),
    "tool": ("tl", "tv"),
    "flow": ("fl", "flv"),
    "evaluator": ("ev", "evv"),
    "agent": ("ag", "agv"),
    "dataset": ("ds", "dsv"),
}
# {{ name }}, and what Jinja loops over or asks for; `row.name` of a loop is no input.
_INPUT = re.compile(r"\{\{\s*(\w+)\s*\}\}|\b(?:in|if) (\w+)\s*%\}")


@dataclass
class Catalogue:
    """What evaluations refer to: users, environments, directories and versions."""

    chance: Chance
    users: dict[str, Json] = field(default_factory=dict)
    environments: dict[str, Json] = field(default_factory=dict)
    directories: dict[str, Json] = field(default_factory=dict)  # by path
    versions: dict[str, list[Json]] = field(default_factory=dict)  # by story key, oldest first

    def version(self, text: str) -> Json:
        """Return the version a reference such as "support-answer@3" means."""
        key, number = reference(text)
        return self.versions[key][-1 if number is None else number - 1]

    def author(self, *key: object) -> Json | None:
        """Return who did something; about one time in twelve nobody is recorded."""
        if self.chance.whole(1, 12, "nobody", *key) == 1:
            return None
        return self.chance.pick(tuple(self.users.values()), "author", *key)


def build_catalogue(chance: Chance) -> Catalogue:
    """Return the whole catalogue."""
    catalogue = Catalogue(chance)
    catalogue.users = {key: user(chance, key, name, extra) for key, name, extra in USERS}
    catalogue.environments = {name: environment(chance, name, tag) for name, tag in ENVIRONMENTS}
    for place in DIRECTORIES:
        parent = catalogue.directories.get(place[0].rpartition("/")[0])
        catalogue.directories[place[0]] = directory(chance, place, parent)
    for story in FILES:
        catalogue.versions[story.key] = list(_versions(catalogue, story))
    return catalogue


def _versions(catalogue: Catalogue, story: FileStory) -> Iterable[Json]:
    """Yield the versions of a file, oldest first; each step keeps what it does not change."""
    content = dict(story.base)
    created = moment(story.born)
    for number, step in enumerate(story.steps, start=1):
        content.update(step.changes)
        created = catalogue.chance.office_time(created, "version", story.key, number)
        yield _version(catalogue, story, number, (step, content, created))
        low, high = timedelta(days=story.pace_days * 0.8), timedelta(days=story.pace_days * 1.2)
        created += catalogue.chance.span(low, high, "pace", story.key, number)


def _version(
    catalogue: Catalogue, story: FileStory, number: int, state: tuple[Step, Json, datetime]
) -> Json:
    step, content, created = state
    known = {
        **_about_file(catalogue, story),
        **_about_version(catalogue, story, number, (step, created)),
        **_resolved(catalogue, content),
        "inputs": _inputs(story.kind, content),
    }
    if story.kind == "agent":
        known |= _commit(known)
    return {name: known.get(name) for name in FIELDS[story.kind]}


def _about_file(catalogue: Catalogue, story: FileStory) -> Json:
    place = catalogue.directories[story.path.rpartition("/")[0]]
    return {
        "path": story.path,
        "id": catalogue.chance.id(PREFIXES[story.kind][0], story.key),
        "directory_id": None if story.homeless else place["id"],
        "name": story.path.rpartition("/")[2],
        "type": story.kind,
        "description": story.description,
        "readme": story.readme,
        "tags": None if story.tags is None else list(story.tags),
    }


def _about_version(
    catalogue: Catalogue, story: FileStory, number: int, state: tuple[Step, datetime]
) -> Json:
    step, created = state
    key = (story.key, number)
    chance = catalogue.chance
    watchers = [_monitor(catalogue, monitor, created) for monitor in step.monitors or ()]
    deployed = chance.span(timedelta(hours=2), timedelta(days=4), "deployed", *key)
    updated = created + (deployed if step.live_in else timedelta(0))
    return {
        "version_id": chance.id(PREFIXES[story.kind][1], *key),
        "version_name": step.name,
        "version_description": step.note,
        "environments": [catalogue.environments[name] for name in step.live_in],
        "created_at": stamp(created),
        "updated_at": max([stamp(updated), *(watcher["updated_at"] for watcher in watchers)]),
        "created_by": catalogue.author(*key),
        "last_used_at": stamp(created),
        "version_logs_count": 0,
        "total_logs_count": 0,
        "evaluators": None if step.monitors is None else watchers,
        "evaluator_aggregates": None if step.monitors is None else [],
    }


def _monitor(catalogue: Catalogue, monitor: Monitor, created: datetime) -> Json:
    """Return a monitoring evaluator, attached an hour after both versions were there."""
    evaluator = catalogue.version(monitor.evaluator)
    attached = max(created, moment(evaluator["updated_at"])) + timedelta(hours=1)
    if monitor.by == "version":
        place: Json = {"version": evaluator, "type": "version"}
    else:
        live_in = evaluator["environments"][0]
        place = {"file": evaluator, "environment": live_in, "type": "environment"}
    return {
        "version_reference": place,
        "version": evaluator,
        "state": monitor.state,
        "created_at": stamp(attached),
        "updated_at": stamp(attached),
    }


def _resolved(catalogue: Catalogue, content: Json) -> Json:
    """Return the content with the story's references replaced by what the API answers."""
    resolved = dict(content)
    if content.get("tools"):
        resolved["tools"] = [_tool(catalogue, tool) for tool in content["tools"]]
    if content.get("linked_tools"):
        resolved["linked_tools"] = [_linked(catalogue, text) for text in content["linked_tools"]]
    prompt = content.get("spec", {}).get("prompt")
    if prompt and prompt["linked_tools"]:
        ids = [catalogue.version(text)["id"] for text in prompt["linked_tools"]]
        resolved["spec"] = {**content["spec"], "prompt": {**prompt, "linked_tools": ids}}
    return resolved


def _tool(catalogue: Catalogue, tool: Link | Json) -> Json:
    """Return a tool of a prompt or agent; only agents have links to files."""
    if not isinstance(tool, Link):
        return tool
    version = catalogue.version(tool.file)
    live_in = catalogue.environments.get(tool.environment or "")
    pinned = reference(tool.file)[1] is not None and live_in is None
    return {
        "type": "file",
        "link": {
            "file_id": version["id"],
            "environment_id": live_in["id"] if live_in else None,
            "version_id": version["version_id"] if pinned else None,
        },
        "on_agent_call": tool.on_agent_call,
        "file": version if tool.embedded else None,
    }


def _linked(catalogue: Catalogue, text: str) -> Json:
    tool = catalogue.version(text)
    function = tool["function"] or {
        "name": tool["name"].lower().replace(" ", "_"),
        "description": tool["description"],
        "strict": None,
        "parameters": None,
    }
    return {**function, "id": tool["id"], "version_id": tool["version_id"]}


def _inputs(kind: str, content: Json) -> list[Json]:
    """Return the names a version wants values for."""
    if kind == "tool":
        function = content.get("function") or {}
        return [{"name": name} for name in function.get("parameters", {}).get("properties", {})]
    template = content.get("template")
    if not template:
        return []
    found = ["".join(groups) for groups in _INPUT.findall(_text_of(template))]
    # Captured chat prompts list the conversation itself as an input of this name.
    chat = ["messages"] if content.get("endpoint") == "chat" else []
    return [{"name": name} for name in dict.fromkeys([*found, *chat])]


def _text_of(template: Any) -> str:
    """Return all text of a template, whatever its shape."""
    if isinstance(template, str):
        return template
    if isinstance(template, dict):
        return "\n".join(_text_of(value) for value in template.values())
    if isinstance(template, list):
        return "\n".join(_text_of(value) for value in template)
    return ""


def _commit(known: Json) -> Json:
    if known["status"] == "uncommitted":
        return {"committed_by": None, "committed_at": None}
    return {"committed_by": known["created_by"], "committed_at": known["updated_at"]}

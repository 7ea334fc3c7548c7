"""Our resolution of the source's settings is dlt's own, over the whole chain of places."""

import json
import os
import random
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from humanloop_evals.errors import ConfigurationError
from humanloop_evals.settings import DEFAULT_BASE_URL, resolve

NAMES = ("evaluation_ids", "file_ids", "all_evaluations", "humanloop_base_url", "humanloop_api_key")
KEY = "humanloop_api_key"
# Sections, the closest first; dlt looks in all of them in one place before it tries the next.
SECTIONS = ("sources.humanloop.humanloop.", "sources.humanloop.", "sources.", "")
PLACES = [(file, section) for file in ("environment", "secrets", "config") for section in SECTIONS]

# A function with the signature of our source, and dlt's resolution for every case on stdin.
RESOLVING = """
import json, os, sys
import dlt
from dlt.common.configuration.container import Container
from dlt.common.configuration.specs.pluggable_run_context import PluggableRunContext

found = []

@dlt.source(name="humanloop", section="humanloop")
def source(
    evaluation_ids: list[str] | None = None,
    file_ids: list[str] | None = None,
    all_evaluations: bool = False,
    humanloop_base_url: str = sys.argv[1],
    humanloop_api_key: str = dlt.secrets.value,
):
    selection = [evaluation_ids or [], file_ids or [], all_evaluations]
    found.append([*selection, humanloop_base_url, humanloop_api_key])
    return []

untouched = dict(os.environ)
for case in json.load(sys.stdin):
    os.environ.clear()
    os.environ.update(untouched | case["environment"])
    os.chdir(case["folder"])
    Container()[PluggableRunContext].reload(case["folder"])
    try:
        source()
    except Exception as error:
        found.append(type(error).__name__)
print(json.dumps(found))
"""


@dataclass
class Case:
    """Values of settings by their place; written down, they are an environment and two files."""

    values: dict[tuple[str, str, str], Any]
    environment: dict[str, str] = field(default_factory=dict)
    folder: str = ""

    def write(self, folder: Path) -> None:
        """Write the files of `.dlt` and set the variables."""
        lines: dict[str, list[str]] = {"secrets": [], "config": []}
        for (file, section, name), value in self.values.items():
            if file == "environment":
                text = value if isinstance(value, str) else json.dumps(value)
                self.environment[f"{section}{name}".upper().replace(".", "__")] = text
            else:
                lines[file].append(f"{section}{name} = {json.dumps(value)}")
        (folder / ".dlt").mkdir(parents=True)
        for file, written in lines.items():
            (folder / f".dlt/{file}.toml").write_text("\n".join(written), encoding="utf-8")
        self.folder = str(folder)

    def resolve(self) -> list[Any] | str:
        """What our own resolution says."""
        try:
            settings = resolve({}, environment=self.environment, folder=Path(self.folder))
        except ConfigurationError:
            return "ConfigurationError"
        selection = settings.selection
        ids, files = list(selection.evaluation_ids), list(selection.file_ids)
        client = settings.client
        return [ids, files, selection.all_evaluations, client.base_url, client.api_key.value]


def value_of(name: str, number: int) -> Any:
    """A value that differs from place to place, as far as its type allows."""
    if name == "all_evaluations":
        return number % 2 == 0
    if name.endswith("_ids"):
        return [f"id_{number}", "id_é"]
    return f"https://host{number}.test" if name.endswith("url") else f"hl_sk_{number}"


def chains() -> list[Case]:
    """For each setting: at all places, at all but the strongest, and so on to the weakest."""
    cases = []
    for name in NAMES:
        for strongest in range(len(PLACES)):
            values = {(f, s, name): value_of(name, n) for n, (f, s) in enumerate(PLACES)}
            left = dict(list(values.items())[strongest:])
            cases.append(Case({("secrets", "", KEY): "hl_sk_weakest"} | left))
    # A key that stands in config.toml only.
    return [*cases, Case({("config", SECTIONS[1], KEY): "hl_sk_open"})]


def mixtures() -> list[Case]:
    """Every setting at a few places."""
    chance = random.Random(7)
    cases = []
    for _ in range(60):
        places = [(f, s, n) for f, s in PLACES for n in NAMES if chance.random() < 0.2]
        values = {place: value_of(place[2], chance.randrange(9)) for place in places}
        cases.append(Case({("secrets", "", KEY): "hl_sk_weakest"} | values))
    return cases


def test_resolve_agrees_with_dlt(tmp_path: Path) -> None:
    """The command and a dlt pipeline with the same configuration read the same settings."""
    cases = [*chains(), *mixtures()]
    for number, case in enumerate(cases):
        case.write(tmp_path / str(number))

    assert [case.resolve() for case in cases] == resolve_by_dlt(cases, home=tmp_path)


def resolve_by_dlt(cases: list[Case], *, home: Path) -> list[Any]:
    """What dlt's resolution says, with errors by the name of ours."""
    done = subprocess.run(
        [sys.executable, "-c", RESOLVING, DEFAULT_BASE_URL],
        input=json.dumps([{"environment": c.environment, "folder": c.folder} for c in cases]),
        env={"HOME": str(home), "PATH": os.environ["PATH"], "RUNTIME__DLTHUB_TELEMETRY": "false"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    refused = "ValueNotSecretException"
    return [
        "ConfigurationError" if found == refused else found for found in json.loads(done.stdout)
    ]

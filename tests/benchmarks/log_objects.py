"""What logs repeat: small prompt versions, evaluators, datapoints and sentences."""

import random
from dataclasses import dataclass
from typing import Any

from prose import sentence
from rendering import Layout, identifier

DATAPOINTS_COUNT = 100
RUNS_COUNT = 10
USERS_COUNT = 10
SENTENCES_COUNT = 256
OPTIONS = ("right", "wrong", "unsure")
_MODELS = ("gpt-4o", "gpt-4o-mini", "claude-3-5-sonnet-latest", "gemini-1.5-pro")
_MOMENT = "2025-05-01T09:00:00Z"

Value = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Evaluator:
    """One of the three that judge every log."""

    version_id: str
    value: Value


@dataclass(frozen=True, slots=True)
class Datapoint:
    """A datapoint, and its inputs, which a log repeats."""

    text: bytes
    inputs: bytes


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset version with all its datapoints."""

    file_id: str
    text: bytes
    datapoints: list[Datapoint]


@dataclass(frozen=True, slots=True)
class Version:
    """A prompt version.

    Attributes:
        record: A record of one of its logs with places for what differs: `%(log_id)b` and so on.
    """

    version_id: str
    text: bytes
    record: bytes


@dataclass(frozen=True, slots=True)
class LoggedFile:
    """A prompt that is evaluated: one version for every run, and the dataset they all share."""

    file_id: str
    versions: list[Version]
    dataset: Dataset


class LogObjects:
    """Everything that logs repeat.

    Args:
        chance: Decides everything.
        files: Prompts that are evaluated.
        layout: How to write JSON.
    """

    def __init__(self, chance: random.Random, *, files: int, layout: Layout) -> None:
        self._chance = chance
        self._layout = layout
        self.users = [layout.value(self._user(number)) for number in range(USERS_COUNT)]
        # A text in JSON without its quotes, to be joined with others inside of one.
        self.sentences = [layout.value(sentence(chance))[1:-1] for _ in range(SENTENCES_COUNT)]
        self.evaluators = [
            self._evaluator("polite", "boolean", None),
            self._evaluator("helpful", "number", None),
            self._evaluator("verdict", "select", [{"name": name} for name in OPTIONS]),
        ]
        self.files = [self._file(number) for number in range(files)]

    def _user(self, number: int) -> Value:
        email = f"person.{number}@example.com"
        return {"id": identifier(self._chance, "usr"), "email_address": email}

    def _at_a_version(self, file_id: str, prefix: str, path: str) -> Value:
        return {
            "path": path,
            "id": file_id,
            "name": path.rpartition("/")[2],
            "version_id": identifier(self._chance, prefix),
            "created_at": _MOMENT,
            "updated_at": _MOMENT,
            "last_used_at": _MOMENT,
        }

    def _evaluator(self, name: str, return_type: str, options: list[Value] | None) -> Evaluator:
        spec = {
            "arguments_type": "target_free",
            "return_type": return_type,
            "evaluator_type": "external",
        }
        value = {
            **self._at_a_version(identifier(self._chance, "ev"), "evv", name),
            "type": "evaluator",
            "spec": spec if options is None else {**spec, "options": options},
            "version_logs_count": 900,
            "total_logs_count": 900,
            "inputs": [],
        }
        return Evaluator(value["version_id"], value)

    def _file(self, number: int) -> LoggedFile:
        file_id = identifier(self._chance, "pr")
        path = f"team-{number % 5}/assistant-{number}"
        versions = [self._version(file_id, path) for _ in range(RUNS_COUNT)]
        return LoggedFile(file_id, versions, self._dataset(number))

    def _version(self, file_id: str, path: str) -> Version:
        value = {
            **self._at_a_version(file_id, "prv", path),
            "type": "prompt",
            "version_logs_count": 900,
            "total_logs_count": 9_000,
            "inputs": [{"name": "question"}],
            "model": self._chance.choice(_MODELS),
            "template": f"{sentence(self._chance)} {{{{question}}}}",
            "temperature": 0.7,
        }
        return Version(value["version_id"], self._layout.value(value), self._record(value))

    def _record(self, version: Value) -> bytes:
        log = {
            "id": "log_%(log_id)b",
            "prompt": version,
            "start_time": "%(start)b",
            "end_time": "%(end)b",
            "created_at": "%(end)b",
            "output": "%(output)b",
            "inputs": "@@%(inputs)b@@",
            "provider_latency": "@@%(latency)b@@",
            "prompt_tokens": 120,
            "output_tokens": "@@%(tokens)d@@",
            "finish_reason": "stop",
            "evaluator_logs": [],
        }
        record = {
            "run_id": "%(run_id)b",
            "datapoint": "@@%(datapoint)b@@",
            "log": log,
            "evaluator_logs": [
                self._judgment(number, evaluator)
                for number, evaluator in enumerate(self.evaluators)
            ],
        }
        return _opened(self._layout.value(record))

    def _judgment(self, number: int, evaluator: Evaluator) -> Value:
        return {
            "id": f"log_%(id_{number})b",
            "evaluator": evaluator.value,
            "parent_id": "log_%(log_id)b",
            "created_at": "%(end)b",
            "judgment": f"@@%(judgment_{number})b@@",
            "error": f"@@%(error_{number})b@@",
        }

    def _dataset(self, number: int) -> Dataset:
        file_id = identifier(self._chance, "ds")
        value = {
            **self._at_a_version(file_id, "dsv", f"data/questions-{number}"),
            "type": "dataset",
            "datapoints_count": DATAPOINTS_COUNT,
        }
        datapoints = [self._datapoint() for _ in range(DATAPOINTS_COUNT)]
        return Dataset(file_id, self._layout.value(value), datapoints)

    def _datapoint(self) -> Datapoint:
        datapoint_id = f"{identifier(self._chance, 'dp')}00000"
        inputs = {"question": sentence(self._chance)}
        value = {"id": datapoint_id, "inputs": inputs, "target": {"answer": sentence(self._chance)}}
        return Datapoint(self._layout.value(value), self._layout.value(inputs))


def _opened(text: bytes) -> bytes:
    """A template whose places for values, not texts, stand without quotes."""
    return text.replace(b'"@@', b"").replace(b'@@"', b"")

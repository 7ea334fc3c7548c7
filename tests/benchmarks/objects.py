"""What the runs of the workload refer to: prompt versions, datasets, evaluators and users."""

import random
from dataclasses import dataclass
from typing import Any

from prose import paragraph, python_code, sentence
from rendering import COUNTER, FRACTION, Body, Layout, identifier

VERSIONS_COUNT = 2_000
DATASETS_COUNT = 50
EVALUATORS_COUNT = 20
USERS_COUNT = 30
_TEMPLATE_LENGTH = 1_120
# One prompt version in so many is watched by an evaluator.
_WATCHED = 2
_INPUTS = ("question", "context", "tone", "history")
_MODELS = ("gpt-4o", "gpt-4o-mini", "claude-3-5-sonnet-latest", "gemini-1.5-pro")
_ENVIRONMENTS = [
    {
        "id": f"env_{name}00000000000000000",
        "created_at": "2024-01-10T08:00:00.000000",
        "name": name,
        "tag": tag,
    }
    for name, tag in (("production", "default"), ("staging", "other"))
]

Value = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PromptFile:
    """A prompt that is evaluated, with its versions."""

    file_id: str
    versions: list[Body]


class Objects:
    """Everything that runs repeat.

    Args:
        chance: Decides everything.
        files: Prompts that share the versions.
        layout: How to write JSON.
    """

    def __init__(self, chance: random.Random, *, files: int, layout: Layout) -> None:
        self._chance = chance
        self._layout = layout
        users = [self._user(number) for number in range(USERS_COUNT)]
        self._users = users
        self.users = [layout.value(user) for user in users]
        evaluators = [self._evaluator(number) for number in range(EVALUATORS_COUNT)]
        self.evaluators = [self._body(evaluator) for evaluator in evaluators]
        self.datasets = [self._body(self._dataset(number)) for number in range(DATASETS_COUNT)]
        self.files = [
            self._file(number, VERSIONS_COUNT // files, evaluators) for number in range(files)
        ]

    def _body(self, value: Value) -> Body:
        return Body(value, self._chance.randrange(10_000), self._layout)

    def _file(self, number: int, versions: int, evaluators: list[Value]) -> PromptFile:
        file_id = identifier(self._chance, "pr")
        path = f"team-{number % 5}/assistant-{number}"
        bodies = [self._body(self._prompt(file_id, path, evaluators)) for _ in range(versions)]
        return PromptFile(file_id, bodies)

    def _user(self, number: int) -> Value:
        return {
            "id": identifier(self._chance, "usr"),
            "email_address": f"person.{number}@example.com",
            "full_name": f"Zoë Person {number}",
        }

    def _at_a_version(self, file_id: str, prefix: str, path: str) -> Value:
        """What every file at a version has."""
        return {
            "path": path,
            "id": file_id,
            "directory_id": "dir_7Yq1k0b2s3d4f5g6h7j8k",
            "name": path.rpartition("/")[2],
            "version_id": identifier(self._chance, prefix),
            "version_name": None,
            "version_description": None,
            "description": sentence(self._chance),
            "readme": None,
            "tags": [],
            "environments": [],
            "created_at": _moment(self._chance, month=2),
            "updated_at": _moment(self._chance, month=3),
            "last_used_at": f"2025-06-01T10:20:30.{FRACTION}",
            "created_by": self._chance.choice(self._users),
            "attributes": {"owner": "team", "cost_centre": self._chance.randrange(900)},
        }

    def _dataset(self, number: int) -> Value:
        file = self._at_a_version(identifier(self._chance, "ds"), "dsv", f"data/questions-{number}")
        return {
            **file,
            "description": None,
            "type": "dataset",
            "schema": None,
            "datapoints_count": 50 + number,
            "datapoints": None,
        }

    def _evaluator(self, number: int) -> Value:
        path = f"evaluators/judge-{number}"
        return {
            **self._at_a_version(identifier(self._chance, "ev"), "evv", path),
            "type": "evaluator",
            "spec": {
                "arguments_type": "target_free",
                "return_type": "boolean",
                "attributes": None,
                "options": None,
                "number_limits": None,
                "number_valence": None,
                "evaluator_type": "python",
                "code": python_code(self._chance),
            },
            "version_logs_count": COUNTER,
            "total_logs_count": COUNTER,
            "inputs": [],
            "evaluators": None,
            "evaluator_aggregates": None,
        }

    def _prompt(self, file_id: str, path: str, evaluators: list[Value]) -> Value:
        chance = self._chance
        return {
            **self._at_a_version(file_id, "prv", path),
            "tags": ["support"] if chance.random() < 0.5 else [],
            "environments": chance.sample(_ENVIRONMENTS, chance.randrange(3)),
            "type": "prompt",
            "version_logs_count": COUNTER,
            "total_logs_count": COUNTER,
            "inputs": [{"name": name} for name in _INPUTS[: chance.randrange(1, 5)]],
            "evaluators": self._monitors(evaluators),
            "evaluator_aggregates": None,
            **self._parameters(),
        }

    def _parameters(self) -> Value:
        chance = self._chance
        return {
            "model": chance.choice(_MODELS),
            "endpoint": "chat",
            "provider": "openai",
            # Of chat prompts a list of messages; a text is for the endpoint "complete".
            "template": [
                {"role": "system", "content": paragraph(chance, _TEMPLATE_LENGTH)},
                {"role": "user", "content": "{{question}}"},
            ],
            "template_language": "default",
            "max_tokens": -1,
            "temperature": chance.choice((0, 0.2, 0.7, 1)),
            "top_p": 1.0,
            "stop": None,
            "presence_penalty": 0,
            "frequency_penalty": 0.0,
            "other": {},
            "seed": None,
            "response_format": None,
            "reasoning_effort": None,
            "tools": [],
            "linked_tools": [],
        }

    def _monitors(self, evaluators: list[Value]) -> list[Value]:
        if self._chance.randrange(_WATCHED):
            return []
        evaluator = self._chance.choice(evaluators)
        return [
            {
                "version_reference": {"type": "version", "version": evaluator},
                "state": "active",
                "created_at": _moment(self._chance, month=4),
                "updated_at": _moment(self._chance, month=5),
            }
        ]


def _moment(chance: random.Random, *, month: int) -> str:
    """A timestamp as the API writes them: microseconds and no zone."""
    second, fraction = chance.randrange(86_400), chance.randrange(1_000_000)
    at = f"{second // 3_600:02d}:{second // 60 % 60:02d}:{second % 60:02d}.{fraction:06d}"
    return f"2025-{month:02d}-{chance.randrange(1, 29):02d}T{at}"

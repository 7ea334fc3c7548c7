"""What a log used: tokens, dollars and seconds."""

from dataclasses import dataclass
from typing import Any

from humanloop_evals.sandbox.measured.attempt import Attempt
from humanloop_evals.sandbox.measured.number import written
from humanloop_evals.sandbox.story.models import model_named, reasoning_tokens

Json = dict[str, Any]

_LETTERS_PER_TOKEN = 4
_MILLION = 1_000_000
_OVERHEAD = 8  # tokens around a message
_WITHOUT_MODEL = 0.03  # seconds
_OF_A_FLOW = 0.9  # seconds for everything around the model


@dataclass(frozen=True)
class Consumption:
    """Tokens and dollars of a log that a model wrote."""

    prompt_tokens: int
    output_tokens: int
    reasoning_tokens: int | None
    prompt_cost: float
    output_cost: float


def consumption_of(attempt: Attempt, version: Json, output: str) -> Consumption:
    """Return what a model used for an output.

    Args:
        attempt: Whose inputs went in.
        version: The prompt or agent.
        output: What came out.
    """
    model = model_named(version["model"])
    letters = len(repr(version.get("template") or ""))
    letters += sum(map(len, attempt.example.datapoint["inputs"].values()))
    prompt_tokens = letters // _LETTERS_PER_TOKEN + _OVERHEAD
    thought = _thought(attempt, version)
    output_tokens = len(output) // _LETTERS_PER_TOKEN + 1
    return Consumption(
        prompt_tokens=prompt_tokens,
        output_tokens=output_tokens,
        reasoning_tokens=thought,
        prompt_cost=written(round(prompt_tokens * model.prompt / _MILLION, 9)),
        output_cost=written(round((output_tokens + (thought or 0)) * model.output / _MILLION, 9)),
    )


def latency_of(attempt: Attempt) -> float:
    """Return how many seconds the log took; a little more or less in each round."""
    version = attempt.logged.version
    name = version.get("model") or _judge_model(version)
    jitter = 0.9 + 0.2 * attempt.throw[3]
    if name is None and version.get("type") != "flow":
        return round(_WITHOUT_MODEL * jitter, 3)
    model = model_named(name or "")
    tokens = len(attempt.output or "") // _LETTERS_PER_TOKEN + (_thought(attempt, version) or 0)
    around = 0.0 if name else _OF_A_FLOW
    return round((around + model.start + tokens / model.speed) * jitter + 0.001, 3)


def _judge_model(version: Json) -> str | None:
    prompt = (version.get("spec") or {}).get("prompt") or {}
    name: str | None = prompt.get("model")
    return name


def _thought(attempt: Attempt, version: Json) -> int | None:
    tokens = reasoning_tokens(version.get("reasoning_effort"))
    return tokens and int(tokens * (0.7 + 0.6 * attempt.throw[3]))

"""Models: what a million tokens cost in dollars, and how many tokens come in a second."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Model:
    """Price and speed of a model."""

    prompt: float
    output: float
    speed: float
    start: float = 0.4  # seconds to the first token


USUAL_MODEL = Model(1.0, 3.0, 80)
# The longest beginning of a model's name decides.
MODELS: Mapping[str, Model] = {
    "gpt-3.5": Model(0.5, 1.5, 110),
    "gpt-4-turbo": Model(10.0, 30.0, 30, 0.9),
    "gpt-4o": Model(2.5, 10.0, 80),
    "gpt-4o-mini": Model(0.15, 0.6, 100),
    "gpt-4.1": Model(2.0, 8.0, 90),
    "o1": Model(15.0, 60.0, 60, 1.5),
    "o3": Model(10.0, 40.0, 60, 1.5),
    "o3-mini": Model(1.1, 4.4, 120, 1.0),
    "o4-mini": Model(1.1, 4.4, 120, 1.0),
    "claude-3-5-sonnet": Model(3.0, 15.0, 60, 0.8),
    "claude-3-7-sonnet": Model(3.0, 15.0, 60, 0.9),
    "anthropic.claude-3-5-sonnet": Model(3.0, 15.0, 55, 1.0),
    "claude-3-5-haiku": Model(0.8, 4.0, 70, 0.6),
    "gemini-2.0-flash": Model(0.1, 0.4, 150, 0.3),
    "llama": Model(0.05, 0.08, 400, 0.1),
    "deepseek": Model(0.27, 1.1, 35, 1.2),
    "command-r-plus": Model(2.5, 10.0, 50, 0.6),
    "mock": Model(0.0, 0.0, 10_000, 0.0),
}
EFFORTS: Mapping[str, int] = {"low": 200, "medium": 700, "high": 2400}
EFFORT_SHARE = 0.6  # of a budget of thinking tokens, about so much is used


@lru_cache(maxsize=1_000)
def model_named(name: str) -> Model:
    """Return price and speed of a model."""
    known = [prefix for prefix in MODELS if name.startswith(prefix)]
    return MODELS[max(known, key=len)] if known else USUAL_MODEL


def reasoning_tokens(effort: str | int | None) -> int | None:
    """Return how many tokens a model thinks, about; None if it does not."""
    if effort is None:
        return None
    return EFFORTS.get(effort, 500) if isinstance(effort, str) else int(effort * EFFORT_SHARE)

"""Models a team starts from, and the messages of a chat template."""

from typing import Any

GPT_4O: dict[str, Any] = {
    "model": "gpt-4o",
    "endpoint": "chat",
    "provider": "openai",
    "template_language": "default",
    "max_tokens": -1,
    "temperature": 0.7,
    "top_p": 1,
    "presence_penalty": 0,
    "frequency_penalty": 0,
    "other": {},
    "tools": [],
    "linked_tools": [],
}
SONNET = {"model": "claude-3-5-sonnet-20241022", "provider": "anthropic", "max_tokens": 1024}
HAIKU = {"model": "claude-3-5-haiku-20241022", "provider": "anthropic", "max_tokens": 1024}
MINI = {"model": "gpt-4o-mini", "provider": "openai"}
FLASH = {"model": "gemini-2.0-flash", "provider": "google"}


def system(text: str) -> dict[str, Any]:
    """Return a system message."""
    return {"role": "system", "content": text}


def user(content: str | list[dict[str, Any]]) -> dict[str, Any]:
    """Return a user message."""
    return {"role": "user", "content": content}


def assistant(text: str) -> dict[str, Any]:
    """Return an assistant message."""
    return {"role": "assistant", "content": text}

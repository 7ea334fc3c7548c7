"""The text form of prompts and agents: parameters between dashes, then the template in tags."""

import json
from typing import Any

Json = dict[str, Any]

SUPPORTED = ("prompt", "agent")
_HEADER = (
    "model",
    "temperature",
    "max_tokens",
    "top_p",
    "stop",
    "presence_penalty",
    "frequency_penalty",
    "other",
    "seed",
    "response_format",
    "reasoning_effort",
    "provider",
    "endpoint",
    "template_language",
    "max_iterations",
)


def raw_file_content(version: Json) -> str:
    """Return the .prompt or .agent text of a version; its values are JSON, which YAML reads."""
    lines = [
        f"{name}: {json.dumps(version[name], ensure_ascii=False)}"
        for name in _HEADER
        if version.get(name) is not None
    ]
    return "\n".join(["---", *lines, "---", "", _template(version["template"]), ""])


def _template(template: Any) -> str:
    if isinstance(template, list):
        return "\n\n".join(_message(message) for message in template)
    return template or ""


def _message(message: Json) -> str:
    role, content = message["role"], message.get("content")
    body = "\n".join(_part(part) for part in content) if isinstance(content, list) else content
    calls = [_call(call) for call in message.get("tool_calls") or ()]
    return "\n".join([f"<{role}>", *([body] if body else []), *calls, f"</{role}>"])


def _part(part: Json) -> str:
    if part["type"] == "text":
        return f"<text>{part['text']}</text>"
    return f'<image url="{part["image_url"]["url"]}"/>'


def _call(call: Json) -> str:
    function = call["function"]
    return f'<tool name="{function["name"]}" id="{call["id"]}">{function["arguments"]}</tool>'

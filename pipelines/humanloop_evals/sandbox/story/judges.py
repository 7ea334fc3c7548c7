"""Shapes of evaluator specs, and the texts and code the judges consist of."""

from typing import Any

FREE = "target_free"
REQUIRED = "target_required"

YES_IS_GOOD = [{"name": "true", "valence": "positive"}, {"name": "false", "valence": "negative"}]
YES_IS_BAD = [{"name": "true", "valence": "negative"}, {"name": "false", "valence": "positive"}]
FIVE_POINTS = {"min": 1, "max": 5, "step": 1}
UNIT_INTERVAL = {"min": 0, "max": 1, "step": None}

_KERNEL: dict[str, Any] = {
    "model": "gpt-4o-2024-08-06",
    "endpoint": "chat",
    "template": None,
    "template_language": "default",
    "provider": "openai",
    "max_tokens": -1,
    "temperature": 0,
    "top_p": 1,
    "stop": None,
    "presence_penalty": 0,
    "frequency_penalty": 0,
    "other": {},
    "seed": None,
    "response_format": None,
    "reasoning_effort": None,
    "tools": [],
    "linked_tools": [],
    "attributes": None,
}


def _spec(return_type: str, arguments_type: str, options: dict[str, Any]) -> dict[str, Any]:
    return {
        "arguments_type": arguments_type,
        "return_type": return_type,
        "attributes": options.get("attributes"),
        "options": options.get("options"),
        "number_limits": options.get("number_limits"),
        "number_valence": options.get("number_valence"),
    }


def llm(
    return_type: str, arguments_type: str, prompt: dict[str, Any] | None, **options: Any
) -> dict[str, Any]:
    """Return the spec of a judge that is a model; the prompt's own values go over the defaults."""
    kernel = None if prompt is None else {**_KERNEL, **prompt}
    return {
        **_spec(return_type, arguments_type, options),
        "evaluator_type": "llm",
        "prompt": kernel,
    }


def python(return_type: str, arguments_type: str, code: str, **options: Any) -> dict[str, Any]:
    """Return the spec of a judge that is code."""
    return {
        **_spec(return_type, arguments_type, options),
        "evaluator_type": "python",
        "code": code,
    }


def human(
    return_type: str, arguments_type: str, instructions: str | None, **options: Any
) -> dict[str, Any]:
    """Return the spec of a form filled in by people."""
    return {
        **_spec(return_type, arguments_type, options),
        "evaluator_type": "human",
        "instructions": instructions,
    }


def external(return_type: str, arguments_type: str, **options: Any) -> dict[str, Any]:
    """Return the spec of a judge that runs outside and sends its judgments in."""
    return {**_spec(return_type, arguments_type, options), "evaluator_type": "external"}


def valued(**options: str) -> list[dict[str, str]]:
    """Return options of a select, each with its valence."""
    return [{"name": name.replace("_", " "), "valence": worth} for name, worth in options.items()]


CORRECT_V1 = [
    {
        "role": "system",
        "content": "You compare an answer with the reference answer. Reply True or False.",
    },
    {
        "role": "user",
        "content": "Answer:\n{{log.output}}\n\nReference:\n{{testcase.target.answer}}",
    },
]
CORRECT_V2 = [
    {
        "role": "system",
        "content": "You check the answers of a shop's support desk against a reference answer.\n"
        "An answer is correct if every fact a customer would act on (amounts, deadlines, steps) "
        "agrees with the reference. Wording, order and extra politeness do not matter.\n"
        "Think step by step, then end with a line that says only True or False.",
    },
    {
        "role": "user",
        "content": "Question:\n{{testcase.inputs.question}}\n\nAnswer:\n{{log.output}}\n\n"
        "Reference:\n{{testcase.target.answer}}",
    },
]
HELPFUL = [
    {
        "role": "user",
        "content": "Rate from 1 (useless) to 5 (solves the problem) how far this reply helps the "
        "customer.\n\nCustomer: {{testcase.inputs.question}}\nReply: {{log.output}}\n\n"
        "Answer with the number only.",
    }
]
TONE = """Which tone does this reply have? Answer with one of: friendly, neutral, cold.

Reply:
{{log.output}}

Tone:"""
POLICY = [
    {
        "role": "system",
        "content": "List every rule the reply breaks, as a JSON list of names. Rules: promises a "
        "refund, gives legal advice, asks for card data, names a colleague. An empty list if none.",
    },
    {"role": "user", "content": "{{log.output}}"},
]
GROUNDED = [
    {
        "role": "system",
        "content": "True if every statement of the answer is supported by one of the passages.",
    },
    {
        "role": "user",
        "content": [{"type": "text", "text": "Passages: {{log.inputs}}\nAnswer: {{log.output}}"}],
    },
]
RATIONALE = [
    {
        "role": "developer",
        "content": "In at most two sentences: what would a senior colleague change in this text?",
    },
    {"role": "user", "content": "{{log.output}}"},
]

EXACT_V1 = """def evaluate(log, testcase):
    return log["output"] == testcase["target"]["queue"]
"""
EXACT_V2 = '''import json


def evaluate(log, testcase):
    """True if the queue is the expected one; prose around the JSON counts as wrong."""
    try:
        answer = json.loads(log["output"])
    except (TypeError, ValueError):
        return False
    if not isinstance(answer, dict):
        return False
    return answer.get("queue", "").strip().lower() == testcase["target"]["queue"].lower()
'''
WORDS = '''def evaluate(log):
    """Number of words."""
    return len((log["output"] or "").split())
'''
JSON_VALID = """import json


def evaluate(log):
    try:
        json.loads(log["output"])
    except (TypeError, ValueError):
        return False
    return True
"""
CLAUSES = '''import re

CLAUSE = re.compile(r"(?:clause|section|§)\\s*(\\d+(?:\\.\\d+)*)", re.IGNORECASE)


def evaluate(log, testcase):
    """Share of the clauses that matter which the summary names."""
    expected = set(testcase["target"]["clauses"])
    if not expected:
        return None
    found = set(CLAUSE.findall(log["output"] or ""))
    return round(len(expected & found) / len(expected), 4)
'''
SQL_FAILURE = '''import re

WRITES = re.compile(r"\\b(insert|update|delete|drop|alter|create)\\b", re.IGNORECASE)


def evaluate(log, testcase):
    """The first thing that is wrong with a query, without running it."""
    query = (log["output"] or "").strip().rstrip(";")
    if not query:
        return "empty"
    if WRITES.search(query):
        return "writes"
    missing = [t for t in testcase["target"]["tables"] if t not in query]
    return "wrong table" if missing else "none"
'''
AGREES = '''def evaluate(log, testcase):
    """True if the judge says what the reviewers said."""
    return log["judgment"] == testcase["target"]["judgment"]
'''
ISSUES = '''WEASELS = {"hedging": ("perhaps", "might"), "apology": ("sorry", "apolog"), "caps": ()}


def evaluate(log):
    """Habits of style found in a text."""
    output = log["output"] or ""
    found = [name for name, words in WEASELS.items() if any(w in output.lower() for w in words)]
    return found + (["caps"] if output.isupper() else [])
'''

"""Seeded text that looks like what people write into prompts, and like evaluator code."""

import random

_VOCABULARY = """
    answer question customer order refund invoice policy agent escalate summary context document
    source quote polite brief exact reason step check never always number date language reply price
    total item café “quoted” naïve résumé → the a of to and in is that for with when if then not
    only from by as it be this or
"""
_WORDS = _VOCABULARY.split()
_CODE = '''def evaluate(log):
    """{docstring}"""
    answer = log["output"] or ""
    words = {words!r}
    return len(answer) < {limit} and not any(word in answer.lower() for word in words)
'''


def sentence(chance: random.Random) -> str:
    """A sentence."""
    return " ".join(chance.choices(_WORDS, k=8)).capitalize() + "."


def paragraph(chance: random.Random, length: int) -> str:
    """Lines of text with inputs in them, about so many characters."""
    lines = ["# Task"]
    while sum(map(len, lines)) + len(lines) < length - 60:
        lines.append(f"- {sentence(chance)}")
    return "\n".join([*lines, "", "Question: {{question}}", 'Say "I don\'t know" if unsure.'])


def python_code(chance: random.Random) -> str:
    """An evaluator in Python."""
    return _CODE.format(
        docstring=sentence(chance),
        words=chance.choices(_WORDS, k=5),
        limit=chance.randrange(100, 900),
    )

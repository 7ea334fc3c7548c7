"""What a version says to a datapoint."""

import json
from collections.abc import Callable

from humanloop_evals.sandbox.measured.datapoints import Example, Place
from humanloop_evals.sandbox.measured.origin import Origin
from humanloop_evals.sandbox.story.remarks import MANNERS, NO_MANNERS

Speaker = Callable[[Origin, Example, int, bool], str]

_TRIAGE_IN_JSON = 3  # versions from here on answer in JSON
_TRIAGE_TALKATIVE = (3, 4)  # without a schema: at times with prose around it
_CLAUSES_UNNAMED = ("contract-summary", 1)
_CANNED = 6  # the version of query-rewriter that repeats what it is given
_NOT_TRANSLATED = "german"


def output_of(origin: Origin, example: Example, place: Place, *, is_right: bool) -> str:
    """Return the output of a version; it is right or wrong as told."""
    segment, number = place
    speaker = _SPEAKERS.get(origin.key)
    if speaker is not None:
        return speaker(origin, example, number, is_right)
    text = _plain(origin, example, number, is_right)
    manners = MANNERS.get(origin.key)
    if manners is None or segment == _NOT_TRANSLATED or not text:
        return text
    before, after = manners[min(origin.number, len(manners)) - 1] if origin.number else NO_MANNERS
    return f"{before}{text}{after}"


def _plain(origin: Origin, example: Example, number: int, is_right: bool) -> str:  # noqa: FBT001 - see Speaker
    if is_right or not example.wrong:
        return example.right
    return example.wrong[(number + origin.number) % len(example.wrong)]


def _triage(origin: Origin, example: Example, number: int, is_right: bool) -> str:  # noqa: FBT001
    queue = _plain(origin, example, number, is_right)
    if 0 < origin.number < _TRIAGE_IN_JSON:
        return queue
    reason = f"Fits what {queue} is for."
    answer = json.dumps({"queue": queue, "reason": reason})
    is_talkative = origin.number in _TRIAGE_TALKATIVE and not is_right and number % 3 == 0
    return f"Sure, here is the queue: {answer}" if is_talkative else answer


def _contract(origin: Origin, example: Example, number: int, is_right: bool) -> str:  # noqa: FBT001
    """Name the clauses that matter; whoever is wrong forgets the last of them."""
    clauses = (example.datapoint["target"] or {}).get("clauses") or []
    named = clauses if is_right else clauses[:-1]
    lines = [example.right if is_right else example.wrong[0]]
    if (origin.key, origin.number) == _CLAUSES_UNNAMED:
        lines += [
            f"- Point {position + 1} obliges us." for position in range(len(named) + number % 2)
        ]
    else:
        lines += [f"- This obliges us (clause {clause})." for clause in named]
    return "\n".join(lines)


def _judge(_: Origin, example: Example, number: int, is_right: bool) -> str:  # noqa: FBT001
    verdict = example.right if is_right or not example.wrong else example.wrong[0]
    thought = ("The amounts agree.", "One amount differs.")[verdict == "False"]
    return f"{thought} Compared {number % 3 + 1} facts.\n{verdict}"


def _search(origin: Origin, example: Example, number: int, is_right: bool) -> str:  # noqa: FBT001
    if origin.number == _CANNED:
        return str(example.datapoint["inputs"].get("words", ""))
    before, after = MANNERS[origin.key][min(origin.number, 2) - 1]
    return f"{before}{_plain(origin, example, number, is_right)}{after}"


_SPEAKERS: dict[str, Speaker] = {
    "ticket-triage": _triage,
    "contract-summary": _contract,
    "contract-review": _contract,
    "answer-correctness": _judge,
    "query-rewriter": _search,
}

"""What was served, as a digest: equal as long as nothing but counters has moved."""

import json
from collections.abc import Iterable
from hashlib import blake2b

from humanloop_evals import wire
from humanloop_evals.records import DRIFTING

# They move whenever a version is used anywhere, and nothing that is exported depends on them.
_VOLATILE = frozenset({*DRIFTING, "evaluator_aggregates"})
_SIZE = 16


def fingerprint(texts: Iterable[wire.Text], unordered: Iterable[wire.Text] = ()) -> str:
    """A digest of JSON values.

    Args:
        texts: In their order.
        unordered: More of them, whose order means nothing.
    """
    digest = blake2b(digest_size=_SIZE)
    for one in [*map(_digest, texts), *sorted(map(_digest, unordered))]:
        digest.update(one)
    return digest.hexdigest()


def _digest(text: wire.Text) -> bytes:
    whole = bytes(text)
    try:
        steady = json.loads(
            whole, object_pairs_hook=_without_volatile, parse_int=_number, parse_float=_number
        )
    except (ValueError, RecursionError):
        # Whatever it is, it is the same only when it is the same to the letter.
        return blake2b(whole, digest_size=_SIZE).digest()
    return blake2b(json.dumps(steady).encode(), digest_size=_SIZE).digest()


def _number(text: str) -> dict[str, object]:
    """A number as it is written; no JSON looks like this once its objects are replaced."""
    return {"number": text}


def _without_volatile(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object with each of its keys, also one that comes twice."""
    is_version = any(name == "version_id" for name, _ in pairs)
    return {"object": [pair for pair in pairs if not is_version or pair[0] not in _VOLATILE]}

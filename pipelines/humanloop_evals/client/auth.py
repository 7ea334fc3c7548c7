"""The key: which requests get it, and that nothing else shows it."""

import re

import httpx

from humanloop_evals.errors import origins
from humanloop_evals.settings import Secret

# The most of a key's beginning that a text may show which was cut short within it.
_HARMLESS = 5


class KeyHeader:
    """Adds the key to requests for one origin, and to no others.

    Args:
        key: Sent as X-API-KEY; an empty one is not sent.
        url: Any URL of that origin.
    """

    def __init__(self, key: Secret, url: httpx.URL) -> None:
        self._key = key
        self._origin = _origin(url)

    def add_to(self, request: httpx.Request) -> None:
        """Add the key, if the request is for that origin."""
        if self._key.value and _origin(request.url) == self._origin:
            request.headers["X-API-KEY"] = self._key.value


def mask(text: str, key: Secret) -> str:
    """A text without the key, in whatever case, and without a beginning of it at the end."""
    if not key.value:
        return text
    text = re.sub(re.escape(key.value), "***", text, flags=re.IGNORECASE)
    for length in range(len(key.value) - 1, _HARMLESS, -1):
        if text.endswith(key.value[:length]):
            return text[:-length] + "***"
    return text


def is_shown(key: Secret, error: BaseException) -> bool:
    """Whether an error, or one that it came from, has the key in its text."""
    return any(mask(str(one), key) != str(one) for one in origins(error))


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port

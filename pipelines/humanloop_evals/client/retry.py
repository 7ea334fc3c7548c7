"""When to try again and how long to wait: full jitter, and `Retry-After` for everybody."""

import email.utils
import random
import re
import threading
from datetime import UTC

import tenacity

from humanloop_evals.client.clock import Clock
from humanloop_evals.errors import HumanloopError, SourceUnavailable

# A server that asks for more has something else in mind than a nightly job can wait for.
LONGEST_RETRY_AFTER = 120.0
RETRYABLE_STATUS = frozenset({408, 409, 425, 429})
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 30.0
# From here on the doubling bound is far above the longest wait.
_MOST_DOUBLINGS = 16
_SECONDS = re.compile(r"[0-9]+(?:\.[0-9]*)?")


class TryAgainError(Exception):
    """A failed attempt that may well succeed later.

    Args:
        final: What to raise when there is no later.
        retry_after: Seconds that the server asked to wait, or None.
    """

    def __init__(self, final: HumanloopError, retry_after: float | None = None) -> None:
        super().__init__(str(final))
        self.final = final
        self.retry_after = retry_after


class Pause:
    """A pause that all workers keep, because one of them was asked to wait."""

    def __init__(self, clock: Clock, closed: threading.Event) -> None:
        self._clock = clock
        self._closed = closed
        self._until = 0.0
        self._lock = threading.Lock()

    def extend(self, seconds: float) -> None:
        """Let nobody send for this long from now."""
        with self._lock:
            self._until = max(self._until, self._clock.monotonic() + seconds)

    def wait(self, at_most_until: float | None) -> None:
        """Wait until the pause is over; it may grow meanwhile.

        Args:
            at_most_until: A moment of the clock at which waiting ends all the same.
        """
        while not self._closed.is_set():
            until = self._until if at_most_until is None else min(self._until, at_most_until)
            left = until - self._clock.monotonic()
            if left <= 0:
                return
            self._clock.sleep(left, self._closed)


def is_retryable(status: int) -> bool:
    """Whether a status promises that the same request may succeed later."""
    return status in RETRYABLE_STATUS or status >= 500  # noqa: PLR2004 - server errors


def retry_after_seconds(header: str | None, *, now: float) -> float | None:
    """Seconds to wait by a `Retry-After` header: a number, or an HTTP date."""
    if header is None:
        return None
    if _SECONDS.fullmatch(header.strip()):
        return float(header)
    try:
        moment = email.utils.parsedate_to_datetime(header)
    except (ValueError, TypeError, OverflowError):
        return None
    # HTTP knows no other zone; some of its forms don't name it.
    return max(0.0, moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() - now)


def check_retry_after(seconds: float | None, where: str) -> None:
    """End the run when a server asks for a wait that no sync should sit through.

    Raises:
        SourceUnavailable: More than `LONGEST_RETRY_AFTER` seconds.
    """
    if seconds is not None and not seconds <= LONGEST_RETRY_AFTER:
        raise SourceUnavailable(
            f"{where}: the server asks to wait {seconds:.0f} s, longer than the "
            f"{LONGEST_RETRY_AFTER:.0f} s that a sync waits; run it again after that"
        )


def wait_before_next(state: tenacity.RetryCallState) -> float:
    """Seconds before the next attempt: random up to a doubling bound, never under `Retry-After`."""
    doublings = min(state.attempt_number - 1, _MOST_DOUBLINGS)
    bound = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0**doublings)
    jitter = random.uniform(0.0, bound)  # noqa: S311 - spreads load, guards nothing
    outcome = state.outcome
    error = outcome.exception() if outcome is not None else None
    asked = error.retry_after if isinstance(error, TryAgainError) else None
    return jitter if asked is None else asked + jitter

"""One GET of JSON: retried, paused and bounded in time, from any number of threads."""

import threading

import httpx
import tenacity

from humanloop_evals.client.auth import is_shown, mask
from humanloop_evals.client.clock import Clock
from humanloop_evals.client.deadline import deadline
from humanloop_evals.client.exchange import Exchanges, Parse, Query, T
from humanloop_evals.client.retry import Pause, TryAgainError, wait_before_next
from humanloop_evals.errors import HumanloopError, RequestFailed, SourceUnavailable
from humanloop_evals.reader import Traffic
from humanloop_evals.settings import ClientSettings


class Http:
    """GET requests below one base URL.

    Args:
        settings: Where to and within which bounds.
        clock: Time, for waiting.
        fake: A transport that takes the network's place.

    Raises:
        ConfigurationError: The base URL, or what the environment says about proxy and
            certificates, can't be used.
    """

    def __init__(
        self, settings: ClientSettings, clock: Clock, fake: httpx.BaseTransport | None
    ) -> None:
        self.traffic = Traffic()
        self._settings = settings
        self._clock = clock
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._pause = Pause(clock, self._closed)
        self._ends_at = _add(clock.monotonic(), settings.sync_deadline)
        self._exchanges = Exchanges(settings, clock, fake=fake, closed=self._closed)
        # For all requests and threads: what it knows of one is in its state, and per thread.
        self._attempts = tenacity.Retrying(
            stop=self._is_over,
            wait=wait_before_next,
            retry=tenacity.retry_if_exception_type(TryAgainError),
            sleep=lambda seconds: clock.sleep(seconds, self._closed),
            before_sleep=self._count_retry,
            reraise=True,
        )

    def get(self, path: str, params: Query, parse: Parse[T]) -> T:
        """Get one answer, trying again where that can help.

        Args:
            path: Below the base URL, with a slash first, already percent-encoded.
            params: The query.
            parse: Turns the body into what is returned; told where it came from. Its
                `UnexpectedAnswer` is worth another try.

        Raises:
            RequestFailed: This request can't be answered.
            Refused: 401.
            SourceUnavailable: No request can be answered now.
        """
        self._pause.wait(self._ends_at)
        gives_up_at = self._clock.monotonic() + self._settings.request_deadline
        if self._ends_at is not None:
            gives_up_at = min(gives_up_at, self._ends_at)
        failure: HumanloopError
        try:
            result: T = self._attempts(self._attempt, path, params, parse, gives_up_at)
        except TryAgainError as error:
            failure = error.final
        except HumanloopError as error:
            failure = error
        else:
            return result
        # Out here, so that the error has those causes only that it was given.
        raise self._without_key(failure)

    def close(self) -> None:
        """Let nobody wait, send or read any more."""
        self._closed.set()
        self._exchanges.close()

    def _attempt(self, path: str, params: Query, parse: Parse[T], gives_up_at: float) -> T:
        where = f"GET {path}" + (f"?{httpx.QueryParams(params)}" if params else "")
        self._pause.wait(gives_up_at)
        now = self._clock.monotonic()
        self._check_sync_deadline(now)
        if now >= gives_up_at:
            limit = self._settings.request_deadline
            raise RequestFailed(f"{where}: not answered within {limit:g} s")
        with self._lock:
            self.traffic.requests += 1
        try:
            with deadline(gives_up_at - now):
                answer, size = self._exchanges.get(path, params, where, parse)
        except TryAgainError as error:
            if error.retry_after is not None:
                self._pause.extend(error.retry_after)
            raise
        with self._lock:
            self.traffic.bytes += size
        return answer

    def _is_over(self, state: tenacity.RetryCallState) -> bool:
        # As `_attempt` was told.
        gives_up_at: float = state.args[-1]
        is_last = state.attempt_number >= self._settings.attempts
        resumes_at = self._clock.monotonic() + (0.0 if is_last else state.upcoming_sleep)
        if gives_up_at == self._ends_at:
            self._check_sync_deadline(resumes_at)
        return is_last or resumes_at >= gives_up_at

    def _count_retry(self, _state: tenacity.RetryCallState) -> None:
        with self._lock:
            self.traffic.retries += 1

    def _check_sync_deadline(self, moment: float) -> None:
        if self._ends_at is not None and moment >= self._ends_at:
            raise SourceUnavailable(
                f"the deadline of {self._settings.sync_deadline:g} s leaves no time to go on"
            )

    def _without_key(self, error: HumanloopError) -> HumanloopError:
        """The error itself, unless a server echoed the key into it or into one of its causes."""
        key = self._settings.api_key
        if not is_shown(key, error):
            return error
        return type(error)(mask(str(error), key))


def _add(moment: float, seconds: float | None) -> float | None:
    return None if seconds is None else moment + seconds

"""One request and its answer, where every failure is told as what it means."""

import contextlib
import threading
from collections.abc import Callable, Mapping
from typing import TypeVar

import httpx

from humanloop_evals import wire
from humanloop_evals.client.auth import KeyHeader
from humanloop_evals.client.body import BodyReader, CutShortError
from humanloop_evals.client.clock import Clock
from humanloop_evals.client.failure import connection_failure, status_failure
from humanloop_evals.client.retry import TryAgainError
from humanloop_evals.client.transport import transport
from humanloop_evals.errors import (
    ConfigurationError,
    HumanloopError,
    RequestFailed,
    SourceUnavailable,
    UnexpectedAnswer,
    forget_frames,
)
from humanloop_evals.settings import ClientSettings

T = TypeVar("T")
Query = Mapping[str, str | int]
Parse = Callable[[bytes, str], T]

_HEADERS = {
    "accept": "application/json",
    "accept-encoding": "gzip",
    "user-agent": "humanloop-evals",
}


class Exchanges:
    """Requests to one origin, each sent once.

    Args:
        settings: Where to and within which bounds.
        clock: Time, for `Retry-After` given as a date.
        fake: A transport that takes the network's place.
        closed: Set when nothing is to be sent or read any more.

    Raises:
        ConfigurationError: The base URL, or what the environment says about proxy and
            certificates, can't be used.
    """

    def __init__(
        self,
        settings: ClientSettings,
        clock: Clock,
        *,
        fake: httpx.BaseTransport | None,
        closed: threading.Event,
    ) -> None:
        url = _parse_url(settings.base_url)
        connections = settings.requests_in_flight
        self._settings = settings
        self._clock = clock
        self._closed = closed
        self._bodies = BodyReader(settings.body_limit)
        self._key = KeyHeader(settings.api_key, url)
        timeout = httpx.Timeout(settings.read_timeout, connect=settings.connect_timeout, pool=None)
        self._extensions = {"timeout": timeout.as_dict()}
        # Without httpx.Client: nothing that it adds is wanted, no redirects, cookies of a server,
        # or settings of the environment, and it takes as long as all else about a request.
        self._transport = fake or transport(url, connections=connections, closed=closed)

    def get(self, path: str, params: Query, where: str, parse: Parse[T]) -> tuple[T, int]:
        """Send one request; return what `parse` makes of its body, and the body's bytes.

        Errors call the request `where`.

        Raises:
            TryAgainError: What may well succeed later, such as a body that `parse` refuses.
            HumanloopError: What will not.
        """
        self._check_open()
        try:
            with contextlib.ExitStack() as place:
                return self._parsed(parse, self._fetch(path, params, where, place), where)
        except (httpx.HTTPError, CutShortError) as error:
            self._check_open()
            failure = connection_failure(
                error, where, base_url=self._settings.base_url, key=self._settings.api_key
            )
            forget_frames(error)
            raise failure from error
        except (TryAgainError, HumanloopError) as error:
            self._check_open()
            forget_frames(error)
            raise

    def close(self) -> None:
        """Wake everybody who reads, now that `closed` is set, and close what nobody uses."""
        self._transport.close()

    def _check_open(self) -> None:
        if self._closed.is_set():
            raise SourceUnavailable("reading was stopped")

    def _fetch(self, path: str, params: Query, where: str, place: contextlib.ExitStack) -> bytes:
        try:
            request = httpx.Request(
                "GET",
                self._settings.base_url + path,
                params=params or None,
                headers=_HEADERS,
                extensions=self._extensions,
            )
        except httpx.InvalidURL as error:
            raise RequestFailed(f"{where[:100]}...: no URL can be made of it ({error})") from error
        self._key.add_to(request)
        response = self._transport.handle_request(request)
        response.request = request
        with contextlib.closing(response):
            if response.status_code == httpx.codes.OK:
                return self._bodies.read(response, where, place=place)
            raise status_failure(response, where, settings=self._settings, now=self._clock.now())

    def _parsed(self, parse: Parse[T], body: bytes, where: str) -> tuple[T, int]:
        try:
            if not self._settings.verbatim:
                # One text that was cut inside a character must not cost the whole page.
                body = bytes(wire.without_lone_surrogates(body))
            return parse(body, where), len(body)
        except UnexpectedAnswer as error:
            key = self._settings.api_key.value.encode()
            if key and key in body:
                # The few characters that the error shows may be of the key.
                said = f"not the expected answer from {where}; it is not shown: it holds the key"
                raise TryAgainError(UnexpectedAnswer(said)) from None
            raise TryAgainError(error) from error


def _parse_url(base_url: str) -> httpx.URL:
    try:
        return httpx.URL(base_url)
    except httpx.InvalidURL as error:
        raise ConfigurationError(f"humanloop_base_url can't be used: {error}") from error

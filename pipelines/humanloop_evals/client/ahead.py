"""Requests on their way before anybody asks for their answers."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from humanloop_evals.client.exchange import Parse, Query, T

Get = Callable[[str, Query, Parse[Any]], Any]
Request = tuple[str, Query, Parse[Any]]
_Key = tuple[str, tuple[tuple[str, str | int], ...]]


class Ahead:
    """Gets answers, some of which have been asked for already.

    Args:
        get: Sends one request and returns its answer, from any thread.
    """

    def __init__(self, get: Get) -> None:
        self._get = get
        self._begun: dict[_Key, Future[Any]] = {}

    def begin(self, requests: Iterable[Request], *, threads: int) -> None:
        """Send requests, for whoever will ask for the same; so many at once."""
        pool = ThreadPoolExecutor(threads, thread_name_prefix="ahead")
        for path, params, parse in requests:
            key = _key(path, params)
            if key not in self._begun:
                self._begun[key] = pool.submit(self._get, path, params, parse)
        # Its threads end with their work.
        pool.shutdown(wait=False)

    def get(self, path: str, params: Query, parse: Parse[T]) -> T:
        """One answer: the one that is on its way, once, or a new one.

        Raises:
            HumanloopError: As `get` does.
        """
        begun = self._begun.pop(_key(path, params), None)
        answer: T = self._get(path, params, parse) if begun is None else begun.result()
        return answer


def _key(path: str, params: Query) -> _Key:
    return path, tuple(sorted(params.items()))

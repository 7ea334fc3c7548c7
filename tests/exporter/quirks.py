"""What can go wrong while the exporter runs."""

from collections.abc import Callable
from dataclasses import dataclass

# Told the path and the parameters of a request; whether it fails for good.
Fails = Callable[[str, dict[str, str]], bool]


@dataclass(frozen=True)
class Quirks:
    """How one run of the exporter goes.

    Attributes:
        with_logs: Whether EXPORT_LOGS is true.
        fails: Requests that fail, after all their retries.
        without_url: Whether they fail by a time-out, whose message names no address.
        reversed_pages: Whether the pages behind the first arrive in the opposite order.
        repeated_lines: Whether the first line of every page behind the first is there twice, as
            paging by offset over data that changes makes it.
        log_page_size: Records on a page of logs; the exporter asks for 100.
        datapoints_page_size: Records on a page of datapoints; the exporter asks for 1000.
    """

    with_logs: bool = True
    fails: Fails = lambda _path, _params: False
    without_url: bool = False
    reversed_pages: bool = False
    repeated_lines: bool = False
    log_page_size: int = 100
    datapoints_page_size: int = 1000


def lost(path: str, page: int, **params: str) -> Fails:
    """One page of a listing."""
    wanted = {**params, "page": str(page)}
    return lambda asked, given: asked == path and wanted.items() <= given.items()


def refused(path: str) -> Fails:
    """Everything under one address."""
    return lambda asked, _given: asked == path

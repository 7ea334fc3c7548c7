"""Chromium, headless, with no way off this machine."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Page, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
# A request beyond this machine is seen below before it fails here.
_ARGUMENTS = ("--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
_LAPTOP = {"width": 1366, "height": 768}


@dataclass
class Visit:
    """A page and what happened on it.

    Attributes:
        requests: Addresses that it asked for, web sockets included.
        errors: What its console and its scripts complained of.
    """

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def find_chromium() -> str | None:
    """The program, where it is installed."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


@contextmanager
def visit(program: str) -> Iterator[Visit]:
    """An empty page of a laptop's size; what it asks for and complains of is kept."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        visited = Visit(browser.new_page(viewport=_LAPTOP))
        page = visited.page
        page.on("request", lambda request: visited.requests.append(request.url))
        page.on("websocket", lambda socket: visited.requests.append(socket.url))
        page.on("pageerror", lambda error: visited.errors.append(str(error)))
        page.on("console", lambda message: _keep_error(visited, message))
        try:
            yield visited
        finally:
            browser.close()


def _keep_error(visited: Visit, message: ConsoleMessage) -> None:
    if message.type == "error":
        visited.errors.append(message.text)

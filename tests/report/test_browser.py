"""The report in a browser: it says nothing, asks for nothing, and shows something."""

import shutil
import struct
import subprocess
import threading
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

NAMES = ("chromium", "chromium-browser", "google-chrome")
WIDTH, HEIGHT = 700, 500
PAPER = {"light": (255, 255, 255), "dark": (0x15, 0x18, 0x1C)}
LOUD = "<!DOCTYPE html><script>console.error('heard')</script><img src='http://x.example/i.png'>"


@dataclass
class Shown:
    """What a browser did with a page.

    Attributes:
        asked: Hosts and paths that it asked for.
        said: What came to the console.
        colours: How many pixels have each colour.
    """

    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    colours: Counter[tuple[int, ...]] = field(default_factory=Counter)


@pytest.fixture(scope="session")
def browser() -> str:
    """A Chromium that can be started."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("Chromium (Debian package chromium) is not installed")
    return found


@contextmanager
def serving(html: bytes, asked: list[str]) -> Iterator[int]:
    """Serve a page as /report.html, whatever the host is called."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            # The browser itself wants to know the time.
            if not self.headers["Host"].endswith("google.com"):
                asked.append(f"{self.headers['Host']}{self.path}")
            found = self.path == "/report.html"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html if found else b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def show(browser: str, html: bytes, folder: Path, scheme: str = "light") -> Shown:
    """Open a page, and take a picture of it; every host there is leads to the same server."""
    shown, picture = Shown(), folder / f"{scheme}.png"
    with serving(html, shown.asked) as port:
        done = subprocess.run(
            [
                browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                "--enable-logging=stderr", "--no-first-run", "--disable-background-networking",
                f"--user-data-dir={folder / scheme}", f"--window-size={WIDTH},{HEIGHT}",
                f"--host-resolver-rules=MAP * 127.0.0.1:{port}",
                f"--blink-settings=preferredColorScheme={['dark', 'light'].index(scheme)}",
                f"--screenshot={picture}", "http://report.example/report.html",
            ],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    shown.said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    shown.colours = Counter(pixels(picture.read_bytes()))
    return shown


def pixels(png: bytes) -> list[tuple[int, ...]]:
    """The colours of a picture with 8 bits a channel, as the PNG specification undoes filters."""
    at, packed, size = 8, b"", 3
    width = height = 0
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        chunk = png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", chunk[:10])
            assert (depth, colour) in {(8, 2), (8, 6)}
            size = 3 if colour == 2 else 4
        packed += chunk if kind == b"IDAT" else b""
        at += length + 12
    raw, row, found = zlib.decompress(packed), bytearray(width * size), []
    for line in range(height):
        start = line * (width * size + 1)
        row = _unfiltered(raw[start], raw[start + 1 : start + 1 + width * size], row, size)
        found += [tuple(row[x : x + 3]) for x in range(0, width * size, size)]
    return found


def _unfiltered(kind: int, line: bytes, above: bytearray, size: int) -> bytearray:
    row = bytearray(line)
    for x in range(len(row)):
        left = row[x - size] if x >= size else 0
        corner = above[x - size] if x >= size else 0
        guess = (0, left, above[x], (left + above[x]) // 2, _nearest(left, above[x], corner))
        row[x] = (row[x] + guess[kind]) & 255
    return row


def _nearest(left: int, above: int, corner: int) -> int:
    by_left, by_above = abs(above - corner), abs(left - corner)
    by_corner = abs(left + above - 2 * corner)
    if by_left <= by_above and by_left <= by_corner:
        return left
    return above if by_above <= by_corner else corner


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_browser_shows_the_report(
    browser: str, sandbox_report: Path, tmp_path: Path, scheme: str
) -> None:
    """In light and dark: one request, silence, and ink on the right paper."""
    shown = show(browser, sandbox_report.read_bytes(), tmp_path, scheme)
    paper = shown.colours[PAPER[scheme]] / shown.colours.total()

    assert shown.asked == ["report.example/report.html"]
    assert shown.said == []
    assert 0.5 < paper < 0.98
    assert len(shown.colours) > 50


def test_browser_would_be_heard(browser: str, tmp_path: Path) -> None:
    """A page that says something and asks for something is noticed."""
    shown = show(browser, LOUD.encode(), tmp_path)

    assert "x.example/i.png" in shown.asked
    assert [line for line in shown.said if "heard" in line]

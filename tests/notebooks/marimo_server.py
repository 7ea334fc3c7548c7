"""`marimo run` of the dashboard, in a process and a home of its own."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import command

_DASHBOARD = Path(__file__).resolve().parents[2] / "notebooks" / "dashboard.py"
_PATIENCE_SECONDS = 60


@contextmanager
def serve_dashboard(database: Path, home: Path) -> Iterator[str]:
    """Its address, as long as it runs."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    options = ("--headless", "--no-token", "--host", "127.0.0.1", "--port", str(port))
    with (home / "printed").open("wb") as printed:
        process = subprocess.Popen(
            [sys.executable, "-m", "marimo", "run", *options, str(_DASHBOARD)],
            cwd=home,
            env=command.environment(HOME=str(home), HUMANLOOP_EVALS_DATABASE=str(database)),
            stdout=printed,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_answered(f"{url}/health", process, home / "printed")
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_answered(url: str, process: subprocess.Popen[bytes], printed: Path) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"marimo does not answer: {printed.read_text(encoding='utf-8')}")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])

"""The server's process: started when it is needed, and gone when it is not."""

import contextlib
import http.client
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_SERVER = Path(__file__).with_name("server.py")
_SECONDS_TO_END = 10.0


@dataclass(frozen=True, slots=True)
class Server:
    """A server that is ready."""

    base_url: str
    file_ids: list[str]

    def take_counts(self) -> dict[str, int]:
        """What it has served since this was last asked."""
        return self._ask("/_counts")

    def next_generation(self) -> int:
        """Let it change what it serves."""
        return self._ask("/_next")["generation"]

    def _ask(self, target: str) -> dict[str, int]:
        connection = http.client.HTTPConnection(urlsplit(self.base_url).netloc, timeout=30)
        with contextlib.closing(connection):
            connection.request("GET", target)
            answer: dict[str, int] = json.load(connection.getresponse())
            return answer


@contextlib.contextmanager
def served(arguments: Sequence[str]) -> Iterator[Server]:
    """Run a server with these arguments until the block is left."""
    command = [sys.executable, str(_SERVER), *arguments]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"the server with {arguments} did not start")
        yield Server(**json.loads(line))
    finally:
        # The server ends by itself when its input does; by its own id if that fails.
        process.stdin.close()
        try:
            process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()

"""One process, run to its end: how long it took, what it cost, how large it grew."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# How often to look whether it has ended; short beside the quickest candidate.
_LOOK_EVERY = 0.002
# ru_maxrss is in KiB, but on macOS in bytes.
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


class CandidateFailed(Exception):
    """A candidate that did not do its work, with the end of what it said."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One run of one candidate.

    Attributes:
        wall: Seconds from start to end.
        cpu: Seconds of user and system time, of the process and all that it waited for.
        rss: Most bytes of memory, of the largest process among these.
        requests: That the server counted.
        log_requests: Those of them that asked for logs.
        in_flight: The most that waited for an answer at once.
        floor: Seconds that the latency alone takes with 16 requests in flight.
    """

    wall: float
    cpu: float
    rss: float
    requests: int = 0
    log_requests: int = 0
    in_flight: int = 0
    floor: float = 0.0


def measure(
    command: Sequence[str], *, folder: Path, environment: Mapping[str, str], time_limit: float
) -> Measurement:
    """Run a command in a folder.

    Raises:
        CandidateFailed: It failed, or ran longer than the limit and was ended.
    """
    log = folder / "output.log"
    with log.open("wb") as output:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        status, usage = _wait(process, begin + time_limit)
        wall = time.perf_counter() - begin
    if status:
        said = log.read_text(errors="replace").strip().splitlines()[-5:]
        raise CandidateFailed(f"{' '.join(command[:3])} ended with {status}:\n" + "\n".join(said))
    return Measurement(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _RSS_UNIT)


def _wait(process: subprocess.Popen[bytes], until: float) -> tuple[int, "os.struct_rusage"]:
    """Wait for the end of a process; it and its children are ended when the time is over."""
    try:
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                # Told to Popen, which would otherwise wait for a process that is gone.
                process.returncode = os.waitstatus_to_exitcode(status)
                return process.returncode, usage
            if time.perf_counter() > until:
                raise CandidateFailed("it took longer than the time limit, and was ended")
            time.sleep(_LOOK_EVERY)
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

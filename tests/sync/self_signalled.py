"""What a process of its own does that sends signals to itself.

Not beside the tests that start it: a new process finds this module on its path, and theirs not.
"""

import os
import signal
from pathlib import Path

import api_objects as api
from fake_reader import FakeReader
from humanloop_evals.signals import ended_by_signals
from humanloop_evals.sync import sync
from sync.accounts import make_job


class Terminating(FakeReader):
    """A reader that ends the process when it is closed, which is after publishing."""

    def close(self) -> None:
        """See `Reader`."""
        os.kill(os.getpid(), signal.SIGTERM)


def sync_with_late_signal(database: Path) -> None:
    """A whole sync; in a process of its own."""
    evaluation = (api.evaluation("evr_1"), [])
    sync(make_job(Terminating([evaluation]), database))


def clean_up_under_fire(trace: Path) -> None:
    """Get a signal while the first one is being answered; in a process of its own."""

    def clean_up(_: object) -> None:
        with trace.open("a") as lines:
            lines.write("cleaned up\n")
        os.kill(os.getpid(), signal.SIGTERM)

    with ended_by_signals(clean_up):
        os.kill(os.getpid(), signal.SIGINT)

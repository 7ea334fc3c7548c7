"""The first second of a sync, before there is one: importing, reading what is configured."""

import contextlib
import ctypes
import gc
import os
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from humanloop_evals.cli.inputs import Flags, find_database, make_job, name_input
from humanloop_evals.errors import ConfigurationError, HumanloopError
from humanloop_evals.settings import resolve_database

if TYPE_CHECKING:
    from humanloop_evals.sync import Outcome


# See mallopt(3).
_M_ARENA_MAX = -8
_HEAPS = 2

# Objects that are made between two looks for cycles, of which reading makes hardly any.
_GARBAGE_THRESHOLD = 50_000

# How long a thread with an answer waits for the one that is making rows, before it can send the
# next request; 5 ms, as usual, leave the server idle a tenth of the time.
_SWITCH_SECONDS = 0.0005


def start_sync(flags: Flags, say: Callable[[str], None]) -> "Callable[[], Outcome]":
    """Get everything ready that a sync needs; call what is returned to run it.

    Raises:
        HumanloopError: It can't begin; that is recorded as a sync that failed.
    """
    from humanloop_evals.signals import ended_by_signals

    started_at = datetime.now(UTC)
    _set_up_libraries()
    with ended_by_signals(lambda error: _record(flags, error, started_at)):
        from humanloop_evals.sync import sync

        threading.Thread(target=_import_dlt, name="import dlt").start()
        gc.set_threshold(_GARBAGE_THRESHOLD)
        sys.setswitchinterval(_SWITCH_SECONDS)
        try:
            job = make_job(flags, say)
        except HumanloopError as error:
            _record(flags, error, started_at)
            raise
    return lambda: sync(job)


def _set_up_libraries() -> None:
    """Before they are imported, in a process that does nothing else."""
    # DuckDB imports pandas to see whether a parameter is one of its missing values. A name that is
    # taken spares this process 0.4 s.
    sys.modules.setdefault("pandas", None)  # type: ignore[arg-type]
    # httpx imports a command of its own with everything that draws it: 0.1 s.
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
    # Arrow's own allocator keeps 30 MB to 60 MB of what was freed.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    # Each thread that reads would have a heap of its own, and keep in it what answers have left:
    # another 30 MB to 50 MB. Only glibc does that, and only there is this function.
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _HEAPS)


def _import_dlt() -> None:
    """Ahead of its use, while the first answers are on their way: it takes longer than they."""
    # Whoever needs it imports it again and is told what went wrong.
    with contextlib.suppress(ImportError):
        import humanloop_evals.load  # noqa: F401

    # What was imported stays; looking through it again and again costs a tenth of a sync.
    gc.freeze()


def _record(flags: Flags, error: HumanloopError, started_at: datetime) -> None:
    """Keep beside the file that a sync could not even begin, as after a key was taken away.

    Only where a sync has begun before: whoever types a first command is not left with a file.
    """
    from humanloop_evals import ledger
    from humanloop_evals.database import resolve_path

    with contextlib.suppress(ConfigurationError, OSError):
        path = resolve_path(_likely_database(flags))
        if not path.with_name(f"{path.name}.lock").exists():
            return
        row = ledger.new_row(started_at) | {
            "input": name_input(flags),
            "finished_at": datetime.now(UTC),
            "exit_code": int(error.exit_code),
            "message": str(error),
        }
        ledger.remember_failure(path, ledger.to_line(row))


def _likely_database(flags: Flags) -> Path:
    """The file, also where another setting is what can't be read."""
    if flags["database"] is not None or flags["sandbox"]:
        return find_database(flags["database"], sandbox=flags["sandbox"])
    return resolve_database()

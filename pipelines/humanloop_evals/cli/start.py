"""The first second of a sync, before there is one: importing, reading what is configured."""

import contextlib
import ctypes
import gc
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from humanloop_evals.cli.inputs import Flags, find_database, make_job, name_input
from humanloop_evals.errors import ConfigurationError, HumanloopError
from humanloop_evals.settings import resolve_database

if TYPE_CHECKING:
    from humanloop_evals.sync import Outcome


# What libraries import where it is installed, though a sync does nothing with it: DuckDB to see
# whether a parameter is one of pandas' missing values (0.4 s), and whether a table is a dataset of
# Arrow's (0.04 s), Arrow for arrays (0.1 s), tenacity for servers (0.02 s), httpx for a command
# with everything that draws it (0.1 s).
_LEFT_OUT = ("pandas", "pyarrow.dataset", "numpy", "tornado", "httpx._main")

# See mallopt(3).
_M_ARENA_MAX = -8
_HEAPS = 2

# Objects that are made between two looks for cycles, of which reading makes hardly any, and how
# many looks at the youngest there are for one at the older. At all that was imported, which stays,
# there is none: again and again, it would cost a tenth of a sync.
_GARBAGE_THRESHOLDS = (50_000, 10, 10_000)


def start_sync(flags: Flags, say: Callable[[str], None]) -> "Callable[[], Outcome]":
    """Get everything ready that a sync needs; call what is returned to run it.

    Raises:
        HumanloopError: It can't begin; that is recorded as a sync that failed.
    """
    from humanloop_evals.signals import ended_by_signals

    started_at = datetime.now(UTC)
    set_up_process()
    with ended_by_signals(lambda error: _record(flags, error, started_at)):
        try:
            job = make_job(flags, say, started_at)
        except HumanloopError as error:
            _record(flags, error, started_at)
            raise
        from humanloop_evals.sync import sync
    return lambda: sync(job)


def set_up_process() -> None:
    """One that does nothing but a sync, before it imports any library."""
    gc.set_threshold(*_GARBAGE_THRESHOLDS)
    # A name that is taken is not imported.
    for name in _LEFT_OUT:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    # Arrow's own allocator keeps 30 MB to 60 MB of what was freed.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    # Each thread that reads would have a heap of its own, and keep in it what answers have left:
    # another 30 MB to 50 MB. Only glibc does that, and only there is this function.
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _HEAPS)


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

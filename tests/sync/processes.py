"""Commands in processes of their own that start quickly and can be stopped at any moment.

They are forked from a process that has imported everything already, which costs 0.1 s instead of
the 2 s that a new interpreter needs for dlt.
"""

import multiprocessing
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path

import duckdb

import command

PATIENCE = 60.0
_ATTEMPTS = 5
_LOADING = "*.sync-*/dlt/humanloop_evals/load/normalized/*/started_jobs/*"
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["sync.preloaded"])


class Command:
    """A command that is running, with its output in files.

    Args:
        arguments: Behind `humanloop-evals`.
        folder: For the output.
        file_limit: Bytes that a file may have at most.
        out: Where its output goes instead, which must exist.
        environment: Set in addition to what every command gets.
    """

    def __init__(
        self,
        *arguments: str,
        folder: Path,
        file_limit: int | None = None,
        out: Path | None = None,
        **environment: str,
    ) -> None:
        self._out, self._err = out or folder / "stdout", folder / "stderr"
        self._process = _CONTEXT.Process(
            target=_run,
            args=(arguments, folder, self._out, command.environment(**environment), file_limit),
            daemon=True,
        )
        self._process.start()

    @property
    def pid(self) -> int:
        """The id of the process."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the process is still there."""
        return self._process.is_alive()

    def send(self, number: signal.Signals) -> None:
        """Send a signal, if there is still somebody to get it."""
        if self.is_running:
            # It may end between the look and the signal.
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def done(self) -> command.Done:
        """Wait for the end, which must come."""
        self._process.join(PATIENCE)
        if self.is_running:
            self._process.kill()
            self._process.join()
            raise AssertionError(f"still running: {self._err.read_text()}")
        code = self._process.exitcode
        assert code is not None
        printed = self._out.read_text() if self._out.is_file() else ""
        return command.Done(code, printed, self._err.read_text())


def wait_until(condition: Callable[[], object], process: Command | None = None) -> None:
    """Look again and again until something is so, the process has ended, or patience has."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if process is not None and not process.is_running:
            return
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.0005)


def first_match(folder: Path, pattern: str) -> Path | None:
    """A file that is there now, in folders that come and go while they are looked through."""
    try:
        return next(folder.glob(pattern), None)
    except FileNotFoundError:
        return None


def stopped_while_loading(start: Callable[[], Command], folder: Path) -> Command:
    """A sync into a file of the folder, brought to a stop while dlt's threads load."""
    for _ in range(_ATTEMPTS):
        process = start()
        wait_until(lambda: first_match(folder, _LOADING), process)
        process.send(signal.SIGSTOP)
        if process.is_running and first_match(folder, _LOADING):
            return process
        process.send(signal.SIGCONT)
        process.done()
    raise AssertionError("every sync was quicker than the eye")


def exit_code_of(target: Callable[..., None], *arguments: object) -> int | None:
    """Call a function in a process of its own; how that ended."""
    process = _CONTEXT.Process(target=target, args=arguments, daemon=True)
    process.start()
    process.join(PATIENCE)
    return process.exitcode


@contextmanager
def holding(database: Path, *, read_only: bool, statement: str = "select 1") -> Iterator["Holder"]:
    """A process that has the file open, having executed a statement."""
    holder = Holder(database, read_only=read_only, statement=statement)
    try:
        yield holder
    finally:
        holder.close()


class Holder:
    """See `holding`."""

    def __init__(self, database: Path, *, read_only: bool, statement: str = "select 1") -> None:
        self._pipe, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(
            target=_hold, args=(str(database), read_only, statement, theirs), daemon=True
        )
        self._process.start()
        assert self._pipe.recv() == "open"

    @property
    def pid(self) -> int:
        """The id of the process."""
        assert self._process.pid is not None
        return self._process.pid

    def query(self, sql: str) -> list[tuple]:
        """Ask the process that holds the file."""
        self._pipe.send(sql)
        rows: list[tuple] = self._pipe.recv()
        return rows

    def kill(self) -> None:
        """End it as the system does when memory is short."""
        self._process.kill()
        self._process.join()

    def close(self) -> None:
        """Let it close the file and end."""
        if self._process.is_alive():
            self._pipe.send(None)
            self._process.join(PATIENCE)
        self._pipe.close()


def _run(
    arguments: tuple[str, ...],
    folder: Path,
    out: Path,
    environment: dict[str, str],
    file_limit: int | None,
) -> None:
    from humanloop_evals.cli import main  # noqa: PLC0415 - imported by the server already

    for stream, path in ((1, out), (2, folder / "stderr")):
        os.dup2(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC), stream)
    # As a new interpreter makes them: what can be sought in is another kind of stream.
    sys.stdout, sys.stderr = (os.fdopen(stream, "w", closefd=False) for stream in (1, 2))
    if file_limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["humanloop-evals", *arguments]
    main()


def _hold(database: str, read_only: bool, statement: str, pipe: Connection) -> None:  # noqa: FBT001
    with duckdb.connect(database, read_only=read_only) as connection:
        connection.execute(statement)
        pipe.send("open")
        while (sql := pipe.recv()) is not None:
            pipe.send(connection.execute(sql).fetchall())

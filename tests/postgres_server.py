"""A PostgreSQL cluster of its own for the tests, on a Unix socket only."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

_DEBIAN = Path("/usr/lib/postgresql")


def find_programs() -> Path | None:
    """The folder of initdb and pg_ctl, or None where PostgreSQL's server is not installed."""
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).parent
    found = sorted(_DEBIAN.glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextlib.contextmanager
def serve(programs: Path) -> Iterator[str]:
    """Start a cluster, yield its connection URL, stop it and remove its files."""
    # A short path of its own: socket paths end at 107 characters, and another user must enter.
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    try:
        _hand_over(folder)
        cluster = folder / "cluster"
        _run(programs / "initdb", "-D", cluster, "-U", "tests", "-A", "trust", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        log = folder / "log"
        _run(programs / "pg_ctl", "-D", cluster, "-o", options, "-l", log, "-w", "start")
        try:
            # dlt wants a host and a password; the socket in the query is what libpq goes by.
            yield f"postgresql://tests:unused@localhost/postgres?host={folder}"
        finally:
            _run(programs / "pg_ctl", "-D", cluster, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def _hand_over(folder: Path) -> None:
    """PostgreSQL refuses to run as root, so its own user owns the files there."""
    if os.getuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)


def _run(*command: object) -> None:
    user = "postgres" if os.getuid() == 0 else None
    done = subprocess.run(
        [str(word) for word in command],
        user=user,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()

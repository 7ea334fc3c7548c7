"""How DuckDB files are opened."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import duckdb

from humanloop_evals.database.names import MARTS, SCHEMA
from humanloop_evals.database.trouble import unusable
from humanloop_evals.errors import ConfigurationError

# Every column of every table takes whole blocks, in the file and in memory: with the usual 262,144
# bytes the sandbox's 1.2 MB of answers become 14 MB. Of every block DuckDB keeps 2.5 KB in memory:
# with small ones a file of 800 MB takes 130 MB as soon as it is looked through.
SMALL_BLOCKS = 16_384
LARGE_BLOCKS = 262_144

_SCHEMAS = "select schema_name from duckdb_schemas() where database_name = current_database()"

Config = dict[str, str | bool | int | float | list[str]]

# Extensions would be fetched from the network, and no other file format is wanted.
CONFIG: Config = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    # Of new files, which may become large later.
    "default_block_size": str(SMALL_BLOCKS),
}


@contextlib.contextmanager
def read_only(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file, read-only.

    Raises:
        ConfigurationError: There is no such file, or it is no DuckDB file.
        DatabaseBusy: A process that writes holds it.
    """
    if not path.exists():
        raise ConfigurationError(f"{path} does not exist; `humanloop-evals sync` makes it")
    try:
        connection = duckdb.connect(str(path), read_only=True, config=CONFIG)
    except duckdb.Error as error:
        raise unusable(path, error) from error
    with connection:
        _draw_nothing(connection)
        yield connection


@contextlib.contextmanager
def published(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same of a file with our tables; they and the views need no schema in statements.

    Raises:
        ConfigurationError: As above, or the file has none of our tables.
        DatabaseBusy: As above.
    """
    with read_only(path) as connection:
        held = {name for (name,) in connection.execute(_SCHEMAS).fetchall()}
        if SCHEMA not in held:
            raise ConfigurationError(
                f"{path} is a DuckDB file that no sync has made; choose another --database"
            )
        # What dlt alone has loaded has no views.
        names = [name for name in (SCHEMA, MARTS) if name in held]
        connection.execute(f"set search_path = '{','.join(names)}'")
        yield connection


@contextlib.contextmanager
def connect(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A side file, to be written; what does not fit in memory is put into its folder."""
    with duckdb.connect(str(path), config=CONFIG | frugal_beside(path)) as connection:
        _draw_nothing(connection)
        yield connection


def frugal_beside(path: Path) -> Config:
    """How a file is written with little memory, and where what does not fit is put."""
    return {
        # Each thread holds rows of its own in memory, and none of them makes a sync faster.
        "threads": 1,
        "write_buffer_row_group_count": 1,
        "temp_directory": str(path.with_name("spill")),
    }


def _draw_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep DuckDB's progress bar from stdout, where it comes when a statement takes two seconds."""
    # Jupyter without widgets can draw none, and DuckDB refuses to hear of it there.
    with contextlib.suppress(duckdb.InvalidInputException):
        connection.execute("set enable_progress_bar = false")

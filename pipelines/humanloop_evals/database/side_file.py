"""The file that a sync builds: a copy of the published one, which it replaces in the end."""

import contextlib
import logging
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from humanloop_evals.database.file_system import (
    Stamp,
    escape_glob,
    keep_mode,
    remove_folder,
    remove_leftovers,
    stamps,
    sync_to_disk,
    wal_of,
)
from humanloop_evals.database.held import held_tables
from humanloop_evals.database.memory import limit_memory, with_enough_memory
from humanloop_evals.database.names import SCHEMA, STAGING, literal, quoted
from humanloop_evals.database.opening import (
    CONFIG,
    LARGE_BLOCKS,
    SMALL_BLOCKS,
    frugal_beside,
    read_only,
)
from humanloop_evals.database.trouble import explained
from humanloop_evals.errors import ConfigurationError, DatabaseBusy

_log = logging.getLogger(__name__)

_MARK = ".sync-"
_NOTE = "note.json"
_MOST_FREE = 0.6
_MOST_DELETED = 0.15
# From so many bytes on a file has large blocks.
_LARGE = 100_000_000

# Names of tables, each with the columns of which something else is kept: an SQL expression.
Kept = Mapping[str, Mapping[str, str]]


class SideFile:
    """The file that a sync builds, in a folder of its own that nobody else can read.

    Args:
        published: Where it will be renamed to.

    Attributes:
        path: The file being built.
        working_folder: For dlt's working files.
    """

    def __init__(self, published: Path) -> None:
        self.published = published
        self._folder = published.with_name(f"{published.name}{_MARK}{os.getpid()}")
        self.path = self._folder / published.name
        self.working_folder = self._folder / "dlt"
        self._base = published
        self._as_copied: tuple[Stamp | None, Stamp | None] = (None, None)

    def read_notes(self) -> list[str]:
        """What syncs that were killed have noted when they began."""
        pattern = f"{escape_glob(self.published.name)}{_MARK}*/{_NOTE}"
        return [
            note.read_text(encoding="utf-8", errors="replace")
            for note in sorted(self.published.parent.glob(pattern))
        ]

    def write_note(self, text: str) -> None:
        """Leave word for the next sync, in case this one is killed."""
        with explained(self.published):
            (self._folder / _NOTE).write_text(text, encoding="utf-8")

    def prepare(self) -> Path | None:
        """Remove what killed syncs left, and find out what can be copied.

        Returns:
            The file that has the published content; None when nothing was published yet.

        Raises:
            ConfigurationError, DatabaseBusy: The published file or its folder can't be used.
        """
        with explained(self.published):
            remove_leftovers(self.published, _MARK)
            self._folder.mkdir(mode=0o700)
            self.working_folder.mkdir()
            if not self.published.exists():
                return None
            self._as_copied = stamps(self.published)
            self._base = self._readable()
        return self._base

    def copy(self, *, only_tables: Kept | None = None) -> None:
        """Copy the published content: its bytes, or through DuckDB where that makes it smaller.

        What a killed writer left in a `.wal` beside the published file is copied, too.

        Args:
            only_tables: Copy these tables of our schema instead of everything. What is not kept of
                their columns is not in the copy, not even in blocks that hold nothing.

        Raises:
            ConfigurationError: It can't be read, or there is no space.
        """
        with explained(self.published):
            if only_tables is not None:
                self._rewrite(self._base, self.path, only_tables)
                return
            if self._is_compact():
                self._copy_bytes()
                return
            try:
                self._rewrite(self._base, self.path)
            except duckdb.ConstraintException:
                # DuckDB copies tables in an order that foreign keys do not allow.
                self._copy_bytes()

    def may_need_room(self, added: int) -> bool:
        """Whether it will be so large that `make_room` has to look at its blocks.

        Args:
            added: About how many bytes will be added to it.
        """
        return self.path.stat().st_size + added >= _LARGE

    def make_room(self, added: int) -> None:
        """Give the file, which nobody has open, the blocks that it needs with what will be added.

        Args:
            added: About how many bytes.

        Raises:
            ConfigurationError: There is no space.
        """
        with explained(self.published):
            with read_only(self.path) as connection:
                usage = _Usage.of(connection)
            block_size = usage.fitting_block_size(added)
            if block_size <= usage.block_size:
                return
            larger = self._folder / "larger.duckdb"
            # Foreign keys keep it as it is: large, and slower than it might be.
            with contextlib.suppress(duckdb.ConstraintException):
                self._rewrite(self.path, larger, block_size=block_size)
                larger.replace(self.path)

    def finish(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Write everything into the one file, without what nobody needs any more.

        Raises:
            ConfigurationError: There is no space.
        """
        with explained(self.published):
            connection.execute(f"drop schema if exists {STAGING} cascade")
            connection.execute("checkpoint")

    def settle(self) -> None:
        """Make the finished file durable, with the mode and group it will have.

        Raises:
            ConfigurationError: There is no space.
        """
        with explained(self.published):
            if self.published.exists():
                keep_mode(self.published, self.path)
            else:
                self.path.chmod(0o600)
            sync_to_disk(self.path)

    def publish(self) -> None:
        """Put the finished file in the published one's place, all or nothing.

        Raises:
            DatabaseBusy: Somebody writes, or has written since the copy, into the published file.
        """
        with explained(self.published), self._writers_kept_out():
            now = stamps(self.published)
            if now[0] is not None and now != self._as_copied:
                raise DatabaseBusy(
                    f"{self.published.name}: another process wrote into the file while the sync "
                    "ran; nothing was published, so that this is not lost. Run again"
                )
            # It must be gone before the rename: DuckDB would replay it into the new file.
            self._put_wal_away()
            self.path.replace(self.published)
        # The file is in place; not every file system can sync a folder.
        with contextlib.suppress(OSError):
            sync_to_disk(self.published.parent)

    def remove(self) -> None:
        """Remove whatever is left of it, also while threads still write into it."""
        remove_folder(self._folder)

    def _readable(self) -> Path:
        """The published file, or a copy without its `.wal` if it can't be opened because of that.

        DuckDB passes over a `.wal` that is not one, and over an end that was cut off; for one that
        is damaged in the middle it refuses the whole file, to readers as well. Such a `.wal` is no
        reason to lose a night: the file was complete when it was published.
        """
        if not wal_of(self.published).exists():
            # Whoever opens it learns whether that is possible.
            return self.published
        try:
            with read_only(self.published):
                return self.published
        except ConfigurationError as error:
            alone = self._folder / "without_wal.duckdb"
            shutil.copyfile(self.published, alone)
            try:
                with read_only(alone):
                    return alone
            except ConfigurationError:
                raise error from None

    def _rewrite(
        self,
        source: Path,
        target: Path,
        only_tables: Kept | None = None,
        *,
        block_size: int | None = None,
    ) -> None:
        """Copy what is in a file into a new one, and nothing that was deleted."""
        if block_size is None:
            with read_only(source) as connection:
                block_size = _Usage.of(connection).fitting_block_size()
        frugal = frugal_beside(target)
        with duckdb.connect(":memory:", config=CONFIG | frugal) as connection:
            connection.execute(f"attach {literal(str(source))} as source (read_only, type duckdb)")
            connection.execute(
                f"attach {literal(str(target))} as target (type duckdb, block_size {block_size})"
            )
            # Without a limit, 2 GB to copy 800 MB.
            connection.execute("use source")
            limit_memory(connection)
            with_enough_memory(connection, lambda: _copy(connection, only_tables))

    def _is_compact(self) -> bool:
        """Whether the file is as a sync makes it, without much inside that nobody needs.

        Every sync writes new rows before the old ones are free, so that up to a half is usual. Rows
        that were deleted stay in blocks with others: the largest table stands for all.
        """
        if wal_of(self._base).exists():
            return False
        with read_only(self._base) as connection:
            usage = _Usage.of(connection)
            if usage.block_size != usage.fitting_block_size() or usage.free_share > _MOST_FREE:
                return False
            return _deleted_share(connection) <= _MOST_DELETED

    def _copy_bytes(self) -> None:
        self.path.unlink(missing_ok=True)
        wal_of(self.path).unlink(missing_ok=True)
        with read_only(self._base):
            shutil.copyfile(self._base, self.path)
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(wal_of(self._base), wal_of(self.path))

    @contextlib.contextmanager
    def _writers_kept_out(self) -> Iterator[None]:
        """DuckDB lets nobody write into a file that is open for reading."""
        with contextlib.ExitStack() as opened:
            if self.published.exists():
                try:
                    opened.enter_context(read_only(self.published))
                except ConfigurationError:
                    if self._base == self.published:
                        raise
            yield

    def _put_wal_away(self) -> None:
        wal = wal_of(self.published)
        if self._base == self.published:
            wal.unlink(missing_ok=True)
        elif wal.exists():
            kept = wal.with_name(f"{wal.name}.unreadable")
            wal.replace(kept)
            _log.warning(
                "%s is damaged and kept DuckDB from opening the file; it is %s now. The tables of "
                "the last sync were not in it",
                wal.name,
                kept.name,
            )


@dataclass(frozen=True, slots=True)
class _Usage:
    """How a file uses its space.

    Attributes:
        block_size: Bytes.
        free_blocks: Those that hold nothing.
        total_blocks: All.
    """

    block_size: int
    free_blocks: int
    total_blocks: int

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection) -> "_Usage":
        found = connection.execute(
            "select block_size, free_blocks, total_blocks from pragma_database_size() "
            "where database_name = current_database()"
        ).fetchone()
        assert found is not None
        return cls(*found)

    @property
    def free_share(self) -> float:
        return self.free_blocks / max(self.total_blocks, 1)

    def fitting_block_size(self, added: int = 0) -> int:
        """Of a file with so many bytes more; one that lies in between keeps what it has."""
        used = self.block_size * (self.total_blocks - self.free_blocks) + added
        if used >= _LARGE:
            return LARGE_BLOCKS
        if used < _LARGE // 2 or self.block_size != LARGE_BLOCKS:
            return SMALL_BLOCKS
        return LARGE_BLOCKS


def _deleted_share(connection: duckdb.DuckDBPyConnection) -> float:
    """The part of the rows in the largest table's blocks that are deleted."""
    held = held_tables(connection)
    if not held:
        return 0.0
    name, size = next(iter(held.items()))
    rows = connection.execute(f"select count(*) from {SCHEMA}.{quoted(name)}").fetchone()
    assert rows is not None
    return 1.0 - float(rows[0]) / float(size)


def _copy(connection: duckdb.DuckDBPyConnection, only_tables: Kept | None) -> None:
    """All or nothing."""
    connection.begin()
    try:
        for statement in _copying(connection, only_tables):
            connection.execute(statement)
    except duckdb.Error:
        connection.rollback()
        raise
    connection.commit()


def _copying(connection: duckdb.DuckDBPyConnection, only_tables: Kept | None) -> Iterator[str]:
    if only_tables is None:
        yield "copy from database source to target"
        return
    held = connection.execute(
        "select table_name, list(column_name) from duckdb_columns() "
        "where database_name = 'source' and schema_name = ? and list_contains(?, table_name) "
        "group by table_name order by table_name",
        [SCHEMA, list(only_tables)],
    ).fetchall()
    yield f"create schema target.{SCHEMA}"
    for name, columns in held:
        kept = [
            f"{sql} as {column}" for column, sql in only_tables[name].items() if column in columns
        ]
        replaced = f"replace ({', '.join(kept)})" if kept else ""
        yield (
            f"create table target.{SCHEMA}.{name} as "
            f"select * {replaced} from source.{SCHEMA}.{name}"
        )

"""The only place that opens DuckDB files: the published one read-only, the side file to build in.

A sync never writes into the published file. It builds a side file next to it and renames that over
the old one, so that readers keep what they opened and a crash leaves the old file as it was.
"""

from humanloop_evals.database.file_system import keep_mode, sync_to_disk
from humanloop_evals.database.held import held_tables
from humanloop_evals.database.lock import exclusive
from humanloop_evals.database.memory import fetch_all, limit_memory, with_enough_memory
from humanloop_evals.database.names import MARTS, SCHEMA, STAGING, literal, resolve_path
from humanloop_evals.database.opening import connect, published, read_only
from humanloop_evals.database.portions import Portion, portions_of, read_portions
from humanloop_evals.database.side_file import SideFile
from humanloop_evals.database.trouble import explained, file_trouble, unusable

__all__ = [
    "MARTS",
    "SCHEMA",
    "STAGING",
    "Portion",
    "SideFile",
    "connect",
    "exclusive",
    "explained",
    "fetch_all",
    "file_trouble",
    "held_tables",
    "keep_mode",
    "limit_memory",
    "literal",
    "portions_of",
    "published",
    "read_only",
    "read_portions",
    "resolve_path",
    "sync_to_disk",
    "unusable",
    "with_enough_memory",
]

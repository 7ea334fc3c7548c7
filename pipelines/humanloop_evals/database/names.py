"""Names: of the schemas, of files that can work, and texts inside SQL."""

import os
from pathlib import Path

from humanloop_evals.errors import ConfigurationError

SCHEMA = "humanloop"
MARTS = "marts"
# dlt keeps its merge staging in a schema of its own; it is dropped before publishing.
STAGING = "humanloop_staging"

# DuckDB calls a file's catalog by its name up to the first dot, whatever the case.
_AMBIGUOUS = {SCHEMA, MARTS, STAGING, "information_schema"}
# dlt fills in a % like a format and ends an SQL text at a ', DuckDB takes what follows a ? for the
# options of a URL and a folder with = for a partition.
_MISREAD = "%'?="


def resolve_path(path: Path) -> Path:
    """The file itself, behind any symbolic link, after refusing names that can't work.

    Raises:
        ConfigurationError: The folder is missing, it is no file, or its name would break SQL or
            dlt.
    """
    if not str(path).isprintable():
        raise ConfigurationError(f"{str(path)!r}: no file can have this name")
    resolved = Path(os.path.realpath(path))
    for name in (path.name, resolved.name):
        if name.split(".")[0].lower() in _AMBIGUOUS:
            raise ConfigurationError(
                f"{path}: a DuckDB file named like the schema {name.split('.')[0]!r} makes every "
                "table name ambiguous; choose another name, such as humanloop_evals.duckdb"
            )
    for sign in _MISREAD:
        if sign in str(resolved):
            raise ConfigurationError(
                f"{resolved}: DuckDB and dlt misread a {sign} in a path; choose another"
            )
    if not resolved.parent.is_dir():
        raise ConfigurationError(f"{path}: the folder {resolved.parent} does not exist")
    if resolved.exists() and not resolved.is_file():
        what = "a folder" if resolved.is_dir() else "a device or pipe"
        raise ConfigurationError(f"{path} is {what}, not a file")
    return resolved


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A name as SQL: an analyst's own tables may have any."""
    return '"' + name.replace('"', '""') + '"'

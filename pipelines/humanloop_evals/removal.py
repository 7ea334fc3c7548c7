"""Rows that are gone from the source, removed by rules that the declarations state.

A load writes its id into every row it touches. A row that belongs to something read in this load
and was not itself touched is no longer there. dlt's own merge would keep it. Only where an
evaluation serves fewer runs than it says, a run that was not served keeps what is there of it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from humanloop_evals.extract import Report
from humanloop_evals.tables import EVALUATION_RUNS, EVALUATIONS, FILES, SOURCE_TABLES, Table

# Runs one statement and returns its rows: DuckDB, or the SQL client of any dlt destination.
Execute = Callable[[str], Sequence[Sequence[Any]]]
# Writes a table's name with its schema.
Qualify = Callable[[str], str]

_IDS_A_STATEMENT = 500
_KEYS = {table.name: table.key for table in SOURCE_TABLES}


def remove(  # noqa: PLR0913 - all but three have defaults
    execute: Execute,
    load_id: str,
    report: Report,
    *,
    qualify: Qualify = lambda name: name,
    tables: Sequence[Table] = SOURCE_TABLES,
    selected_only: bool = False,
    archive_loads: Collection[str] = (),
) -> list[str]:
    """Remove what the source no longer has.

    Args:
        execute: See `Execute`.
        load_id: The load that has just been written.
        report: What was read, and which listings were complete.
        qualify: See `Qualify`.
        tables: Those that may have rows: each statement takes a while, with rows or without.
        selected_only: Remove evaluations that were not selected, too.
        archive_loads: The loads that read an archive. It may hold more files than the source knows:
            of what they have written only those evaluations go that their file does not list.

    Returns:
        The evaluations that were removed.
    """
    not_read = f"where _dlt_load_id <> '{load_id}'"
    held = execute(
        f"select evaluation_id, file_id, _dlt_load_id from {qualify(EVALUATIONS.name)} {not_read}"
    )
    gone = [
        evaluation_id
        for evaluation_id, file_id, loaded_by in held
        if (selected_only and evaluation_id not in report.selected)
        or (
            report.is_gone(evaluation_id, file_id)
            and (loaded_by not in archive_loads or file_id in report.listed_files)
        )
    ]
    short = [str(count.evaluation_id) for count in report.short]
    for statement in _statements(tables, gone, load_id, qualify, short):
        execute(statement)
    if report.all_files is not None:
        # The listing was complete, and every file of it was written.
        of_archives = "".join(f" and _dlt_load_id <> '{load}'" for load in archive_loads)
        execute(f"delete from {qualify(FILES.name)} {not_read}{of_archives}")
    return gone


def _statements(
    tables: Sequence[Table],
    gone: Sequence[str],
    load_id: str,
    qualify: Qualify,
    short: Sequence[str],
) -> Iterator[str]:
    for listed in _listed(gone):
        for table in tables:
            if _is_of_evaluations(table):
                yield f"delete from {qualify(table.name)} where evaluation_id in ({listed})"
    for table in tables:
        kept = _not_served(table, load_id, qualify, short)
        for statement in _orphans(table, load_id, qualify):
            yield statement + kept
    for table in tables:
        if table.kept_while_in:
            held = [
                _matching(table.name, kept.columns, kept.table, kept.keys, qualify)
                for kept in table.kept_while_in
            ]
            gone = " and ".join(f"not exists ({rows})" for rows in held)
            yield f"delete from {qualify(table.name)} where {gone}"


def _orphans(table: Table, load_id: str, qualify: Qualify) -> Iterator[str]:
    for owner in table.owners:
        was_read = _matching(table.name, owner.columns, owner.table, owner.keys, qualify)
        yield (
            f"delete from {qualify(table.name)} where _dlt_load_id <> '{load_id}' "
            f"and exists ({was_read} and owner._dlt_load_id = '{load_id}')"
        )


def _not_served(table: Table, load_id: str, qualify: Qualify, short: Sequence[str]) -> str:
    """The condition that keeps rows of runs that an incomplete answer may have left out."""
    if not short or table.key[:2] != EVALUATION_RUNS.key:
        return ""
    served = _matching(table.name, EVALUATION_RUNS.key, EVALUATION_RUNS.name, (), qualify)
    complete = " and ".join(f"evaluation_id not in ({listed})" for listed in _listed(short))
    return f" and ({complete} or exists ({served} and owner._dlt_load_id = '{load_id}'))"


def _matching(
    name: str, columns: Sequence[str], other: str, keys: Sequence[str], qualify: Qualify
) -> str:
    """The rows of another table that a row names."""
    pairs = zip(columns, keys or _KEYS[other], strict=True)
    matches = " and ".join(f"owner.{key} = {qualify(name)}.{column}" for column, key in pairs)
    return f"select 1 from {qualify(other)} as owner where {matches}"


def _is_of_evaluations(table: Table) -> bool:
    return table.key[0] == "evaluation_id"


def _listed(ids: Sequence[str]) -> Iterable[str]:
    """The ids as SQL, some at a time."""
    for start in range(0, len(ids), _IDS_A_STATEMENT):
        some = ids[start : start + _IDS_A_STATEMENT]
        yield ", ".join("'" + identifier.replace("'", "''") + "'" for identifier in some)

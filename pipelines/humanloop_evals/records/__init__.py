"""Pure functions: one API object becomes rows of the declared tables."""

from humanloop_evals.records.directory import environment_rows, user_rows
from humanloop_evals.records.evaluations import evaluation_rows, run_rows
from humanloop_evals.records.resolve import Resolve
from humanloop_evals.records.rows import Key, Note, NoteKind, Row, Rows
from humanloop_evals.records.versions import (
    DRIFTING,
    Counters,
    drifted_rows,
    drifting_fields,
    file_rows,
    version_rows,
)

__all__ = [
    "DRIFTING",
    "Counters",
    "Key",
    "Note",
    "NoteKind",
    "Resolve",
    "Row",
    "Rows",
    "drifted_rows",
    "drifting_fields",
    "environment_rows",
    "evaluation_rows",
    "file_rows",
    "run_rows",
    "user_rows",
    "version_rows",
]

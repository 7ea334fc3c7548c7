"""Pure functions: one API object becomes rows of the declared tables."""

from humanloop_evals.records.directory import deployment_rows, environment_rows, user_rows
from humanloop_evals.records.evaluations import add_run, evaluation_rows
from humanloop_evals.records.file_logs import FileLogRows
from humanloop_evals.records.logs import (
    LogRecord,
    LogRows,
    datapoint_rows,
    read_log_record,
    read_log_records,
)
from humanloop_evals.records.resolve import Resolve
from humanloop_evals.records.rows import Key, Note, NoteKind, Row, Rows
from humanloop_evals.records.stats import EvaluatorStats, RunStats, stats_rows
from humanloop_evals.records.together import Together
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
    "EvaluatorStats",
    "FileLogRows",
    "Key",
    "LogRecord",
    "LogRows",
    "Note",
    "NoteKind",
    "Resolve",
    "Row",
    "Rows",
    "RunStats",
    "Together",
    "add_run",
    "datapoint_rows",
    "deployment_rows",
    "drifted_rows",
    "drifting_fields",
    "environment_rows",
    "evaluation_rows",
    "file_rows",
    "read_log_record",
    "read_log_records",
    "stats_rows",
    "user_rows",
    "version_rows",
]

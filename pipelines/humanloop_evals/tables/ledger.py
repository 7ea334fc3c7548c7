"""What the sync writes about itself."""

from humanloop_evals.tables.declare import Column, Table, Type

SYNC_RUNS = Table(
    name="sync_runs",
    grain="One row per sync, also one that failed.",
    description="When, from where, with what, and how it ended.",
    key=("sync_id",),
    columns=(
        Column("sync_id", Type.TEXT, "Id of the sync: its start, sortable."),
        Column("started_at", Type.TIMESTAMP, "When it started."),
        Column("finished_at", Type.TIMESTAMP, "When it ended."),
        Column("exit_code", Type.INTEGER, "How it ended; see the README."),
        Column("is_published", Type.BOOLEAN, "Whether it replaced the database."),
        Column("message", Type.TEXT, "What it said when something was wrong."),
        Column("input", Type.TEXT, "api, sandbox or export."),
        Column(
            "origin",
            Type.TEXT,
            "Scheme, host and port of the API, sandbox, or the export.",
        ),
        Column("selection", Type.JSON, "Which evaluations were asked for."),
        Column("redaction", Type.JSON, "Fields left out or replaced by a hash; which salt."),
        Column("schema_version", Type.INTEGER, "Version of these tables."),
        Column("tool_version", Type.TEXT, "Version of humanloop-evals."),
        Column("dlt_version", Type.TEXT, "Version of dlt."),
        Column("duckdb_version", Type.TEXT, "Version of DuckDB."),
        Column("python_version", Type.TEXT, "Version of Python."),
        Column("evaluations_count", Type.INTEGER, "Evaluations selected."),
        Column("quarantined_count", Type.INTEGER, "Evaluations that kept their old rows."),
        Column("removed_count", Type.INTEGER, "Evaluations that were gone."),
        Column("rows_count", Type.INTEGER, "Rows read and loaded."),
        Column("requests_count", Type.INTEGER, "Requests sent."),
        Column("retries_count", Type.INTEGER, "Requests sent again."),
        Column("bytes_count", Type.INTEGER, "Bytes of answers, decoded."),
        Column("load_id", Type.TEXT, "The `_dlt_load_id` of its rows."),
        Column(
            "sql_digest",
            Type.TEXT,
            "Digest of the views, of what they are made of, and of the checks.",
        ),
    ),
    is_ledger=True,
)

SYNC_ISSUES = Table(
    name="sync_issues",
    grain="One row per sync and kind of issue: table and field, or evaluation.",
    description="What was kept back, what did not fit its column, what was missing.",
    key=("sync_id", "position"),
    columns=(
        Column("sync_id", Type.TEXT, "The sync."),
        Column("position", Type.INTEGER, "From 0."),
        Column(
            "kind",
            Type.TEXT,
            "quarantined, lost, remark, unread_dataset, unknown_field, misfit, missing, duplicate, "
            "type_inferred, file_inferred, judgment_type, cut_text or check.",
        ),
        Column("evaluation_id", Type.TEXT, "The evaluation, where it is about one."),
        Column("table_name", Type.TEXT, "The table."),
        Column("field", Type.TEXT, "The API's field."),
        Column("record_id", Type.TEXT, "An example of a record."),
        Column("records_count", Type.INTEGER, "How many records."),
        Column("message", Type.TEXT, "In words."),
    ),
    is_ledger=True,
)

SYNC_RECONCILIATION = Table(
    name="sync_reconciliation",
    grain="One row per sync and figure that was compared.",
    description="What the source says about itself against the rows that were loaded. What is "
    "equal is kept for the last sync that compared it.",
    key=("sync_id", "position"),
    columns=(
        Column("sync_id", Type.TEXT, "The sync."),
        Column("position", Type.INTEGER, "From 0."),
        Column(
            "what",
            Type.TEXT,
            "Which figure, such as runs_count or num_true; stats_of_run is 1 or 0: whether the "
            "evaluation has the run, and whether there are stats of it.",
        ),
        Column("evaluation_id", Type.TEXT, "The evaluation."),
        Column("run_id", Type.TEXT, "The run, where it is about one."),
        Column("evaluator_version_id", Type.TEXT, "The evaluator, where it is about one."),
        Column("option_name", Type.TEXT, "The option, where it is about one."),
        Column("dataset_version_id", Type.TEXT, "The dataset version, where it is about one."),
        Column("expected", Type.NUMBER, "What the source says."),
        Column("loaded", Type.NUMBER, "What was loaded, or computed from it."),
        Column(
            "status",
            Type.TEXT,
            "equal, explained (the run has not ended or lacks logs, or rounding) or differs.",
        ),
        Column("explanation", Type.TEXT, "Why, where it is known."),
    ),
    is_ledger=True,
)

CHANGES = Table(
    name="changes",
    grain="One row per sync and row that it added, removed or changed.",
    description="History: each sync against the one before. Columns that drift by themselves are "
    "not compared; the first rows of a table are one row here.",
    key=("sync_id", "position"),
    columns=(
        Column("sync_id", Type.TEXT, "The sync."),
        Column("position", Type.INTEGER, "From 0."),
        Column("table_name", Type.TEXT, "The table."),
        Column("change", Type.TEXT, "added, removed, changed or first_load."),
        Column("record_key", Type.JSON, "The row's key columns."),
        Column(
            "changed_columns",
            Type.JSON,
            "Of a changed row: each column with old and new; long texts without.",
        ),
        Column("records_count", Type.INTEGER, "Rows: 1, or all of a first load."),
    ),
    is_ledger=True,
)

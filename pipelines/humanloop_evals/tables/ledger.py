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
        Column("input", Type.TEXT, "api or sandbox."),
        Column("origin", Type.TEXT, "Scheme, host and port of the API, or the sandbox."),
        Column("selection", Type.JSON, "Which evaluations were asked for."),
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
            "quarantined, unknown_field, misfit, missing, duplicate or type_inferred.",
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
    grain="One row per sync and count that was compared.",
    description="What the source says about itself against what was loaded. An equal "
    "count is kept for the last sync that compared it.",
    key=("sync_id", "position"),
    columns=(
        Column("sync_id", Type.TEXT, "The sync."),
        Column("position", Type.INTEGER, "From 0."),
        Column("what", Type.TEXT, "Which count, such as runs_count."),
        Column("evaluation_id", Type.TEXT, "The evaluation."),
        Column("expected", Type.NUMBER, "What the source says."),
        Column("loaded", Type.NUMBER, "What was loaded."),
        Column("status", Type.TEXT, "equal or differs."),
        Column("explanation", Type.TEXT, "Why, where it is known."),
    ),
    is_ledger=True,
)

"""What was generated and judged: logs, the datapoints they answer, and which run has which."""

from humanloop_evals.tables.calls import CALL_COLUMNS
from humanloop_evals.tables.declare import Column, Owner, Reference, Table, Type

_EVALUATION_ID = Column("evaluation_id", Type.TEXT, "The evaluation.", field="")
_RUN_ID = Column("run_id", Type.TEXT, "The run.", field="")
_RUN = Reference(("evaluation_id", "run_id"), "evaluation_runs")
# What was read of a run replaces what was read of it before.
OF_A_READING = Owner(
    "evaluation_log_reads", ("evaluation_id", "run_id"), ("evaluation_id", "run_id")
)
WHILE_IN_THE_EVALUATION = (Reference(("evaluation_id", "run_id"), "evaluation_runs"),)

EVALUATION_LOG_READS = Table(
    name="evaluation_log_reads",
    grain="One row per evaluation and run whose logs were read.",
    description="As of when logs and judgments are complete; a sync reads them again when "
    "what the platform says about the run has another fingerprint.",
    key=("evaluation_id", "run_id"),
    columns=(
        _EVALUATION_ID,
        _RUN_ID,
        Column("logs_count", Type.INTEGER, "Logs that were read.", field=""),
        Column(
            "fingerprint",
            Type.TEXT,
            "Digest of the run's stats, status, versions and evaluators.",
            field="",
            volatile=True,
        ),
        Column(
            "read_at",
            Type.TIMESTAMP,
            "Start of the sync that read them.",
            field="",
            volatile=True,
        ),
    ),
    references=(_RUN,),
    kept_while_in=WHILE_IN_THE_EVALUATION,
)

EVALUATION_LOGS = Table(
    name="evaluation_logs",
    grain="One row per evaluation, run and log.",
    description="Which logs a run has, and which datapoint each answers.",
    key=("evaluation_id", "run_id", "log_id"),
    columns=(
        _EVALUATION_ID,
        Column("run_id", Type.TEXT, "The run."),
        Column("log_id", Type.TEXT, "The log.", field=""),
        Column("datapoint_id", Type.TEXT, "The datapoint it answers.", field=""),
    ),
    references=(
        _RUN,
        Reference(("log_id",), "logs"),
        Reference(("datapoint_id",), "datapoints"),
    ),
    owners=(OF_A_READING,),
    kept_while_in=WHILE_IN_THE_EVALUATION,
)

NESTED_LOGS = Table(
    name="nested_logs",
    grain="One row per listed log and log that was sent inside it, at whatever depth.",
    description="Steps of traces and what was judged. A log may be inside one and listed itself, "
    "or inside several: it is one row of `logs` then, and a row here for each of these.",
    key=("root_log_id", "log_id"),
    columns=(
        Column("root_log_id", Type.TEXT, "The log that a run or a file lists.", field=""),
        Column("log_id", Type.TEXT, "The log inside it.", field=""),
        Column("parent_log_id", Type.TEXT, "The log that it is directly inside of.", field=""),
        Column(
            "relation",
            Type.TEXT,
            "step: of the listed log's trace; judged: what that log, an evaluator's, is about; "
            "evaluator: what an evaluator said of it.",
            field="",
        ),
    ),
    references=(
        Reference(("root_log_id",), "logs"),
        Reference(("log_id",), "logs"),
        Reference(("parent_log_id",), "logs"),
    ),
    # A listed log that was read again replaces what was inside it before.
    owners=(Owner("evaluation_logs", ("root_log_id",), ("log_id",)),),
    kept_while_in=(
        Reference(("root_log_id",), "evaluation_logs", keys=("log_id",)),
        Reference(("root_log_id",), "file_logs", keys=("log_id",)),
    ),
)

LOGS = Table(
    name="logs",
    grain="One row per log, however many evaluations it is in; also those inside other logs.",
    description="One call of a version: what went in, what came out, what it took.",
    key=("log_id",),
    columns=(
        Column("log_id", Type.TEXT, "Id of the log.", field="id"),
        Column("type", Type.TEXT, "prompt, tool, evaluator, flow or agent.", field=""),
        Column("version_id", Type.TEXT, "Version that made it.", field=""),
        *CALL_COLUMNS,
        Column(
            "duration_seconds",
            Type.NUMBER,
            "Seconds from its start to its end, where both are known.",
            field="",
        ),
        Column("finish_reason", Type.TEXT, "Why the model stopped."),
        Column("tool_choice", Type.JSON, "Which tool the model had to call."),
        Column("judgment", Type.JSON, "What it says, where an evaluator itself was run."),
    ),
    references=(
        Reference(("version_id",), "versions"),
        Reference(("trace_parent_id",), "logs", optional=True),
        Reference(("parent_id",), "logs", optional=True),
    ),
    kept_while_in=(
        Reference(("log_id",), "evaluation_logs", keys=("log_id",)),
        Reference(("log_id",), "file_logs", keys=("log_id",)),
        Reference(("log_id",), "nested_logs", keys=("log_id",)),
    ),
)

FILE_LOGS = Table(
    name="file_logs",
    grain="One row per file and log that an export lists as the file's own.",
    description="What was logged in production and elsewhere, in evaluations or not; such a log "
    "stays when no evaluation has it.",
    key=("file_id", "log_id"),
    columns=(
        Column("file_id", Type.TEXT, "The file.", field=""),
        Column("log_id", Type.TEXT, "The log.", field=""),
    ),
    references=(
        Reference(("file_id",), "files", optional=True),
        Reference(("log_id",), "logs"),
    ),
)

DATAPOINTS = Table(
    name="datapoints",
    grain="One row per datapoint, however many dataset versions it is in.",
    description="What a version was given, and what was expected of it.",
    key=("datapoint_id",),
    columns=(
        Column("datapoint_id", Type.TEXT, "Id of the datapoint (`dp_`).", field="id"),
        Column("inputs", Type.JSON, "Values of inputs, by name."),
        Column("messages", Type.JSON, "The conversation so far."),
        Column("target", Type.JSON, "What is expected, by name."),
    ),
)

DATASET_DATAPOINTS = Table(
    name="dataset_datapoints",
    grain="One row per dataset version and datapoint.",
    description="Which datapoints a dataset version holds; a version never changes.",
    key=("dataset_version_id", "datapoint_id"),
    columns=(
        Column("dataset_version_id", Type.TEXT, "The dataset version.", field=""),
        Column("datapoint_id", Type.TEXT, "The datapoint.", field=""),
    ),
    references=(
        Reference(("dataset_version_id",), "datasets"),
        Reference(("datapoint_id",), "datapoints"),
    ),
)

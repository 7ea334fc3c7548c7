"""What the platform itself counts and averages: GET stats."""

from humanloop_evals.tables.declare import Column, Owner, Reference, Table, Type

# Every reading of stats has a report; a sync that reads no stats takes none away.
_OF_A_READING = Owner("evaluation_reports", ("evaluation_id",), ("evaluation_id",))
_EVALUATION_ID = Column("evaluation_id", Type.TEXT, "The evaluation.", field="")
_RUN_ID = Column("run_id", Type.TEXT, "The run.", field="")
_EVALUATOR = Column("evaluator_version_id", Type.TEXT, "Version of the evaluator.", field="")
_EVALUATION = Reference(("evaluation_id",), "evaluations")
# A run may have been added or removed between the answers that list runs and that count them.
_RUN = Reference(("evaluation_id", "run_id"), "evaluation_runs", optional=True)
_VERSION = Reference(("evaluator_version_id",), "versions", optional=True)
_STATS = Reference(("evaluation_id", "run_id", "evaluator_version_id"), "run_evaluator_stats")

EVALUATION_REPORTS = Table(
    name="evaluation_reports",
    grain="One row per evaluation.",
    description="The report that the platform writes about an evaluation.",
    key=("evaluation_id",),
    columns=(
        _EVALUATION_ID,
        Column("status", Type.TEXT, "Of the evaluation as a whole.", required=True),
        Column("progress", Type.TEXT, "A table of several lines: how far each run is."),
        Column("report", Type.TEXT, "A table of several lines: what the evaluators say."),
    ),
    references=(_EVALUATION,),
)

RUN_STATS = Table(
    name="run_stats",
    grain="One row per evaluation and run.",
    description="What the platform counts of a run.",
    key=("evaluation_id", "run_id"),
    columns=(
        _EVALUATION_ID,
        Column("run_id", Type.TEXT, "The run."),
        Column("version_id", Type.TEXT, "Version that was run."),
        Column("batch_id", Type.TEXT, "Tells runs of one version apart in the report."),
        Column("num_logs", Type.INTEGER, "Logs of the run.", required=True),
        Column("status", Type.TEXT, "pending, running, completed or cancelled.", required=True),
    ),
    references=(_EVALUATION, _RUN),
    owners=(_OF_A_READING,),
)

RUN_EVALUATOR_STATS = Table(
    name="run_evaluator_stats",
    grain="One row per evaluation, run and evaluator version.",
    description="What the platform computes of an evaluator's judgments.",
    key=("evaluation_id", "run_id", "evaluator_version_id"),
    columns=(
        _EVALUATION_ID,
        _RUN_ID,
        Column("evaluator_version_id", Type.TEXT, "Version of the evaluator."),
        Column(
            "stats_type",
            Type.TEXT,
            "number, boolean, select (also multi_select) or text: which figures there are.",
            field="",
        ),
        Column(
            "total_logs",
            Type.INTEGER,
            "Judgments of all outcomes, nulls and errors too.",
            required=True,
        ),
        Column("num_judgments", Type.INTEGER, "Without nulls and errors.", required=True),
        Column("num_nulls", Type.INTEGER, "Without a judgment or an error.", required=True),
        Column("num_errors", Type.INTEGER, "That ended with an error.", required=True),
        Column("mean", Type.NUMBER, "Of numbers; NULL while nothing is judged."),
        Column("sum", Type.NUMBER, "Of numbers; NULL while nothing is judged."),
        Column("std", Type.NUMBER, "Standard deviation of numbers."),
        Column("num_true", Type.INTEGER, "Judgments that are true."),
        Column("num_false", Type.INTEGER, "Judgments that are false."),
    ),
    references=(_EVALUATION, _RUN, _VERSION),
    owners=(_OF_A_READING,),
)

RUN_EVALUATOR_PERCENTILES = Table(
    name="run_evaluator_percentiles",
    grain="One row per evaluation, run, evaluator version and percentile.",
    description="Percentiles of an evaluator's numbers, as the platform computes them.",
    key=("evaluation_id", "run_id", "evaluator_version_id", "percentile"),
    columns=(
        _EVALUATION_ID,
        _RUN_ID,
        _EVALUATOR,
        Column("percentile", Type.NUMBER, "From 0 to 100.", field=""),
        Column("percentile_value", Type.NUMBER, "The number there.", field=""),
    ),
    references=(_EVALUATION, _STATS),
    owners=(_OF_A_READING,),
)

RUN_EVALUATOR_OPTIONS = Table(
    name="run_evaluator_options",
    grain="One row per evaluation, run, evaluator version and option.",
    description="How often each option was chosen, as the platform counts it.",
    key=("evaluation_id", "run_id", "evaluator_version_id", "option_name"),
    columns=(
        _EVALUATION_ID,
        _RUN_ID,
        _EVALUATOR,
        Column("option_name", Type.TEXT, "Name of the option.", field=""),
        Column("num_judgments", Type.INTEGER, "Judgments that chose it.", field=""),
    ),
    references=(_EVALUATION, _STATS),
    owners=(_OF_A_READING,),
)

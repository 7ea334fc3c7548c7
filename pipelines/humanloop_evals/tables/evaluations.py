"""Evaluations, their evaluators and their runs."""

from humanloop_evals.tables.declare import Column, Owner, Reference, Table, Type

_OF_AN_EVALUATION = Owner("evaluations", ("evaluation_id",), ("evaluation_id",))
_EVALUATION = Reference(("evaluation_id",), "evaluations")

EVALUATIONS = Table(
    name="evaluations",
    grain="One row per evaluation.",
    description="A comparison of versions of one file, judged by the same evaluators.",
    key=("evaluation_id",),
    columns=(
        Column("evaluation_id", Type.TEXT, "Id of the evaluation (`evr_`).", field="id"),
        Column("name", Type.TEXT, "Name, unique within the file."),
        Column("file_id", Type.TEXT, "File that is evaluated."),
        Column("runs_count", Type.INTEGER, "Number of runs, as the API says.", required=True),
        Column("created_at", Type.TIMESTAMP, "When it was created.", required=True),
        Column("updated_at", Type.TIMESTAMP, "When it last changed.", required=True),
        Column("created_by_id", Type.TEXT, "User who created it.", field=""),
        Column("url", Type.TEXT, "Its page in the web application."),
        Column(
            "last_synced_at",
            Type.TIMESTAMP,
            "Start of the last sync that read it completely.",
            field="",
            volatile=True,
        ),
    ),
    references=(
        Reference(("created_by_id",), "users"),
        Reference(("file_id",), "files", optional=True),
    ),
)

EVALUATION_EVALUATORS = Table(
    name="evaluation_evaluators",
    grain="One row per evaluation and evaluator version.",
    description="Which evaluator versions judge an evaluation.",
    key=("evaluation_id", "evaluator_version_id"),
    columns=(
        Column("evaluation_id", Type.TEXT, "The evaluation.", field=""),
        Column("evaluator_version_id", Type.TEXT, "Version of the evaluator.", field=""),
        Column("orchestrated", Type.BOOLEAN, "Whether Humanloop runs it.", required=True),
        Column("added_at", Type.TIMESTAMP, "When it was added.", required=True),
    ),
    references=(_EVALUATION, Reference(("evaluator_version_id",), "versions")),
    owners=(_OF_AN_EVALUATION,),
)

EVALUATION_RUNS = Table(
    name="evaluation_runs",
    grain="One row per evaluation and run; a run can belong to several evaluations.",
    description="What a run is within one evaluation.",
    key=("evaluation_id", "run_id"),
    columns=(
        Column("evaluation_id", Type.TEXT, "The evaluation.", field=""),
        Column("run_id", Type.TEXT, "The run.", field="id"),
        Column(
            "control",
            Type.BOOLEAN,
            "Whether it is the baseline here.",
            required=True,
            followed=True,
        ),
        Column("added_at", Type.TIMESTAMP, "When it was added here.", required=True),
        Column(
            "status",
            Type.TEXT,
            "pending, running, completed or cancelled.",
            required=True,
            followed=True,
        ),
        Column(
            "position",
            Type.INTEGER,
            "Place in the answer, from 0; the API documents no order.",
            field="",
            volatile=True,
        ),
    ),
    references=(_EVALUATION, Reference(("run_id",), "runs")),
    owners=(_OF_AN_EVALUATION,),
)

RUNS = Table(
    name="runs",
    grain="One row per run, however many evaluations it belongs to.",
    description="One version, run over one dataset version.",
    key=("run_id",),
    columns=(
        Column("run_id", Type.TEXT, "Id of the run (`rn_`).", field="id"),
        Column("orchestrated", Type.BOOLEAN, "Whether Humanloop made the logs.", required=True),
        Column("created_at", Type.TIMESTAMP, "When the run was made.", required=True),
        Column("created_by_id", Type.TEXT, "User who made it.", field=""),
        Column("dataset_version_id", Type.TEXT, "Dataset version it ran over.", field=""),
        Column("version_id", Type.TEXT, "Version that was run.", field=""),
        Column("status", Type.TEXT, "Status in the evaluation that was read last.", volatile=True),
    ),
    references=(
        Reference(("created_by_id",), "users"),
        Reference(("dataset_version_id",), "datasets"),
        Reference(("version_id",), "versions"),
    ),
    kept_while_in=(Reference(("run_id",), "evaluation_runs", keys=("run_id",)),),
)

"""What evaluators said about logs."""

from humanloop_evals.tables.calls import CALL_COLUMNS
from humanloop_evals.tables.declare import Column, Reference, Table, Type
from humanloop_evals.tables.logs import OF_A_READING, WHILE_IN_THE_EVALUATION

_EVALUATION_ID = Column("evaluation_id", Type.TEXT, "The evaluation.", field="")
_RUN_ID = Column("run_id", Type.TEXT, "The run.", field="")

JUDGMENTS = Table(
    name="judgments",
    grain="One row per evaluation, run and judgment: run x datapoint x evaluator.",
    description="One evaluator's log about one log, with what it says in a column of its type.",
    key=("evaluation_id", "run_id", "judgment_log_id"),
    columns=(
        _EVALUATION_ID,
        _RUN_ID,
        Column("judgment_log_id", Type.TEXT, "Id of the evaluator's log.", field="id"),
        Column("log_id", Type.TEXT, "The log that is judged.", field=""),
        Column("evaluator_version_id", Type.TEXT, "Version of the evaluator.", field=""),
        Column(
            "outcome",
            Type.TEXT,
            "judged, null (it said nothing) or error; never NULL.",
            field="",
        ),
        Column(
            "judgment_type",
            Type.TEXT,
            "boolean, number, select, multi_select or text: what the evaluator declares, "
            "unless the value itself is of another type.",
            field="",
        ),
        Column("judgment_boolean", Type.BOOLEAN, "The judgment, if it is true or false.", field=""),
        Column("judgment_number", Type.NUMBER, "The judgment, if it is a number.", field=""),
        Column(
            "judgment_text",
            Type.TEXT,
            "The judgment, if it is a text or one option; several are in judgment_options.",
            field="",
        ),
        Column("judgment", Type.JSON, "The judgment exactly as it was sent."),
        *CALL_COLUMNS,
    ),
    references=(
        Reference(("evaluation_id", "run_id"), "evaluation_runs"),
        Reference(("log_id",), "logs"),
        Reference(("evaluator_version_id",), "versions"),
    ),
    owners=(OF_A_READING,),
    kept_while_in=WHILE_IN_THE_EVALUATION,
)

JUDGMENT_OPTIONS = Table(
    name="judgment_options",
    grain="One row per judgment and option that it chose.",
    description="What evaluators that select have chosen; none of several options is no row.",
    key=("evaluation_id", "run_id", "judgment_log_id", "option_name"),
    columns=(
        _EVALUATION_ID,
        _RUN_ID,
        Column("judgment_log_id", Type.TEXT, "Id of the evaluator's log.", field=""),
        Column("option_name", Type.TEXT, "Name of the option.", field=""),
    ),
    references=(Reference(("evaluation_id", "run_id", "judgment_log_id"), "judgments"),),
    owners=(OF_A_READING,),
    kept_while_in=WHILE_IN_THE_EVALUATION,
)

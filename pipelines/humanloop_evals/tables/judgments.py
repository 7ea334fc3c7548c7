"""What evaluators said about logs."""

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
        Column("error", Type.TEXT, "What went wrong."),
        Column("created_at", Type.TIMESTAMP, "When the evaluator's log was made."),
        Column("started_at", Type.TIMESTAMP, "When the evaluator began.", field="start_time"),
        Column("ended_at", Type.TIMESTAMP, "When the evaluator ended.", field="end_time"),
        Column("parent_id", Type.TEXT, "The log that is judged, as the evaluator's log names it."),
        Column("marked_completed", Type.BOOLEAN, "Whether it is final."),
        Column("output", Type.TEXT, "What the evaluator said in words."),
        Column("output_message", Type.JSON, "The same as a chat message."),
        Column("messages", Type.JSON, "The conversation that an LLM evaluator was sent."),
        Column("inputs", Type.JSON, "What the evaluator was given."),
        Column("stdout", Type.TEXT, "What was printed."),
        Column("prompt_tokens", Type.INTEGER, "Tokens sent."),
        Column("reasoning_tokens", Type.INTEGER, "Tokens of thinking."),
        Column("output_tokens", Type.INTEGER, "Tokens received."),
        Column("prompt_cost_usd", Type.NUMBER, "Cost of what was sent.", field="prompt_cost"),
        Column("output_cost_usd", Type.NUMBER, "Cost of what was received.", field="output_cost"),
        Column(
            "provider_latency_seconds",
            Type.NUMBER,
            "Seconds that the provider took.",
            field="provider_latency",
        ),
        Column("provider_request", Type.JSON, "What was sent to the provider, if asked for."),
        Column("provider_response", Type.JSON, "What the provider answered, if asked for."),
        Column("source", Type.TEXT, "Where it came from."),
        Column("metadata", Type.JSON, "Free fields."),
        Column("user_ref", Type.TEXT, "Who judged, as the caller names them.", field="user"),
        Column("environment", Type.TEXT, "Environment of the evaluator."),
        Column("source_datapoint_id", Type.TEXT, "Datapoint, as the caller names it."),
        Column("trace_parent_id", Type.TEXT, "Log of the trace that it belongs to."),
        Column("trace_flow_id", Type.TEXT, "Log of the flow at the top of the trace."),
        Column("trace_id", Type.TEXT, "The trace."),
        Column("given_log_id", Type.TEXT, "Id that the caller chose.", field="log_id"),
        Column("batches", Type.JSON, "Batches that it is in."),
        Column("is_saved", Type.BOOLEAN, "Whether it was to be kept.", field="save"),
        Column("log_status", Type.TEXT, "complete or incomplete."),
    ),
    references=(
        Reference(("evaluation_id", "run_id"), "evaluation_runs"),
        Reference(("log_id",), "logs"),
        Reference(("evaluator_version_id",), "versions"),
    ),
    owners=(OF_A_READING,),
    kept_while_in=WHILE_IN_THE_EVALUATION,
    is_large=True,
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
    is_large=True,
)

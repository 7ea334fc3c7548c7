"""The lists inside versions, each a table of its own."""

from humanloop_evals.tables.declare import Column, Owner, Reference, Table, Type

_VERSION_ID = Column("version_id", Type.TEXT, "The version.", field="")
_POSITION = Column("position", Type.INTEGER, "Place in the list, from 0.", field="")
_OF_A_VERSION = Owner("versions", ("version_id",), ("version_id",))
_OF_A_DATASET = Owner("datasets", ("version_id",), ("dataset_version_id",))
_VERSION = Reference(("version_id",), "versions")
# The tags and environments of datasets stand beside those of other versions.
_VERSION_OR_DATASET = Reference(("version_id",), "versions", optional=True)

VERSION_INPUTS = Table(
    name="version_inputs",
    grain="One row per version and input.",
    description="The names of the inputs that a version takes.",
    key=("version_id", "position"),
    columns=(
        _VERSION_ID,
        _POSITION,
        Column("name", Type.TEXT, "Name of the input.", required=True),
    ),
    references=(_VERSION,),
    owners=(_OF_A_VERSION,),
)

VERSION_ENVIRONMENTS = Table(
    name="version_environments",
    grain="One row per version (of any type, datasets too) and environment.",
    description="Where a version is deployed.",
    key=("version_id", "environment_id"),
    columns=(
        _VERSION_ID,
        Column("environment_id", Type.TEXT, "The environment.", field=""),
    ),
    references=(_VERSION_OR_DATASET, Reference(("environment_id",), "environments")),
    owners=(_OF_A_VERSION, _OF_A_DATASET),
)

VERSION_TAGS = Table(
    name="version_tags",
    grain="One row per version (of any type, datasets too) and tag.",
    description="The tags of the file at that version.",
    key=("version_id", "tag"),
    columns=(_VERSION_ID, Column("tag", Type.TEXT, "The tag.", field="")),
    references=(_VERSION_OR_DATASET,),
    owners=(_OF_A_VERSION, _OF_A_DATASET),
)

VERSION_TOOLS = Table(
    name="version_tools",
    grain="One row per version and tool.",
    description="Functions of a prompt or tool, and the tools of an agent.",
    key=("version_id", "position"),
    columns=(
        _VERSION_ID,
        _POSITION,
        Column("kind", Type.TEXT, "function, or an agent's inline or file.", field=""),
        Column("name", Type.TEXT, "Name of the function."),
        Column("description", Type.TEXT, "What the model is told about it."),
        Column("strict", Type.BOOLEAN, "Whether the schema is enforced."),
        Column("parameters", Type.JSON, "JSON schema of the arguments, as sent."),
        Column("on_agent_call", Type.TEXT, "stop or continue."),
        Column("link_file_id", Type.TEXT, "File that is linked.", field="link.file_id"),
        Column(
            "link_environment_id", Type.TEXT, "Environment linked to.", field="link.environment_id"
        ),
        Column("link_version_id", Type.TEXT, "Version linked to.", field="link.version_id"),
        Column("file_version_id", Type.TEXT, "Version that the link led to.", field=""),
    ),
    references=(
        _VERSION,
        Reference(("link_version_id",), "versions", optional=True),
        Reference(("file_version_id",), "versions", optional=True),
    ),
    owners=(_OF_A_VERSION,),
)

VERSION_LINKED_TOOLS = Table(
    name="version_linked_tools",
    grain="One row per version and linked tool.",
    description="Tools that a prompt links to; an LLM evaluator's prompt gives their ids only.",
    key=("version_id", "position"),
    columns=(
        _VERSION_ID,
        _POSITION,
        Column("linked_file_id", Type.TEXT, "File of the tool.", field="id"),
        Column("linked_version_id", Type.TEXT, "Version of the tool.", field="version_id"),
        Column("name", Type.TEXT, "Name of the function."),
        Column("description", Type.TEXT, "What the model is told about it."),
        Column("strict", Type.BOOLEAN, "Whether the schema is enforced."),
        Column("parameters", Type.JSON, "JSON schema of the arguments, as sent."),
    ),
    references=(_VERSION, Reference(("linked_version_id",), "versions", optional=True)),
    owners=(_OF_A_VERSION,),
)

VERSION_MONITORING_EVALUATORS = Table(
    name="version_monitoring_evaluators",
    grain="One row per version and monitoring evaluator.",
    description="Evaluators that watch the logs of a version.",
    key=("version_id", "position"),
    columns=(
        _VERSION_ID,
        _POSITION,
        Column("state", Type.TEXT, "active or inactive.", required=True),
        Column("created_at", Type.TIMESTAMP, "When it was set up.", required=True),
        Column("updated_at", Type.TIMESTAMP, "When it last changed.", required=True),
        Column("evaluator_version_id", Type.TEXT, "Version that judges.", field=""),
        Column(
            "reference_type", Type.TEXT, "environment or version.", field="version_reference.type"
        ),
        Column("reference_version_id", Type.TEXT, "Version of the file referred to.", field=""),
        Column("reference_environment_id", Type.TEXT, "Environment referred to.", field=""),
    ),
    references=(
        _VERSION,
        Reference(("evaluator_version_id",), "versions"),
        Reference(("reference_version_id",), "versions", optional=True),
        Reference(("reference_environment_id",), "environments"),
    ),
    owners=(_OF_A_VERSION,),
)

VERSION_EVALUATOR_AGGREGATES = Table(
    name="version_evaluator_aggregates",
    grain="One row per version and evaluator version.",
    description="The platform's own averages over the logs of a version.",
    key=("version_id", "evaluator_version_id"),
    columns=(
        _VERSION_ID,
        Column("evaluator_version_id", Type.TEXT, "Version of the evaluator."),
        Column("evaluator_file_id", Type.TEXT, "The evaluator.", field="evaluator_id"),
        Column("value", Type.NUMBER, "The average.", required=True, volatile=True),
        Column("created_at", Type.TIMESTAMP, "When it was first computed.", required=True),
        Column(
            "updated_at", Type.TIMESTAMP, "When it was last computed.", required=True, volatile=True
        ),
    ),
    references=(_VERSION, Reference(("evaluator_version_id",), "versions", optional=True)),
    owners=(_OF_A_VERSION,),
)

VERSION_TEMPLATE_MESSAGES = Table(
    name="version_template_messages",
    grain="One row per version and message of its template.",
    description="Templates that are a list of chat messages.",
    key=("version_id", "position"),
    columns=(
        _VERSION_ID,
        _POSITION,
        Column("role", Type.TEXT, "user, assistant, system, tool or developer.", required=True),
        Column("content", Type.TEXT, "Content when it is a text."),
        Column("content_parts", Type.JSON, "Content when it is a list, as sent.", field=""),
        Column("name", Type.TEXT, "Name of the author."),
        Column("tool_call_id", Type.TEXT, "Tool call that this answers."),
        Column("tool_calls", Type.JSON, "Tool calls, as sent."),
        Column("thinking", Type.JSON, "Thinking parts, as sent."),
    ),
    references=(_VERSION,),
    owners=(_OF_A_VERSION,),
)

EVALUATOR_OPTIONS = Table(
    name="evaluator_options",
    grain="One row per evaluator version and option.",
    description="The options of evaluators that select.",
    key=("version_id", "position"),
    columns=(
        _VERSION_ID,
        _POSITION,
        Column("name", Type.TEXT, "Name of the option.", required=True),
        Column("valence", Type.TEXT, "positive, negative or neutral."),
    ),
    references=(_VERSION,),
    owners=(_OF_A_VERSION,),
)

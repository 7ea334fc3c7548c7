"""Versions of prompts, tools, flows, evaluators and agents, and of datasets."""

from humanloop_evals.tables.declare import Column, Reference, Table, Type

# What every file at a version has, whichever its type.
_FILE_COLUMNS = (
    Column("file_id", Type.TEXT, "File that this is a version of.", field="id", required=True),
    Column("path", Type.TEXT, "Path of the file, its name included.", required=True),
    Column("name", Type.TEXT, "Name of the file.", required=True),
    Column("directory_id", Type.TEXT, "Directory of the file."),
    Column("description", Type.TEXT, "Description of the file."),
    Column("readme", Type.TEXT, "Long description of the file."),
    Column("version_name", Type.TEXT, "Name given to the version."),
    Column("version_description", Type.TEXT, "What changed, in words."),
    Column("created_at", Type.TIMESTAMP, "When the version was created.", required=True),
    Column("updated_at", Type.TIMESTAMP, "When the version or its file changed.", required=True),
    Column("last_used_at", Type.TIMESTAMP, "When it was last used.", required=True, volatile=True),
    Column("created_by_id", Type.TEXT, "User who created the version.", field=""),
    Column("committed_by_id", Type.TEXT, "User who committed it (older API).", field=""),
    Column("committed_at", Type.TIMESTAMP, "When it was committed (older API)."),
    Column("commit_message", Type.TEXT, "Message of the commit (older API)."),
    Column("status", Type.TEXT, "uncommitted, committed or deleted."),
    Column("attributes", Type.JSON, "Free-form attributes, as sent."),
    Column("schema", Type.JSON, "JSON schema of its inputs and outputs, as sent."),
)
_USERS = (
    Reference(("created_by_id",), "users"),
    Reference(("committed_by_id",), "users"),
)

DATASETS = Table(
    name="datasets",
    grain="One row per dataset version.",
    description="A dataset version is defined by its datapoints and never changes them.",
    key=("dataset_version_id",),
    columns=(
        Column("dataset_version_id", Type.TEXT, "Id of the version.", field="version_id"),
        *_FILE_COLUMNS,
        Column("datapoints_count", Type.INTEGER, "Number of datapoints.", required=True),
    ),
    references=_USERS,
)

# The parameters of a prompt or an agent, and of the prompt inside an LLM evaluator.
PROMPT_COLUMNS = (
    Column("model", Type.TEXT, "Model, of a prompt, an agent or an LLM evaluator."),
    Column("endpoint", Type.TEXT, "complete, chat or edit."),
    Column("provider", Type.TEXT, "Provider of the model."),
    Column(
        "template",
        Type.TEXT,
        "Template when it is one text; NULL when it is messages (version_template_messages).",
    ),
    Column("template_language", Type.TEXT, "default or jinja."),
    Column("max_tokens", Type.INTEGER, "Most output tokens; -1 is as many as fit."),
    Column("temperature", Type.NUMBER, "Sampling temperature."),
    Column("top_p", Type.NUMBER, "Nucleus sampling mass."),
    Column("stop", Type.JSON, "Stop sequences: a text or a list of texts, as sent."),
    Column("presence_penalty", Type.NUMBER, "Penalty for tokens that occurred."),
    Column("frequency_penalty", Type.NUMBER, "Penalty for tokens by how often they occurred."),
    Column("other", Type.JSON, "Further parameters of the provider, as sent."),
    Column("seed", Type.INTEGER, "Seed of the sampling."),
    Column(
        "response_format_type",
        Type.TEXT,
        "json_object or json_schema.",
        field="response_format.type",
    ),
    Column(
        "response_format_json_schema",
        Type.JSON,
        "Schema of the answer, as sent.",
        field="response_format.json_schema",
    ),
    Column("reasoning_effort", Type.TEXT, "high, medium, low, or a number of tokens as text."),
)

SPEC_COLUMNS = (
    Column(
        "evaluator_type",
        Type.TEXT,
        "llm, python, human or external.",
        field="spec.evaluator_type",
    ),
    Column(
        "arguments_type",
        Type.TEXT,
        "target_free or target_required.",
        field="spec.arguments_type",
    ),
    Column(
        "return_type",
        Type.TEXT,
        "boolean, number, select, multi_select or text.",
        field="spec.return_type",
    ),
    Column("spec_attributes", Type.JSON, "Free-form, of the spec.", field="spec.attributes"),
    Column(
        "prompt_attributes",
        Type.JSON,
        "Free-form attributes of an LLM evaluator's prompt, as sent.",
        field="spec.prompt.attributes",
    ),
    Column("number_min", Type.NUMBER, "Least judgment.", field="spec.number_limits.min"),
    Column("number_max", Type.NUMBER, "Greatest judgment.", field="spec.number_limits.max"),
    Column("number_step", Type.NUMBER, "Step of judgments.", field="spec.number_limits.step"),
    Column(
        "number_valence",
        Type.TEXT,
        "Whether more is positive, negative or neutral.",
        field="spec.number_valence",
    ),
    Column("code", Type.TEXT, "Source code of a Python evaluator.", field="spec.code"),
    Column("instructions", Type.TEXT, "What people are told.", field="spec.instructions"),
)

VERSIONS = Table(
    name="versions",
    grain="One row per version of a prompt, tool, flow, evaluator or agent.",
    description="What was run or what judged: every field of every type in one wide table.",
    key=("version_id",),
    columns=(
        Column("version_id", Type.TEXT, "Id of the version."),
        Column("type", Type.TEXT, "prompt, tool, flow, evaluator or agent.", field=""),
        *_FILE_COLUMNS,
        Column("version_logs_count", Type.INTEGER, "Logs of this version.", volatile=True),
        Column(
            "total_logs_count", Type.INTEGER, "Logs of all versions of the file.", volatile=True
        ),
        *PROMPT_COLUMNS,
        Column("raw_file_content", Type.TEXT, "The file as text, when asked for."),
        Column("source_code", Type.TEXT, "Source code of a tool."),
        Column("signature", Type.TEXT, "Signature of a tool."),
        Column("setup_values", Type.JSON, "Set-up of a tool, as sent."),
        Column("tool_type", Type.TEXT, "Kind of tool."),
        *SPEC_COLUMNS,
        Column("max_iterations", Type.INTEGER, "Most turns of an agent."),
    ),
    references=_USERS,
)

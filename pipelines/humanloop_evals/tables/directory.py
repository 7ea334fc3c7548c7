"""Who and where: files, environments, users."""

from humanloop_evals.tables.declare import Column, Reference, Table, Type

FILES = Table(
    name="files",
    grain="One row per file that the input lists.",
    description="Prompts, tools, flows, evaluators, agents and datasets, at the version listed.",
    key=("file_id",),
    columns=(
        Column("file_id", Type.TEXT, "Id of the file.", field="id"),
        Column("type", Type.TEXT, "prompt, tool, flow, evaluator, agent or dataset.", field=""),
        Column("path", Type.TEXT, "Path, its name included."),
        Column("name", Type.TEXT, "Name."),
        Column("directory_id", Type.TEXT, "Directory."),
        Column("description", Type.TEXT, "Description."),
        Column("listed_version_id", Type.TEXT, "Version that the listing shows.", field=""),
        Column("updated_at", Type.TIMESTAMP, "When the file last changed."),
        Column("last_used_at", Type.TIMESTAMP, "When it was last used.", volatile=True),
    ),
)

DEPLOYMENTS = Table(
    name="deployments",
    grain="One row per file and environment that a version of it is deployed to.",
    description="Which version answers where, as an export says it; the API shows it in "
    "version_environments.",
    key=("file_id", "environment_id"),
    columns=(
        Column("file_id", Type.TEXT, "The file.", field=""),
        Column("environment_id", Type.TEXT, "The environment."),
        Column("version_id", Type.TEXT, "The version, of any type.", required=True),
        Column("environment_name", Type.TEXT, "Name of the environment."),
        Column("environment_tag", Type.TEXT, "default or other."),
    ),
    references=(
        Reference(("file_id",), "files", optional=True),
        Reference(("environment_id",), "environments", optional=True),
        Reference(("version_id",), "versions", optional=True),
    ),
)

ENVIRONMENTS = Table(
    name="environments",
    grain="One row per environment.",
    description="Where versions are deployed to.",
    key=("environment_id",),
    columns=(
        Column("environment_id", Type.TEXT, "Id of the environment (`env_`).", field="id"),
        Column("name", Type.TEXT, "Name.", required=True),
        Column("tag", Type.TEXT, "default or other.", required=True),
        Column("created_at", Type.TIMESTAMP, "When it was created.", required=True),
    ),
)

USERS = Table(
    name="users",
    grain="One row per user who made something.",
    description="The people behind created_by_id and committed_by_id.",
    key=("user_id",),
    columns=(
        Column("user_id", Type.TEXT, "Id of the user (`usr_`).", field="id"),
        Column("email_address", Type.TEXT, "E-mail address.", required=True),
        Column("full_name", Type.TEXT, "Name."),
        Column("platform_access", Type.TEXT, "superadmin, supportadmin or user."),
    ),
)

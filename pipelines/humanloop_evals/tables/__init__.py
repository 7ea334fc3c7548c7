"""Every table as data: columns, types, keys, grain, description, and what is volatile."""

from humanloop_evals.tables.declare import EXTRA, Column, Owner, Reference, Table, Type
from humanloop_evals.tables.directory import DEPLOYMENTS, ENVIRONMENTS, FILES, USERS
from humanloop_evals.tables.evaluations import (
    EVALUATION_EVALUATORS,
    EVALUATION_RUNS,
    EVALUATIONS,
    RUNS,
)
from humanloop_evals.tables.judgments import JUDGMENT_OPTIONS, JUDGMENTS
from humanloop_evals.tables.ledger import CHANGES, SYNC_ISSUES, SYNC_RECONCILIATION, SYNC_RUNS
from humanloop_evals.tables.logs import (
    DATAPOINTS,
    DATASET_DATAPOINTS,
    EVALUATION_LOG_READS,
    EVALUATION_LOGS,
    FILE_LOGS,
    LOGS,
    NESTED_LOGS,
)
from humanloop_evals.tables.stats import (
    EVALUATION_REPORTS,
    RUN_EVALUATOR_OPTIONS,
    RUN_EVALUATOR_PERCENTILES,
    RUN_EVALUATOR_STATS,
    RUN_STATS,
)
from humanloop_evals.tables.version_lists import (
    EVALUATOR_OPTIONS,
    VERSION_ENVIRONMENTS,
    VERSION_EVALUATOR_AGGREGATES,
    VERSION_INPUTS,
    VERSION_LINKED_TOOLS,
    VERSION_MONITORING_EVALUATORS,
    VERSION_TAGS,
    VERSION_TEMPLATE_MESSAGES,
    VERSION_TOOLS,
)
from humanloop_evals.tables.versions import DATASETS, PROMPT_COLUMNS, SPEC_COLUMNS, VERSIONS

# Raised whenever a declaration changes in a way that an older file must be migrated for.
SCHEMA_VERSION = 5

STATS_TABLES: tuple[Table, ...] = (
    RUN_STATS,
    RUN_EVALUATOR_STATS,
    RUN_EVALUATOR_PERCENTILES,
    RUN_EVALUATOR_OPTIONS,
    EVALUATION_REPORTS,
)
LOG_TABLES: tuple[Table, ...] = (
    EVALUATION_LOG_READS,
    EVALUATION_LOGS,
    NESTED_LOGS,
    LOGS,
    FILE_LOGS,
    JUDGMENTS,
    JUDGMENT_OPTIONS,
    DATAPOINTS,
    DATASET_DATAPOINTS,
)
# Tables read from the input, in the order of the README.
SOURCE_TABLES: tuple[Table, ...] = (
    EVALUATIONS,
    EVALUATION_EVALUATORS,
    EVALUATION_RUNS,
    RUNS,
    *STATS_TABLES,
    *LOG_TABLES,
    DATASETS,
    VERSIONS,
    VERSION_INPUTS,
    VERSION_ENVIRONMENTS,
    VERSION_TAGS,
    VERSION_TOOLS,
    VERSION_LINKED_TOOLS,
    VERSION_MONITORING_EVALUATORS,
    VERSION_EVALUATOR_AGGREGATES,
    VERSION_TEMPLATE_MESSAGES,
    EVALUATOR_OPTIONS,
    FILES,
    DEPLOYMENTS,
    ENVIRONMENTS,
    USERS,
)
# Those that only an archive fills.
ARCHIVE_TABLES: tuple[Table, ...] = (FILE_LOGS, DEPLOYMENTS)
LEDGER_TABLES: tuple[Table, ...] = (
    SYNC_RUNS,
    SYNC_ISSUES,
    SYNC_RECONCILIATION,
    CHANGES,
)
TABLES: tuple[Table, ...] = SOURCE_TABLES + LEDGER_TABLES

__all__ = [
    "ARCHIVE_TABLES",
    "CHANGES",
    "DATAPOINTS",
    "DATASETS",
    "DATASET_DATAPOINTS",
    "DEPLOYMENTS",
    "ENVIRONMENTS",
    "EVALUATIONS",
    "EVALUATION_EVALUATORS",
    "EVALUATION_LOGS",
    "EVALUATION_LOG_READS",
    "EVALUATION_REPORTS",
    "EVALUATION_RUNS",
    "EVALUATOR_OPTIONS",
    "EXTRA",
    "FILES",
    "FILE_LOGS",
    "JUDGMENTS",
    "JUDGMENT_OPTIONS",
    "LEDGER_TABLES",
    "LOGS",
    "LOG_TABLES",
    "NESTED_LOGS",
    "PROMPT_COLUMNS",
    "RUNS",
    "RUN_EVALUATOR_OPTIONS",
    "RUN_EVALUATOR_PERCENTILES",
    "RUN_EVALUATOR_STATS",
    "RUN_STATS",
    "SCHEMA_VERSION",
    "SOURCE_TABLES",
    "SPEC_COLUMNS",
    "STATS_TABLES",
    "SYNC_ISSUES",
    "SYNC_RECONCILIATION",
    "SYNC_RUNS",
    "TABLES",
    "USERS",
    "VERSIONS",
    "VERSION_ENVIRONMENTS",
    "VERSION_EVALUATOR_AGGREGATES",
    "VERSION_INPUTS",
    "VERSION_LINKED_TOOLS",
    "VERSION_MONITORING_EVALUATORS",
    "VERSION_TAGS",
    "VERSION_TEMPLATE_MESSAGES",
    "VERSION_TOOLS",
    "Column",
    "Owner",
    "Reference",
    "Table",
    "Type",
]

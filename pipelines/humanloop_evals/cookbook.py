"""The named queries: files of sql/queries, with what can be asked of them, and the checks.

The first line of a query is the question that it answers; `-- Param name: ...` says what `$name`
in it means. A parameter that is not given is NULL, which asks for everything.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from humanloop_evals.checks import read_checks
from humanloop_evals.errors import ConfigurationError, did_you_mean
from humanloop_evals.sql_files import sql_files

# What a parameter can be asked for, where that is a matter of yes or no.
VALUES = {
    "evaluation": "from evaluations select unnest([evaluation_id, name])",
    "evaluator": "select evaluator_name from evaluators",
    "version": "select version_label from run_names",
}
_PARAMETER = re.compile(r"-- Param (\w+): (.+)")


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query of the cookbook.

    Attributes:
        name: Its file's stem.
        question: What it answers.
        parameters: What can be asked for, and what each means.
        sql: The statement.
    """

    name: str
    question: str
    sql: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@cache
def read_queries() -> Mapping[str, NamedQuery]:
    """All queries by name."""
    return {
        name: _read(name, path.read_text(encoding="utf-8"))
        for name, path in sql_files("queries").items()
    }


@cache
def read_checks_as_queries() -> Mapping[str, NamedQuery]:
    """The checks by name: their rows are what is wrong."""
    return {
        check.name: NamedQuery(check.name, check.about, check.select) for check in read_checks()
    }


def find_query(
    sql_or_name: str, given: Mapping[str, object] | None = None
) -> tuple[str, dict[str, object]]:
    """A statement with values for its parameters.

    Args:
        sql_or_name: A statement, or the name of a query or a check.
        given: Values of parameters.

    Raises:
        ConfigurationError: One word that is no name, or a parameter that a named query has not.
    """
    values = dict(given or {})
    queries = _all()
    named = queries.get(sql_or_name)
    if named is None:
        if sql_or_name.replace("_", "").isalnum():
            raise ConfigurationError(
                f"there is no query named {sql_or_name!r}{did_you_mean(sql_or_name, queries)}; "
                "--list names them all"
            )
        return sql_or_name, values
    unknown = sorted(values.keys() - named.parameters.keys())
    if unknown:
        has = ", ".join(named.parameters) or "none"
        raise ConfigurationError(f"{named.name} has no parameter {unknown[0]!r}; it has: {has}")
    return named.sql, dict.fromkeys(named.parameters) | values


def is_named(sql_or_name: str) -> bool:
    """Whether it is the name of a query or a check."""
    return sql_or_name in _all()


def _all() -> dict[str, NamedQuery]:
    return {**read_queries(), **read_checks_as_queries()}


def _read(name: str, text: str) -> NamedQuery:
    question = text.split("\n", 1)[0].removeprefix("-- ")
    return NamedQuery(name, question, text, dict(_PARAMETER.findall(text)))

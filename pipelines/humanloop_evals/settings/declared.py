"""Every setting, declared as data.

The names of the source's own settings are dlt's, so that one configuration serves the command and
a dlt pipeline; a test holds them together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from humanloop_evals.settings.address import parse_base_url
from humanloop_evals.settings.resolved import (
    DEFAULT_BASE_URL,
    DEFAULT_DATABASE,
    DEFAULT_RECHECK_AFTER,
    Secret,
)
from humanloop_evals.settings.values import (
    parse_bool,
    parse_count,
    parse_duration,
    parse_ids,
    parse_key,
    parse_rules,
    parse_salt,
    parse_text,
)

SECTION = "humanloop"
TOOL_SECTION = "humanloop_evals"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: where it may come from and what it is when nobody says."""

    name: str
    environment: tuple[str, ...]
    section: str
    parse: Callable[[Any], Any]
    default: Any
    description: str
    is_secret: bool = False


def _source(name: str, parse: Callable[[Any], Any], default: object, description: str) -> Setting:
    """A setting of the dlt source: dlt drops the sections one by one, so we do."""
    upper = name.upper()
    environment = (
        f"SOURCES__HUMANLOOP__HUMANLOOP__{upper}",
        f"SOURCES__HUMANLOOP__{upper}",
        f"SOURCES__{upper}",
        upper,
    )
    is_secret = parse is parse_key
    return Setting(name, environment, SECTION, parse, default, description, is_secret)


def _tool(name: str, parse: Callable[[Any], Any], default: object, description: str) -> Setting:
    environment = (f"HUMANLOOP_EVALS_{name.upper()}",)
    is_secret = parse is parse_salt
    return Setting(name, environment, TOOL_SECTION, parse, default, description, is_secret)


# fmt: off
SETTINGS: tuple[Setting, ...] = (
    _source("humanloop_api_key", parse_key, Secret(""), "The key, as the official SDK reads it."),
    _source("humanloop_base_url", parse_base_url, DEFAULT_BASE_URL, "A compatible endpoint."),
    _source("evaluation_ids", parse_ids, (), "Evaluations to read, by id."),
    _source("file_ids", parse_ids, (), "Files whose evaluations to read."),
    _source("all_evaluations", parse_bool, False, "Read the evaluations of every file."),
    _tool("database", parse_text, DEFAULT_DATABASE, "The DuckDB file that is published."),
    _tool("requests_in_flight", parse_count, 16, "Requests under way at once."),
    _tool("connect_timeout", parse_duration, 10.0, "Time to open a connection."),
    _tool("read_timeout", parse_duration, 60.0, "Time without a byte."),
    _tool("attempts", parse_count, 6, "Attempts for one request."),
    _tool("request_deadline", parse_duration, 300.0, "Time for one request with its retries."),
    _tool("sync_deadline", parse_duration, None, "Time for a whole sync."),
    _tool("body_limit", parse_count, 64 * 1024 * 1024, "Bytes of one decoded answer."),
    _tool("recheck_after", parse_duration, DEFAULT_RECHECK_AFTER, "Age of logs read again."),
    _tool("redact", parse_rules, (), "Fields to leave out, or to replace by a hash."),
    _tool("redact_salt", parse_salt, Secret(""), "Makes those hashes useless elsewhere."),
    _tool("provider_payloads", parse_bool, False, "Load what was sent to and came from models."),
    _tool("allow_http", parse_bool, False, "Send the key over plain http."),
)
# fmt: on

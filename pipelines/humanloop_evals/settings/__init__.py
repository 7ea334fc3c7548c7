"""What can be configured, each setting with its default and its sources, resolved once."""

from humanloop_evals.settings.address import demand_https, is_loopback, origin, parse_base_url
from humanloop_evals.settings.declared import SECTION, SETTINGS, Setting
from humanloop_evals.settings.resolved import (
    DEFAULT_BASE_URL,
    DEFAULT_DATABASE,
    DEFAULT_RECHECK_AFTER,
    SANDBOX_DATABASE,
    ClientSettings,
    Secret,
    Selection,
    Settings,
)
from humanloop_evals.settings.sources import resolve, resolve_database
from humanloop_evals.settings.values import (
    parse_bool,
    parse_count,
    parse_duration,
    parse_ids,
    parse_key,
    parse_text,
)

__all__ = [
    "DEFAULT_BASE_URL",
    "DEFAULT_DATABASE",
    "DEFAULT_RECHECK_AFTER",
    "SANDBOX_DATABASE",
    "SECTION",
    "SETTINGS",
    "ClientSettings",
    "Secret",
    "Selection",
    "Setting",
    "Settings",
    "demand_https",
    "is_loopback",
    "origin",
    "parse_base_url",
    "parse_bool",
    "parse_count",
    "parse_duration",
    "parse_ids",
    "parse_key",
    "parse_text",
    "resolve",
    "resolve_database",
]

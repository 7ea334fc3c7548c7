"""What stands where settings are looked for but is none: a slip that would change a sync unseen.

A `redct = ["inputs"]` that is passed over stores what was to be hidden.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from humanloop_evals.errors import ConfigurationError, did_you_mean
from humanloop_evals.settings.declared import SECTION, SETTINGS, TOOL_SECTION

_PREFIX = f"{TOOL_SECTION.upper()}_"
_OF_THE_TOOL = {setting.name for setting in SETTINGS if setting.section == TOOL_SECTION}
_OF_THE_SOURCE = {setting.name for setting in SETTINGS if setting.section == SECTION}
# Read from one section only, and worth more than a look for slips in sections of others.
_HIDING = {"redact", "redact_salt"}


def refuse_unknown(environment: Iterable[str], files: Mapping[str, Mapping[str, Any]]) -> None:
    """Look for slips.

    Args:
        environment: Names of the process environment.
        files: The content of files in `.dlt`, by name.

    Raises:
        ConfigurationError: Naming the first of them.
    """
    for problem in (*_in_environment(environment), *_in_files(files)):
        raise ConfigurationError(problem)


def _in_environment(names: Iterable[str]) -> Iterator[str]:
    """Variables that are nearly ours; others with our prefix may be of somebody's scripts."""
    for name in sorted(names):
        setting = name.removeprefix(_PREFIX).lower()
        if not name.startswith(_PREFIX) or setting in _OF_THE_TOOL:
            continue
        if meant := did_you_mean(setting, _OF_THE_TOOL):
            yield f"${name}: there is no setting {setting!r}{meant}"


def _in_files(files: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for file, content in files.items():
        where = f".dlt/{file}"
        for name in sorted(_names(content, TOOL_SECTION) - _OF_THE_TOOL):
            if name in _OF_THE_SOURCE:
                yield f"{name} in {where} belongs under [sources.{SECTION}]"
            else:
                meant = did_you_mean(name, _OF_THE_TOOL)
                yield f"{where}: [{TOOL_SECTION}] has no setting {name!r}{meant}"
        # dlt has settings of its own for a source, so that others are left to it.
        of_the_source = _names(content, "sources", SECTION)
        for name in sorted(of_the_source & _OF_THE_TOOL | _hiding(content)):
            yield f"{name} in {where} belongs under [{TOOL_SECTION}]"
        for name in sorted(of_the_source - _OF_THE_SOURCE - _OF_THE_TOOL):
            if meant := did_you_mean(name, _OF_THE_SOURCE):
                yield f"{where}: [sources.{SECTION}] has no setting {name!r}{meant}"


def _hiding(content: Mapping[str, Any]) -> set[str]:
    return _HIDING & (_names(content) | _names(content, "sources"))


def _names(content: Mapping[str, Any], *path: str) -> set[str]:
    """The names in one section, without those of sections inside it."""
    table: object = content
    for name in path:
        table = table.get(name) if isinstance(table, Mapping) else None
    found = table if isinstance(table, Mapping) else {}
    return {name for name, value in found.items() if not isinstance(value, Mapping)}

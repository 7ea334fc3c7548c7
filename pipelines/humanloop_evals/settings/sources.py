"""Where settings come from, and which source wins.

A flag wins over the environment, the environment over `.dlt/secrets.toml`, that over
`.dlt/config.toml` (both in the working folder).
"""

import contextlib
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from humanloop_evals.errors import ConfigurationError
from humanloop_evals.settings.address import demand_https
from humanloop_evals.settings.declared import SECTION, SETTINGS, TOOL_SECTION, Setting
from humanloop_evals.settings.resolved import ClientSettings, Selection, Settings
from humanloop_evals.settings.unknown import refuse_unknown

_FILES = ("secrets.toml", "config.toml")
_READING = ("recheck_after", "redact", "redact_salt", "provider_payloads")
_SELECTING = frozenset({"evaluation_ids", "file_ids", "all_evaluations"})


def resolve(
    flags: Mapping[str, object],
    *,
    environment: Mapping[str, str] = os.environ,
    folder: Path | None = None,
    of_an_api: bool = True,
) -> Settings:
    """Resolve every setting once.

    Args:
        flags: By name; None means not given. One that selects replaces the whole selection.
        environment: The process environment.
        folder: Where `.dlt` is looked for; the working folder by default.
        of_an_api: Whether an API is to be read. Otherwise what is configured for one, its key among
            it, is not looked for.

    Raises:
        ConfigurationError: Naming the setting and where its value came from, or what stands where
            settings do but is none.
    """
    files = _read_toml((folder or Path.cwd()) / ".dlt")
    refuse_unknown(environment, files)
    given = {n: v for n, v in flags.items() if v not in (None, ()) and v is not False}
    found = {setting.name: setting.default for setting in SETTINGS}
    replaced = _SELECTING - given.keys() if _SELECTING & given.keys() else frozenset()
    for setting in SETTINGS:
        is_wanted = of_an_api or setting.section != SECTION or setting.name in given
        if setting.name not in replaced and is_wanted:
            found[setting.name] = _find(setting, given, environment, files)
    client = {name: found[name] for name in ClientSettings.__slots__ if name in found}
    client |= {"base_url": found["humanloop_base_url"], "api_key": found["humanloop_api_key"]}
    client["quotes_errors"] = not found["redact"]
    demand_https(found["humanloop_base_url"], allow_http=found["allow_http"])
    return Settings(
        selection=Selection(**{name: found[name] for name in _SELECTING}),
        client=ClientSettings(**client),
        database=Path(found["database"]).expanduser(),
        **{name: found[name] for name in _READING},
    )


def resolve_database(
    *, environment: Mapping[str, str] = os.environ, folder: Path | None = None
) -> Path:
    """The database alone, also where another setting, or a whole file, can't be read.

    Raises:
        ConfigurationError: It is the database itself that can't be read.
    """
    files: dict[str, dict[str, Any]] = {}
    for name in _FILES:
        with contextlib.suppress(ConfigurationError):
            files |= _read_toml((folder or Path.cwd()) / ".dlt", (name,))
    (setting,) = (setting for setting in SETTINGS if setting.name == "database")
    return Path(_find(setting, {}, environment, files)).expanduser()


def _find(
    setting: Setting,
    flags: Mapping[str, object],
    environment: Mapping[str, str],
    files: Mapping[str, Mapping[str, Any]],
) -> Any:
    for where, value in _candidates(setting, flags, environment, files):
        if setting.is_secret and where == ".dlt/config.toml":
            raise ConfigurationError(f"{setting.name} stands in {where}: move it to secrets.toml")
        try:
            return setting.parse(value)
        except ValueError as error:
            raise ConfigurationError(f"{setting.name} (from {where}): {error}") from None
    return setting.default


def _candidates(
    setting: Setting,
    flags: Mapping[str, object],
    environment: Mapping[str, str],
    files: Mapping[str, Mapping[str, Any]],
) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    if setting.name in flags:
        value = flags[setting.name]
        found.append(("the command line", list(value) if isinstance(value, tuple) else value))
    found += [
        (f"${name}", environment[name]) for name in setting.environment if environment.get(name)
    ]
    for file_name, content in files.items():
        found += _in_file(setting, file_name, content)
    return found


def _in_file(
    setting: Setting, file_name: str, content: Mapping[str, Any]
) -> list[tuple[str, object]]:
    """Values in one TOML file, the most specific section first."""
    sections: tuple[tuple[str, ...], ...] = ((TOOL_SECTION,),)
    if setting.section == SECTION:
        sections = (("sources", SECTION, SECTION), ("sources", SECTION), ("sources",), ())
    found: list[tuple[str, object]] = []
    for path in sections:
        table: object = content
        for name in path:
            table = table.get(name) if isinstance(table, dict) else None
        if isinstance(table, dict) and setting.name in table:
            found.append((f".dlt/{file_name}", table[setting.name]))
    return found


def _read_toml(folder: Path, names: Iterable[str] = _FILES) -> dict[str, dict[str, Any]]:
    contents: dict[str, dict[str, Any]] = {}
    for name in names:
        try:
            contents[name] = tomllib.loads((folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ConfigurationError(f".dlt/{name} can't be read: {error}") from None
    return contents

"""Where settings come from, which source wins, and what an error says."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from humanloop_evals.errors import ConfigurationError
from humanloop_evals.settings import (
    SETTINGS,
    ClientSettings,
    Secret,
    Selection,
    Settings,
    resolve,
)

KEY = "hl_sk_Zq8TnW3vRk6LmX2pYd9HsB4c"


def write(folder: Path, *, config: str = "", secrets: str = "") -> Path:
    """A folder with both files of `.dlt`."""
    (folder / ".dlt").mkdir()
    (folder / ".dlt/config.toml").write_text(config, encoding="utf-8")
    (folder / ".dlt/secrets.toml").write_text(secrets, encoding="utf-8")
    return folder


def resolve_in(
    folder: Path, flags: Mapping[str, object] | None = None, **environment: str
) -> Settings:
    """Settings in a folder, with nothing of the machine's own environment."""
    return resolve(flags or {}, environment=environment, folder=folder)


def test_resolve_without_any_source_gives_the_defaults(tmp_path: Path) -> None:
    """Nothing is selected, and every default is the documented one."""
    assert resolve_in(tmp_path) == Settings(
        selection=Selection(),
        client=ClientSettings(
            base_url="https://api.humanloop.com/v5",
            api_key=Secret(""),
            requests_in_flight=16,
            connect_timeout=10.0,
            read_timeout=60.0,
            attempts=6,
            request_deadline=300.0,
            sync_deadline=None,
            body_limit=67_108_864,
        ),
        database=Path("humanloop_evals.duckdb"),
    )


def test_resolve_reads_every_setting_from_the_environment(tmp_path: Path) -> None:
    """Each name is read, and reaches its own field."""
    found = resolve_in(
        tmp_path,
        HUMANLOOP_API_KEY=f" {KEY}\n",
        HUMANLOOP_BASE_URL="http://evals.example.test/v5/",
        SOURCES__HUMANLOOP__EVALUATION_IDS='["evr_1", "evr_2", "evr_1"]',
        SOURCES__HUMANLOOP__FILE_IDS='["pr_1"]',
        SOURCES__HUMANLOOP__ALL_EVALUATIONS="yes",
        HUMANLOOP_EVALS_DATABASE="~/evals.duckdb",
        HUMANLOOP_EVALS_REQUESTS_IN_FLIGHT="4",
        HUMANLOOP_EVALS_CONNECT_TIMEOUT="5s",
        HUMANLOOP_EVALS_READ_TIMEOUT="2m",
        HUMANLOOP_EVALS_ATTEMPTS="3",
        HUMANLOOP_EVALS_REQUEST_DEADLINE="90",
        HUMANLOOP_EVALS_SYNC_DEADLINE="2h",
        HUMANLOOP_EVALS_BODY_LIMIT="1000",
        HUMANLOOP_EVALS_ALLOW_HTTP="true",
        HUMANLOOP_EVALS_RECHECK_AFTER="2d",
        HUMANLOOP_EVALS_REDACT='["email_address:hash", "inputs"]',
        HUMANLOOP_EVALS_REDACT_SALT="salt of the test",
        HUMANLOOP_EVALS_PROVIDER_PAYLOADS="true",
    )

    url = "http://evals.example.test/v5"
    client = ClientSettings(url, Secret(KEY), 4, 5.0, 120.0, 3, 90.0, 7200.0, 1000, False)
    selection = Selection(("evr_1", "evr_2"), ("pr_1",), all_evaluations=True)
    redact = ("email_address:hash", "inputs")
    assert found == Settings(
        selection,
        client,
        Path.home() / "evals.duckdb",
        172_800.0,
        redact,
        Secret("salt of the test"),
        provider_payloads=True,
    )


# One setting of the source, one of the tool: where each may stand, the strongest first.
SOURCE_CHAIN = [
    ("flag", "humanloop_base_url"),
    ("environment", "SOURCES__HUMANLOOP__HUMANLOOP__HUMANLOOP_BASE_URL"),
    ("environment", "SOURCES__HUMANLOOP__HUMANLOOP_BASE_URL"),
    ("environment", "SOURCES__HUMANLOOP_BASE_URL"),
    ("environment", "HUMANLOOP_BASE_URL"),
    ("secrets", "sources.humanloop.humanloop.humanloop_base_url"),
    ("secrets", "sources.humanloop.humanloop_base_url"),
    ("secrets", "sources.humanloop_base_url"),
    ("secrets", "humanloop_base_url"),
    ("config", "sources.humanloop.humanloop.humanloop_base_url"),
    ("config", "sources.humanloop.humanloop_base_url"),
    ("config", "sources.humanloop_base_url"),
    ("config", "humanloop_base_url"),
]
TOOL_CHAIN = [
    ("flag", "database"),
    ("environment", "HUMANLOOP_EVALS_DATABASE"),
    ("secrets", "humanloop_evals.database"),
    ("config", "humanloop_evals.database"),
]


def resolve_chain(folder: Path, chain: list[tuple[str, str]]) -> Settings:
    """Settings when every place of a chain names a value of its own, counted from 0."""
    values = {place: f"https://host{number}.test" for number, place in enumerate(chain)}
    files = {
        file: "".join(
            f'{name} = "{value}"\n' for (where, name), value in values.items() if where == file
        )
        for file in ("config", "secrets")
    }
    flags: dict[str, object] = {n: v for (where, n), v in values.items() if where == "flag"}
    environment = {n: v for (where, n), v in values.items() if where == "environment"}
    return resolve_in(write(folder, **files), flags, **environment)


@pytest.mark.parametrize("strongest", range(len(SOURCE_CHAIN)))
def test_resolve_prefers_the_stronger_place_for_the_source(tmp_path: Path, strongest: int) -> None:
    """A flag, then the environment, secrets.toml, config.toml; in each the closest section."""
    chain = [*SOURCE_CHAIN[strongest:]]
    found = resolve_chain(tmp_path, chain)

    assert found.client.base_url == "https://host0.test"


@pytest.mark.parametrize("strongest", range(len(TOOL_CHAIN)))
def test_resolve_prefers_the_stronger_place_for_the_tool(tmp_path: Path, strongest: int) -> None:
    """The same order for the tool's own settings, which have one section."""
    found = resolve_chain(tmp_path, TOOL_CHAIN[strongest:])

    assert found.database == Path("https://host0.test")


@pytest.mark.parametrize(
    ("flags", "selection"),
    [
        ({}, Selection(("evr_1",), ("pr_1",), all_evaluations=True)),
        ({"evaluation_ids": ("evr_9", "evr_9")}, Selection(("evr_9",))),
        ({"file_ids": ("pr_9",)}, Selection((), ("pr_9",))),
        ({"all_evaluations": True}, Selection(all_evaluations=True)),
        (
            {"evaluation_ids": ("evr_9",), "file_ids": ("pr_9",)},
            Selection(("evr_9",), ("pr_9",)),
        ),
        (
            {"evaluation_ids": (), "file_ids": None, "all_evaluations": False},
            Selection(("evr_1",), ("pr_1",), all_evaluations=True),
        ),
    ],
)
def test_resolve_replaces_the_whole_selection_by_flags(
    tmp_path: Path, flags: dict[str, object], selection: Selection
) -> None:
    """Any flag that selects drops everything selected elsewhere; one that was not given doesn't."""
    config = '[sources.humanloop]\nevaluation_ids = ["evr_1"]\nall_evaluations = true\n'
    folder = write(tmp_path, config=config)

    assert resolve_in(folder, flags, FILE_IDS='["pr_1"]').selection == selection


def test_resolve_does_not_read_a_selection_that_flags_replace(tmp_path: Path) -> None:
    """What is broken there does not matter."""
    found = resolve_in(tmp_path, {"file_ids": ("pr_1",)}, EVALUATION_IDS="evr_1, evr_2")

    assert found.selection == Selection((), ("pr_1",))


def test_resolve_takes_an_empty_variable_for_none(tmp_path: Path) -> None:
    """`NAME=` in a crontab or a container's file sets nothing."""
    found = resolve_in(tmp_path, HUMANLOOP_BASE_URL="", HUMANLOOP_EVALS_ATTEMPTS="")

    assert (found.client.base_url, found.client.attempts) == ("https://api.humanloop.com/v5", 6)


BROKEN = {
    "flag": ({"sync_deadline": "soon"}, {}, "", "sync_deadline (from the command line)"),
    "environment": ({}, {"FILE_IDS": "pr_1"}, "", "file_ids (from $FILE_IDS)"),
    "zero": (
        {},
        {"HUMANLOOP_EVALS_ATTEMPTS": "0"},
        "",
        "attempts (from $HUMANLOOP_EVALS_ATTEMPTS)",
    ),
    "config": (
        {},
        {},
        "[humanloop_evals]\nrequests_in_flight = -1",
        "requests_in_flight (from .dlt/config.toml)",
    ),
}


@pytest.mark.parametrize(("flags", "environment", "config", "named"), BROKEN.values(), ids=BROKEN)
def test_resolve_names_setting_and_place_of_a_broken_value(
    tmp_path: Path,
    flags: dict[str, object],
    environment: dict[str, str],
    config: str,
    named: str,
) -> None:
    """Who reads the error knows what to change, and where."""
    with pytest.raises(ConfigurationError) as caught:
        resolve_in(write(tmp_path, config=config), flags, **environment)

    assert str(caught.value).startswith(f"{named}: expected ")


SLIPS = {
    "hiding": (
        '[humanloop_evals]\nredct = ["inputs"]',
        ".dlt/config.toml: [humanloop_evals] has no setting 'redct' (did you mean 'redact'?)",
    ),
    "unknown": (
        "[humanloop_evals]\nverbose = true",
        ".dlt/config.toml: [humanloop_evals] has no setting 'verbose'",
    ),
    "selection": (
        "[sources.humanloop]\nfile_id = []",
        ".dlt/config.toml: [sources.humanloop] has no setting 'file_id' (did you mean 'file_ids'?)",
    ),
    "section of the source": (
        '[sources.humanloop]\nredact = ["inputs"]',
        "redact in .dlt/config.toml belongs under [humanloop_evals]",
    ),
    "section of the tool": (
        "[humanloop_evals]\nall_evaluations = true",
        "all_evaluations in .dlt/config.toml belongs under [sources.humanloop]",
    ),
    "no section": (
        'redact = ["inputs"]',
        "redact in .dlt/config.toml belongs under [humanloop_evals]",
    ),
    "all sources": (
        '[sources]\nredact = ["inputs"]',
        "redact in .dlt/config.toml belongs under [humanloop_evals]",
    ),
}


@pytest.mark.parametrize(("config", "message"), SLIPS.values(), ids=SLIPS)
def test_resolve_refuses_what_nobody_would_read(tmp_path: Path, config: str, message: str) -> None:
    """What was to be hidden would be stored, and nobody would be told."""
    with pytest.raises(ConfigurationError) as caught:
        resolve_in(write(tmp_path, config=config))

    assert str(caught.value) == message


def test_resolve_refuses_a_variable_that_is_nearly_a_setting(tmp_path: Path) -> None:
    """The same of the environment, where others may have names with our prefix."""
    with pytest.raises(ConfigurationError, match=r"^\$HUMANLOOP_EVALS_REDCT: .*'redact'\?\)$"):
        resolve_in(tmp_path, HUMANLOOP_EVALS_REDCT='["inputs"]')

    assert resolve_in(tmp_path, HUMANLOOP_EVALS_VENV="/srv/evals/.venv").redact == ()


def test_resolve_leaves_what_is_of_others_alone(tmp_path: Path) -> None:
    """Sections of dlt, settings of its own for this source, and other sources."""
    config = """
        [sources.humanloop]
        max_table_nesting = 0
        [sources.humanloop.runs]
        redact = "of another"
        [sources.another]
        redct = 1
        [runtime]
        log_level = "WARNING"
    """

    assert resolve_in(write(tmp_path, config=config)).redact == ()


def test_settings_have_names_that_nothing_else_uses() -> None:
    """Bare names of the source's settings are unmistakable; the tool's carry its prefix."""
    bare = {name for setting in SETTINGS for name in setting.environment if "__" not in name}

    assert bare == {
        *("HUMANLOOP_API_KEY", "HUMANLOOP_BASE_URL"),
        *("EVALUATION_IDS", "FILE_IDS", "ALL_EVALUATIONS"),
        *(f"HUMANLOOP_EVALS_{s.name.upper()}" for s in SETTINGS if s.section == "humanloop_evals"),
    }

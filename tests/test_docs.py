"""The README says what is there: tables, settings, exit codes, commands and their real output."""

import re
from pathlib import Path

import pytest
from click import Group

import readme_parts
from humanloop_evals.cli import cli
from humanloop_evals.sql_files import sql_files

ROOT = readme_parts.ROOT
README = readme_parts.PATH.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def parts(loaded: Path) -> dict[str, str]:
    """The generated parts as they have to be."""
    return readme_parts.parts(loaded, (loaded / "printed").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "name",
    [readme_parts.SYNC, "tables", "views", "settings", "exit codes", "sql"]
    + [f"query {name} limit 4" for name in readme_parts.NAMED_QUERIES],
)
def test_readme_parts_are_up_to_date(parts: dict[str, str], name: str) -> None:
    """Tables, settings and outputs are the real ones; tests/readme_parts.py writes them."""
    without_timing = readme_parts.without_timing

    assert without_timing(readme_parts.part(name)) == without_timing(parts[name])


def test_readme_uses_options_that_exist() -> None:
    """Every command and long option in the README is one of ours."""
    assert isinstance(cli, Group)
    lines = re.findall(r"humanloop-evals (\w+)(.*)", README)
    for name, rest in lines:
        options = {option for parameter in cli.commands[name].params for option in parameter.opts}
        used = set(re.findall(r"(?<=\s)--[a-z-]+", rest))

        assert used <= options, f"{name}: {used - options}"


def test_sql_files_state_what_they_are() -> None:
    """The first line of each is a comment: the grain of a view, the question of a query."""
    for folder in ("marts", "queries"):
        for path in sql_files(folder).values():
            assert path.read_text(encoding="utf-8").startswith("-- "), path


def test_pipeline_script_is_short() -> None:
    """The dlt way fits on a screen."""
    script = (ROOT / "pipelines" / "humanloop_evals_pipeline.py").read_text(encoding="utf-8")
    code = script.split('"""', 2)[2]

    assert len([line for line in code.splitlines() if line.strip()]) <= 15


def test_project_names_no_registry_and_no_machine() -> None:
    """No host of a package registry and no path of one machine stands in any file."""
    forbidden = re.compile(r"pypi\.(org|python)|files\.pythonhosted|/root/|/home/\w+/\.")
    skipped = {".git", ".venv", ".mypy_cache", ".ruff_cache", "__pycache__", ".hypothesis"}
    wrong = [
        path.relative_to(ROOT)
        for path in ROOT.rglob("*")
        if path.is_file()
        and not skipped & set(path.relative_to(ROOT).parts)
        and path.suffix in {".py", ".md", ".toml", ".txt", ".sql", ".ipynb", ""}
        and path != Path(__file__)
        and forbidden.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]

    assert wrong == []

"""The README's night as it stands there: its crontab line and its systemd units, run."""

import configparser
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import duckdb
import pytest

import readme_parts

pytestmark = pytest.mark.slow

README = readme_parts.PATH.read_text(encoding="utf-8")
NIGHT = README.split("## Every night", 1)[1].split("\n## ", 1)[0]
FOLDER = "/srv/evals"


def block(text: str, language: str) -> str:
    """The first fenced block in a language."""
    found = re.search(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def folder(tmp_path: Path, sandbox_url: str) -> Path:
    """What stands in /srv/evals, with an endpoint and a key that exist."""
    config, secrets = block(NIGHT, "toml"), block(README.split("## Configuration")[1], "toml")
    url = tomllib.loads(config)["sources"]["humanloop"]["humanloop_base_url"]
    (tmp_path / ".dlt").mkdir()
    (tmp_path / ".dlt" / "config.toml").write_text(config.replace(url, sandbox_url))
    (tmp_path / ".dlt" / "secrets.toml").write_text(secrets.replace("...", "sandbox"))
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "humanloop-evals").symlink_to(Path(sys.executable).with_name("humanloop-evals"))
    return tmp_path


def run(command: str, folder: Path, start: Path) -> tuple[int, str]:
    """Run a command as cron does: no environment to speak of; the exit code and what it mails."""
    done = subprocess.run(
        ["/bin/sh", "-c", command.replace(FOLDER, str(folder))],
        cwd=start,
        env={"PATH": "/usr/bin:/bin", "RUNTIME__DLTHUB_TELEMETRY": "false"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stderr


def evaluations(folder: Path) -> int:
    """How many evaluations the published file has."""
    with duckdb.connect(str(folder / "humanloop_evals.duckdb"), read_only=True) as connection:
        row = connection.execute("select count(*) from humanloop.evaluations").fetchone()
    assert row is not None
    return int(row[0])


def test_readme_crontab_line_works(folder: Path) -> None:
    """From any folder, with a bare PATH; cron mails nothing."""
    line = next(line for line in NIGHT.splitlines() if re.match(r"[\d*]+ [\d*]+ \* \* \* ", line))
    command = line.split(maxsplit=5)[5]
    assert "%" not in command, "cron ends the command at a per cent sign"

    assert run(command, folder, start=Path("/")) == (0, "")
    assert evaluations(folder) > 0
    assert "The file:" in (folder / "last-sync.txt").read_text(encoding="utf-8")


def test_readme_systemd_service_works(folder: Path) -> None:
    """ExecStart in WorkingDirectory is all that systemd does."""
    units = configparser.ConfigParser(strict=False)
    units.read_string(block(NIGHT, "ini"))
    start = Path(units["Service"]["WorkingDirectory"].replace(FOLDER, str(folder)))

    assert run(units["Service"]["ExecStart"], folder, start=start) == (0, "")
    assert evaluations(folder) > 0
    assert units["Timer"]["OnCalendar"] == "*-*-* 02:15:00"

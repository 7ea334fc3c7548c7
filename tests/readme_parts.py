"""The parts of the README that are generated; run as a script, it writes them.

Usage: tests/readme_parts.py
"""

import re
import tempfile
from pathlib import Path

import command
from humanloop_evals.cookbook import read_queries
from humanloop_evals.errors import ExitCode
from humanloop_evals.marts import read_views
from humanloop_evals.settings import SETTINGS
from humanloop_evals.tables import TABLES

ROOT = Path(__file__).parents[1]
PATH = ROOT / "README.md"
MEANINGS = {
    ExitCode.COMPLETE: "complete: the database equals the source, and that was checked",
    ExitCode.BUG: "a bug, the only case with a traceback",
    ExitCode.CONFIGURATION: "configuration, usage, or a file that can't be used",
    ExitCode.REFUSED: "the key is refused",
    ExitCode.PARTIAL: "published, but some evaluations kept their old rows, or the source newly "
    "contradicts itself",
    ExitCode.BUSY: "another sync, or a writer, holds the database",
    ExitCode.VERIFICATION: "verification failed, nothing published",
    ExitCode.SOURCE: "source unavailable or unusable, nothing published",
    ExitCode.TOO_OLD: "`status`: too old, or the last sync failed",
}


NAMED_QUERIES = ("models_compared", "unfinished_runs")
SYNC = "output of sync --sandbox"


def _marked(name: str) -> re.Pattern[str]:
    return re.compile(rf"<!-- {re.escape(name)} -->\n(.*?)<!-- end -->", re.DOTALL)


def part(name: str) -> str:
    """The part of the README between the marker of that name and its end."""
    found = _marked(name).search(PATH.read_text(encoding="utf-8"))
    assert found is not None, f"the README has no part <!-- {name} -->"
    return found[1]


def tables_text() -> str:
    """The list of tables, from their declarations."""
    lines = ["| table | one row per | key |", "|---|---|---|"]
    for table in TABLES:
        grain = table.grain.removeprefix("One row per ").removesuffix(".")
        key = ", ".join(table.key)
        lines.append(f"| `{table.name}` | {grain} | {key} |")
    return "\n".join(lines) + "\n"


def views_text() -> str:
    """The list of views, from their headers."""
    lines = ["| view | one row per | |", "|---|---|---|"]
    for view in sorted(read_views(), key=lambda view: view.name):
        grain, _, more = re.sub(r"[.:] ", "|", view.grain, count=1).partition("|")
        grain = grain.removeprefix("One row per ").removesuffix(".")
        lines.append(f"| `{view.name}` | {grain} | {more[:1].upper()}{more[1:]} |")
    return "\n".join(lines) + "\n"


def settings_text() -> str:
    """The list of settings, from their declarations."""
    lines = ["| setting | environment | default | |", "|---|---|---|---|"]
    for setting in SETTINGS:
        name = setting.environment[-1] if len(setting.environment) == 1 else _source(setting.name)
        default = "" if setting.default in {None, "", ()} else str(setting.default)
        shown = "" if default == "***" else default
        lines.append(f"| `{setting.name}` | `{name}` | {shown} | {setting.description} |")
    return "\n".join(lines) + "\n"


def _source(name: str) -> str:
    upper = name.upper()
    return upper if upper.startswith("HUMANLOOP_") else f"SOURCES__HUMANLOOP__{upper}"


def exit_codes_text() -> str:
    """The list of exit codes."""
    lines = ["| exit code | means |", "|---|---|"]
    lines += [f"| {int(code)} | {MEANINGS[code]} |" for code in ExitCode]
    return "\n".join([*lines, "| 130, 143 | stopped by a signal, nothing published |"]) + "\n"


def sync_text(printed: str) -> str:
    """What `sync --sandbox` printed, wherever it ran."""
    return f"```\n{re.sub(r'The file: .*/', 'The file: /srv/evals/', printed)}```\n"


def query_text(folder: Path, name: str) -> str:
    """The first rows of a named query, as drawn."""
    sql = f"from ({read_queries()[name].sql}) limit 4"
    done = command.run("query", "--sandbox", sql, folder=folder)
    return f"```\n{done.out.rstrip()}\n```\n"


def sql_text(folder: Path) -> str:
    """The statement that the README shows, and what it answers."""
    sql = part("sql").removeprefix("```sql\n").split("```")[0]
    done = command.run("query", "--sandbox", sql, "--format", "csv", folder=folder)
    return f"```sql\n{sql}```\n```\n{done.out}```\n"


def without_timing(text: str) -> str:
    """Output without what differs from run to run."""
    return re.sub(r"in \d+\.\d s", "in # s", text)


def parts(folder: Path, printed: str) -> dict[str, str]:
    """Every generated part by its marker."""
    return {
        SYNC: sync_text(printed),
        "tables": tables_text(),
        "views": views_text(),
        "settings": settings_text(),
        "exit codes": exit_codes_text(),
        "sql": sql_text(folder),
    } | {f"query {name} limit 4": query_text(folder, name) for name in NAMED_QUERIES}


def write() -> None:
    """Bring the README up to date."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        printed = command.run("sync", "--sandbox", "--progress", "off", folder=folder).out
        text = PATH.read_text(encoding="utf-8")
        for marker, content in parts(folder, printed).items():
            text = _marked(marker).sub(
                lambda _m, m=marker, c=content: f"<!-- {m} -->\n{c}<!-- end -->", text
            )
        PATH.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()

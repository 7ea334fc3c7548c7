"""The README of sql/queries, which is generated; run as a script, it writes it.

Usage: tests/cookbook_text.py
"""

import json
import tempfile
from pathlib import Path
from typing import Any

import command
from humanloop_evals.cookbook import NamedQuery, read_queries

PATH = Path(__file__).parents[1] / "sql" / "queries" / "README.md"
HEAD = """# Queries

What people ask of evaluations, each a file beside this one. `humanloop-evals query --list` shows
them all; `--format csv`, `json` or `parquet` write whole values for other programs. Every answer
here is the beginning of what the sandbox says (`humanloop-evals sync --sandbox`). Written by
`tests/cookbook_text.py`, kept in step by a test.
"""
# What to ask for, where a query has so much to say that a part is more telling.
ASKED = {
    "better_than_control": {"evaluation": "How many passages"},
    "cost_per_passed_item": {"evaluation": "Cheaper models"},
    "leaders": {"evaluation": "How many passages"},
    "regressed_datapoints": {"evaluation": "How many passages", "version": "top 10"},
    "rejected_by_people": {"evaluation": "Order lookup", "evaluator": "Answer correctness"},
    "segments_against_control": {"evaluation": "Order lookup"},
    "shares_of_options": {"evaluation": "Two wishes at once", "evaluator": "Task outcome"},
    "what_changed": {"file": "Support answer"},
}
_MOST_ROWS = 6
_WIDEST_CELL = 48


def text(folder: Path) -> str:
    """The whole file, with answers of the database in a folder."""
    return "\n".join([HEAD, *(_section(folder, query) for query in read_queries().values())])


def _section(folder: Path, query: NamedQuery) -> str:
    asked = ASKED.get(query.name, {})
    flags = [word for name, value in asked.items() for word in ("--param", f"{name}={value}")]
    done = command.run("query", "--sandbox", query.name, *flags, "--format", "json", folder=folder)
    shown = "".join(f' --param {name}="{value}"' for name, value in asked.items())
    about = "".join(f"- `{name}`: {meaning}\n" for name, meaning in query.parameters.items())
    return (
        f"## {query.name}\n\n{query.question}\n\n"
        + (f"{about}\n" if about else "")
        + f"```bash\nhumanloop-evals query --sandbox {query.name}{shown}\n```\n\n"
        + _table(json.loads(done.out))
    )


def _table(rows: list[dict[str, Any]]) -> str:
    names = list(rows[0])
    lines = [f"| {' | '.join(names)} |", "|---" * len(names) + "|"]
    lines += [f"| {' | '.join(map(_cell, row.values()))} |" for row in rows[:_MOST_ROWS]]
    more = len(rows) - _MOST_ROWS
    return "\n".join(lines) + "\n" + (f"\n... and {more:,} more rows\n" if more > 0 else "")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    shown = " ".join(str(value).split()).replace("|", "\\|")
    return shown if len(shown) <= _WIDEST_CELL else shown[: _WIDEST_CELL - 1] + "…"


def write() -> None:
    """Bring the file up to date."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command.run("sync", "--sandbox", "--progress", "off", folder=folder)
        PATH.write_text(text(folder), encoding="utf-8")


if __name__ == "__main__":
    write()

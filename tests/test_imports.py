"""Imports run one way only; this test is the map."""

import ast
from pathlib import Path

import humanloop_evals

PACKAGE = Path(humanloop_evals.__file__).parent
OURS = "humanloop_evals"

# Every room of the package and the rooms it may import from. Downwards only.
ALLOWED: dict[str, set[str]] = {
    "__init__": {"errors"},
    "errors": set(),
    "settings": {"errors"},
    "sql_files": set(),
    "wire": set(),
    "reader": {"wire"},
    "client": {"errors", "reader", "settings", "wire"},
    "export_tree": {"errors", "reader", "wire"},
    "tables": set(),
    "values": {"tables", "wire"},
    "records": {"errors", "tables", "values", "wire"},
    "extract": {"errors", "reader", "records", "settings", "tables", "values", "wire"},
    "removal": {"extract", "tables"},
    "destination": {"errors", "extract", "removal", "settings", "tables"},
    "source": {"client", "errors", "extract", "settings", "tables"},
    "database": {"errors"},
    "ddl": {"database", "errors", "tables"},
    "marts": {"sql_files"},
    "checks": {"database", "errors", "sql_files"},
    "cookbook": {"checks", "errors", "sql_files"},
    "views": {"checks", "database", "marts"},
    "verify": {"database", "errors", "extract", "tables"},
    "ledger": {"database", "tables"},
    "findings": {"checks", "database", "extract", "ledger", "records", "tables"},
    "history": {"database", "tables"},
    "reconciliation": {"database", "extract", "tables"},
    "signals": {"errors"},
    "dlt_settings": set(),
    "load": {"database", "dlt_settings", "errors", "extract", "source", "tables"},
    "sync": {
        "checks",
        "database",
        "ddl",
        "errors",
        "extract",
        "findings",
        "history",
        "ledger",
        "load",
        "reader",
        "reconciliation",
        "removal",
        "settings",
        "signals",
        "tables",
        "verify",
        "views",
    },
    "export": {"errors", "extract", "reader", "records", "settings", "signals", "values", "wire"},
    "status": {"database", "errors", "ledger", "tables"},
    "query": {"cookbook", "database", "errors"},
    "report": {"database", "errors"},
    "check": {"errors", "extract", "reader", "settings"},
    "sandbox": {"settings"},
    "replay": {"errors", "export_tree", "reader", "records", "sandbox", "wire"},
    "cli": {"check", "client", "cookbook", "database", "errors", "export", "export_tree", "extract"}
    | {"ledger", "load", "query", "replay", "report", "sandbox", "settings", "signals", "status"}
    | {"sync"},
}
# Libraries that only some rooms may know.
ONLY = {
    "dlt": {"destination", "dlt_settings", "source", "load"},
    "duckdb": {
        "checks",
        "database",
        "ddl",
        "findings",
        "views",
        "verify",
        "ledger",
        "history",
        "load",
    }
    | {"query", "reconciliation", "report", "status", "sync"},
    "httpx": {"client", "cli"},
    "httpcore": {"client"},
    "flask": {"replay", "sandbox"},
    "jinja2": {"report"},
    "werkzeug": {"sandbox"},
    "pandas": set(),
}


def room(path: Path) -> str:
    """The module or sub-package directly below ours that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The dotted names that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            assert node.module is not None
            is_package = node.module == OURS
            names |= (
                {f"{OURS}.{alias.name}" for alias in node.names} if is_package else {node.module}
            )
    return names


def files() -> list[Path]:
    """Every Python file of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def test_imports_every_room_is_on_the_map() -> None:
    """A new module must say what it may import."""
    rooms = {room(path) for path in files()}

    assert rooms == set(ALLOWED)


def test_imports_run_downwards() -> None:
    """No room imports one that it may not know."""
    wrong = {
        (room(path), name)
        for path in files()
        for name in imported(path)
        if name.startswith(f"{OURS}.")
        and name.split(".")[1] not in ALLOWED[room(path)] | {room(path)}
    }

    assert wrong == set()


def test_imports_keep_libraries_in_their_rooms() -> None:
    """HTTP, dlt and DuckDB are known where they are used, and nowhere else."""
    wrong = {
        (room(path), name)
        for path in files()
        for name in imported(path)
        if room(path) not in ONLY.get(name.split(".")[0], {room(path)})
    }

    assert wrong == set()


def test_imports_map_has_no_circles() -> None:
    """The map itself runs one way: removing rooms without open arrows ends with none left."""
    left = {name: set(targets) for name, targets in ALLOWED.items()}
    while left:
        free = {name for name, targets in left.items() if not targets & left.keys()}
        assert free, f"circle among {sorted(left)}"
        left = {name: targets for name, targets in left.items() if name not in free}

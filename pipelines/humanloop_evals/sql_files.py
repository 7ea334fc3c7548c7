"""Where the SQL files are: inside an installed package, or beside `pipelines/` in a checkout."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def sql_folder(name: str) -> Path:
    """The folder `marts`, `checks` or `queries`."""
    packaged = _HERE / "sql"
    root = packaged if packaged.is_dir() else _HERE.parents[1] / "sql"
    return root / name


def sql_files(name: str) -> dict[str, Path]:
    """The SQL files of a folder by their stem, sorted."""
    return {path.stem: path for path in sorted(sql_folder(name).glob("*.sql"))}

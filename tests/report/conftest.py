"""Files to report on: the sandbox's, and such as have a few given rows."""

from pathlib import Path

import pytest

from humanloop_evals.report import write_report
from report.filled import Filled
from report.parsed import Element, parse


@pytest.fixture(scope="session")
def sandbox_report(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the sandbox."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(loaded / "humanloop_sandbox.duckdb", path)
    return path


@pytest.fixture(scope="session")
def sandbox_page(sandbox_report: Path) -> Element:
    """The same, parsed."""
    return parse(sandbox_report.read_text(encoding="utf-8"))


@pytest.fixture
def filled(tmp_path: Path) -> Filled:
    """A published file without rows."""
    return Filled(tmp_path / "x.duckdb")

"""Exports to read."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from exporter import Exporter
from humanloop_evals.export_tree import ExportReader
from humanloop_evals.sandbox import generate

Open = Callable[..., ExportReader]


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the exporter writes of a small account; not to be changed."""
    return Exporter(generate(evaluations=2)).export(tmp_path_factory.mktemp("exports"))


@pytest.fixture
def open_export(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Opens exports as a sync does, and closes them."""
    opened: list[ExportReader] = []

    def open_it(path: Path, **more: Any) -> ExportReader:
        beside = tmp_path_factory.mktemp("beside")
        opened.append(ExportReader(path, beside=beside, **more))
        assert list(beside.iterdir()) == []
        return opened[-1]

    yield open_it
    for reader in opened:
        reader.close()

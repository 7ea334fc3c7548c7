"""The notebook, executed as a reader would."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import command

pytestmark = pytest.mark.slow

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


@pytest.fixture(scope="module")
def outputs(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What the cells show, executed by nbmake on the sandbox's file."""
    folder = tmp_path_factory.mktemp("explore")
    copied = shutil.copytree(NOTEBOOKS, folder / "notebooks", ignore=lambda *_: ["__pycache__"])
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--nbmake", "--overwrite", "explore.ipynb"],
        cwd=copied,
        env=command.environment(
            HOME=str(folder),
            HUMANLOOP_EVALS_DATABASE=str(loaded / "humanloop_sandbox.duckdb"),
        ),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    cells = json.loads((copied / "explore.ipynb").read_text(encoding="utf-8"))["cells"]
    return [output for cell in cells for output in cell.get("outputs", [])]


def test_explore_tells_the_story_of_the_sandbox(outputs: list[dict[str, Any]]) -> None:
    """Age first, then the broken judge, the group that lost, the flaky judge; four charts."""
    texts = ["".join(o.get("text", o.get("data", {}).get("text/plain", ""))) for o in outputs]
    charts = [o for o in outputs if "image/png" in o.get("data", {})]

    assert texts[0].startswith("The data is ")
    assert any("Definitions" in text and "Right queue" in text for text in texts)
    assert any("german" in text and "Order lookup" in text for text in texts)
    assert any("Helpfulness" in text and "True" in text for text in texts)
    assert len(charts) == 4
    assert [o for o in outputs if o["output_type"] == "error" or o.get("name") == "stderr"] == []


def test_explore_is_kept_without_outputs() -> None:
    """What one machine has shown is not what another is given."""
    cells = json.loads((NOTEBOOKS / "explore.ipynb").read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]

    assert [(c["outputs"], c["execution_count"]) for c in code] == [([], None)] * len(code)

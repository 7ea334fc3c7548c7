"""An endpoint that pipelines read from, and a file that one of them has loaded."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dlt
import pytest

import humanloop_evals_pipeline
from humanloop_evals.sandbox import SANDBOX_KEY, Account, create_app, generate, serve
from source.pipelines import pipeline_into


@contextmanager
def serving() -> Iterator[Account]:
    """An account served on loopback, with everything of it configured the dlt way."""
    account = generate(evaluations=3)
    server = serve(create_app(account), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    ids = [evaluation["id"] for evaluation in account.evaluations]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUMANLOOP_API_KEY", SANDBOX_KEY)
        patch.setenv("HUMANLOOP_BASE_URL", f"http://127.0.0.1:{server.port}/v5")
        patch.setenv("SOURCES__HUMANLOOP__ALL_EVALUATIONS", "true")
        patch.setenv("SOURCES__HUMANLOOP__EVALUATION_IDS", str(ids).replace("'", '"'))
        patch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
        yield account
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def served() -> Iterator[Account]:
    """What is served to one test, which may change it."""
    with serving() as account:
        yield account


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def destination(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> object:
    """Each destination that pipelines are tested with."""
    if request.param == "postgres":
        return dlt.destinations.postgres(request.getfixturevalue("postgres"))
    return dlt.destinations.duckdb(str(tmp_path_factory.mktemp("destination") / "x.duckdb"))


@pytest.fixture(scope="module")
def loaded_pipeline(destination: object, tmp_path_factory: pytest.TempPathFactory) -> dlt.Pipeline:
    """A pipeline into one destination that has run; for tests that leave there what is there."""
    folder = tmp_path_factory.mktemp("loaded_pipeline")
    pipeline = pipeline_into(destination, folder, dataset_name="loaded_once")
    with serving():
        humanloop_evals_pipeline.run(pipeline)
    return pipeline


@pytest.fixture(scope="module")
def folder_after_a_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a pipeline into a DuckDB file has run; to be copied."""
    folder = tmp_path_factory.mktemp("after_a_run")
    with serving():
        humanloop_evals_pipeline.run(into_duckdb(folder))
    return folder


@pytest.fixture
def second_night(folder_after_a_run: Path, tmp_path: Path) -> dlt.Pipeline:
    """A pipeline that has run once, in a folder of the test's own."""
    shutil.copytree(folder_after_a_run, tmp_path, dirs_exist_ok=True)
    return into_duckdb(tmp_path)


def into_duckdb(folder: Path) -> dlt.Pipeline:
    """A pipeline that has all its files in a folder."""
    return pipeline_into(dlt.destinations.duckdb(str(folder / "x.duckdb")), folder)

"""The source in a pipeline of one's own, on two destinations."""

import threading
from collections.abc import Iterator
from pathlib import Path

import dlt
import pytest

import humanloop_evals_pipeline
from humanloop_evals.errors import ConfigurationError, RequestFailed, find_cause
from humanloop_evals.sandbox import SANDBOX_KEY, Account, create_app, generate, serve
from humanloop_evals.source import humanloop_source
from humanloop_evals.tables import SOURCE_TABLES

Rows = list[tuple[object, ...]]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """An account served on loopback, with everything of it configured the dlt way."""
    account = generate(evaluations=3)
    server = serve(create_app(account), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    ids = [evaluation["id"] for evaluation in account.evaluations]
    monkeypatch.setenv("HUMANLOOP_API_KEY", SANDBOX_KEY)
    monkeypatch.setenv("HUMANLOOP_BASE_URL", f"http://127.0.0.1:{server.port}/v5")
    monkeypatch.setenv("SOURCES__HUMANLOOP__ALL_EVALUATIONS", "true")
    monkeypatch.setenv("SOURCES__HUMANLOOP__EVALUATION_IDS", str(ids).replace("'", '"'))
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
    yield account
    server.shutdown()
    thread.join()
    server.server_close()


def pipeline_into(destination: object, folder: Path) -> dlt.Pipeline:
    """A pipeline whose working files are its own."""
    return dlt.pipeline(
        "humanloop_test",
        pipelines_dir=str(folder / "dlt"),
        destination=destination,
        dataset_name="humanloop",
    )


def read(pipeline: dlt.Pipeline, query: str) -> Rows:
    """The rows of a query at the destination."""
    with pipeline.sql_client() as client:
        return [tuple(row) for row in client.execute_sql(query) or []]


def everything(pipeline: dlt.Pipeline) -> dict[str, Rows]:
    """All rows of all tables as text, but for what differs between two loads."""
    tables: dict[str, Rows] = {}
    for table in SOURCE_TABLES:
        columns = ", ".join(
            f"cast({column.name} as varchar)"
            for column in table.all_columns
            if not column.volatile and column.type.value in {"text", "bigint", "bool"}
        )
        tables[table.name] = sorted(
            read(pipeline, f"select {columns} from humanloop.{table.name}"), key=str
        )
    return tables


def drop_last_run(account: Account) -> str:
    """Remove the last run of the evaluation that has most; returns the run's id."""
    evaluation_id = max(account.runs, key=lambda key: len(account.runs[key]))
    removed = account.runs[evaluation_id].pop()
    for evaluation in account.evaluations:
        evaluation["runs_count"] = len(account.runs[evaluation["id"]])
    return str(removed["id"])


def test_pipeline_removes_from_duckdb_what_is_gone(served: Account, tmp_path: Path) -> None:
    """A run that has left its evaluation leaves the tables at the next run."""
    pipeline = pipeline_into(dlt.destinations.duckdb(str(tmp_path / "x.duckdb")), tmp_path)
    humanloop_evals_pipeline.run(pipeline)
    before = {row[0] for row in read(pipeline, "select run_id from humanloop.runs")}
    drop_last_run(served)
    humanloop_evals_pipeline.run(pipeline)
    after = {row[0] for row in read(pipeline, "select run_id from humanloop.runs")}
    expected = {run["id"] for runs in served.runs.values() for run in runs}

    assert after == expected
    assert before - after == before - expected


def test_pipeline_loads_the_same_into_postgres(
    served: Account, postgres: str, tmp_path: Path
) -> None:
    """Every table has the same rows on DuckDB and on PostgreSQL, also after a removal."""
    duckdb = pipeline_into(dlt.destinations.duckdb(str(tmp_path / "x.duckdb")), tmp_path / "a")
    other = pipeline_into(dlt.destinations.postgres(postgres), tmp_path / "b")
    humanloop_evals_pipeline.run(other)
    drop_last_run(served)
    humanloop_evals_pipeline.run(other)
    humanloop_evals_pipeline.run(duckdb)

    assert everything(other) == everything(duckdb)


@pytest.mark.usefixtures("served")
def test_pipeline_is_all_or_nothing(tmp_path: Path) -> None:
    """An evaluation that can't be read ends the run, as nothing else would say so."""
    pipeline = pipeline_into(dlt.destinations.duckdb(str(tmp_path / "x.duckdb")), tmp_path)
    source = humanloop_source(evaluation_ids=["evr_missing"], all_evaluations=False)
    with pytest.raises(Exception, match="evr_missing") as raised:
        pipeline.run(source)

    assert isinstance(find_cause(raised.value), RequestFailed)


def test_source_refuses_an_empty_selection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing selected is a mistake, not an empty result."""
    monkeypatch.setenv("HUMANLOOP_API_KEY", SANDBOX_KEY)
    with pytest.raises(Exception, match="evaluation_ids") as raised:
        humanloop_source()

    assert isinstance(find_cause(raised.value), ConfigurationError)


def test_source_says_nothing_while_loading(
    served: Account, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A clean load prints no warning: cron would mail it every night."""
    assert served.evaluations
    pipeline = pipeline_into(dlt.destinations.duckdb(str(tmp_path / "x.duckdb")), tmp_path)
    pipeline.run(humanloop_source())

    assert capfd.readouterr().err == ""

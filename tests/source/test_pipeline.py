"""The source in a pipeline of one's own, on two destinations."""

import logging
from collections.abc import Iterator
from pathlib import Path

import dlt
import pytest

import humanloop_evals_pipeline
from humanloop_evals.destination import remove_from
from humanloop_evals.errors import (
    ConfigurationError,
    RequestFailed,
    SourceUnavailable,
    find_cause,
)
from humanloop_evals.extract import Report
from humanloop_evals.sandbox import SANDBOX_KEY, Account
from humanloop_evals.source import humanloop_source
from humanloop_evals.tables import SOURCE_TABLES
from source.pipelines import Rows, pipeline_into, read

pytestmark = pytest.mark.slow


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


def test_pipeline_removes_from_duckdb_what_is_gone(
    served: Account, second_night: dlt.Pipeline
) -> None:
    """A run that has left its evaluation leaves the tables at the next run."""
    before = {row[0] for row in read(second_night, "select run_id from humanloop.runs")}
    drop_last_run(served)
    humanloop_evals_pipeline.run(second_night)
    after = {row[0] for row in read(second_night, "select run_id from humanloop.runs")}
    expected = {run["id"] for runs in served.runs.values() for run in runs}

    assert after == expected
    assert before - after == before - expected


def test_pipeline_loads_the_same_into_postgres(
    served: Account, postgres: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Every table has the same rows on DuckDB and on PostgreSQL, also after a removal.

    Text that is empty stays empty: dlt's CSV would make it NULL. What keeps it empty is not
    warned of, thirty times.
    """
    logging.getLogger("dlt").addHandler(caplog.handler)
    served.evaluations[0]["name"] = ""
    duckdb = pipeline_into(dlt.destinations.duckdb(str(tmp_path / "x.duckdb")), tmp_path / "a")
    other = pipeline_into(dlt.destinations.postgres(postgres), tmp_path / "b")
    humanloop_evals_pipeline.run(other)
    drop_last_run(served)
    humanloop_evals_pipeline.run(other)
    humanloop_evals_pipeline.run(duckdb)

    assert [record.getMessage() for record in caplog.records if record.name == "dlt"] == []
    assert everything(other) == everything(duckdb)
    assert read(other, "select count(*) from humanloop.evaluations where name = ''") == [(1,)]


@pytest.mark.usefixtures("served")
def test_pipeline_is_all_or_nothing(tmp_path: Path) -> None:
    """An evaluation that can't be read ends the run, as nothing else would say so."""
    pipeline = pipeline_into(dlt.destinations.duckdb(str(tmp_path / "x.duckdb")), tmp_path)
    source = humanloop_source(evaluation_ids=["evr_missing"], all_evaluations=False)
    with pytest.raises(Exception, match="evr_missing") as raised:
        pipeline.run(source)

    assert isinstance(find_cause(raised.value), RequestFailed)


@dlt.resource(name="numbers")
def numbers() -> Iterator[dict[str, int]]:
    """Somebody else's table."""
    yield {"number": 1}


def test_removal_is_about_the_source_alone(
    served: Account, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A pipeline may load other sources in the same run, and before.

    All of it prints no warning: cron would mail it every night.
    """
    pipeline = pipeline_into(dlt.destinations.duckdb(str(tmp_path / "x.duckdb")), tmp_path)
    pipeline.run(dlt.source(lambda: numbers, name="other")())
    report = Report()
    others = dlt.source(lambda: numbers, name="others")()
    info = pipeline.run([humanloop_source(report=report), others])
    removed = remove_from(pipeline, info, report)
    files = {file_id for (file_id,) in read(pipeline, "select file_id from humanloop.files")}

    assert removed == []
    assert files == {file["id"] for file in served.files}
    assert capfd.readouterr().err == ""


def test_pipeline_reads_the_source_after_an_interrupted_run(
    served: Account, second_night: dlt.Pipeline
) -> None:
    """Dlt would load what that one left behind, and nothing would say that it is old."""
    second_night.extract(humanloop_source(), loader_file_format="parquet")
    second_night.normalize()
    drop_last_run(served)
    humanloop_evals_pipeline.run(second_night)
    held = {run_id for (run_id,) in read(second_night, "select run_id from humanloop.runs")}

    assert held == {run["id"] for runs in served.runs.values() for run in runs}


@pytest.mark.filterwarnings("ignore:The 'warn' method:DeprecationWarning")  # one of dlt's own
@pytest.mark.usefixtures("served")
def test_removal_refuses_a_run_that_read_nothing(second_night: dlt.Pipeline) -> None:
    """Whoever does not drop what is pending is told so."""
    second_night.extract(humanloop_source(), loader_file_format="parquet")
    second_night.normalize()
    report = Report()
    info = second_night.run(humanloop_source(report=report))

    with pytest.raises(SourceUnavailable, match="abort_packages"):
        remove_from(second_night, info, report)


def test_source_refuses_an_empty_selection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing selected is a mistake, not an empty result."""
    monkeypatch.setenv("HUMANLOOP_API_KEY", SANDBOX_KEY)
    with pytest.raises(Exception, match="evaluation_ids") as raised:
        humanloop_source()

    assert isinstance(find_cause(raised.value), ConfigurationError)


@pytest.mark.parametrize(
    ("argument", "value", "message"),
    [
        ("humanloop_base_url", "ftp://127.0.0.1", "humanloop_base_url: expected a URL such as"),
        ("humanloop_base_url", "http://example.com", "http://example.com"),
        ("humanloop_api_key", "two words", "humanloop_api_key: the key holds line breaks"),
    ],
    ids=["no web address", "not encrypted", "no key"],
)
def test_source_refuses_an_argument_by_name(argument: str, value: str, message: str) -> None:
    """As the commands do; a broken key is not shown."""
    arguments = {"humanloop_base_url": "http://127.0.0.1", "humanloop_api_key": "hl_sk_test"}
    with pytest.raises(Exception, match=message) as raised:
        humanloop_source(evaluation_ids=["evr_1"], **{**arguments, argument: value})

    assert isinstance(find_cause(raised.value), ConfigurationError)
    assert "two words" not in str(raised.value)

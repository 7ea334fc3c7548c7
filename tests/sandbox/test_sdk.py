"""The official SDK reads the sandbox: what it expects of the API, the sandbox answers."""

import datetime as dt
from typing import Any

import httpx
import pytest

from humanloop_evals.sandbox import SANDBOX_KEY, Account, create_app, generate

humanloop = pytest.importorskip("humanloop", reason="the official SDK is not installed")


@pytest.fixture(scope="module")
def account() -> Account:
    """Return an account small enough for the SDK's parser, which takes its time."""
    return generate(evaluations=3)


@pytest.fixture(scope="module")
def sdk(account: Account) -> Any:
    """Return the SDK's client, talking to the app in this process."""
    transport = httpx.WSGITransport(app=create_app(account))
    return humanloop.Humanloop(
        api_key=SANDBOX_KEY,
        base_url="http://sandbox.example.com/v5",
        httpx_client=httpx.Client(transport=transport),
    )


def launch_check(account: Account) -> str:
    """Return the id of the evaluation that runs every kind of version."""
    return next(str(record["id"]) for record in account.evaluations if record["file_id"] is None)


def test_evaluations_list_reads_all_pages(sdk: Any, account: Account) -> None:
    """The pager yields every evaluation of a file once and stops at the empty page."""
    expected = [record for record in account.evaluations if record["file_id"]]

    found = list(sdk.evaluations.list(file_id=expected[0]["file_id"], size=1))

    assert [record.id for record in found] == [record["id"] for record in expected]


def test_evaluations_get_reads_evaluators(sdk: Any, account: Account) -> None:
    """An evaluation comes with its evaluator versions, each with the right kind of spec."""
    evaluation = sdk.evaluations.get(launch_check(account))
    specs = [type(each.version.spec).__name__ for each in evaluation.evaluators]

    assert {type(each.version).__name__ for each in evaluation.evaluators} == {"EvaluatorResponse"}
    assert specs == [
        "LlmEvaluatorRequest",
        "LlmEvaluatorRequest",
        "HumanEvaluatorRequest",
        "ExternalEvaluatorRequest",
    ]


def test_runs_versions_resolve_to_their_classes(sdk: Any, account: Account) -> None:
    """Each version of a run becomes the class of its type, each dataset a dataset."""
    runs = sdk.evaluations.list_runs_for_evaluation(launch_check(account)).runs

    assert [type(run.version).__name__ for run in runs] == [
        "NoneType",
        "EvaluatorResponse",
        "ToolResponse",
        "AgentResponse",
        "FlowResponse",
        "PromptResponse",
    ]
    assert {type(run.dataset).__name__ for run in runs} == {"DatasetResponse", "NoneType"}
    assert {run.created_by and run.created_by["email_address"][-11:] for run in runs} <= {
        "example.com",
        "example.org",
        None,
    }


def test_runs_times_are_read_as_they_are(sdk: Any, account: Account) -> None:
    """Times are parsed to the microsecond and stay naive."""
    key = launch_check(account)

    runs = sdk.evaluations.list_runs_for_evaluation(key).runs

    assert [run.created_at for run in runs] == [
        dt.datetime.fromisoformat(run["created_at"]) for run in account.runs[key]
    ]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("prompt", "PromptResponse"),
        ("tool", "ToolResponse"),
        ("dataset", "DatasetResponse"),
        ("evaluator", "EvaluatorResponse"),
        ("flow", "FlowResponse"),
        ("agent", "AgentResponse"),
    ],
)
def test_files_resolve_to_their_classes(sdk: Any, kind: str, expected: str) -> None:
    """Each file becomes the class of its type."""
    answer = sdk.files.list_files(type=[kind], size=2, sort_by="name", order="asc")

    assert [type(record).__name__ for record in answer.records] == [expected] * 2
    assert answer.total > 2


def test_files_filters_are_understood(sdk: Any) -> None:
    """All parameters of the SDK reach the sandbox in a form it reads."""
    answer = sdk.files.list_files(
        page=1,
        size=5,
        name="FEW",
        path="templates",
        template=True,
        type=["prompt", "agent"],
        sort_by="updated_at",
        order="desc",
        include_raw_file_content=True,
    )

    assert [record.name for record in answer.records] == ["Few-shot classifier"]
    assert answer.records[0].raw_file_content.startswith("---\nmodel: ")


def test_directories_list_reads_the_array(sdk: Any, account: Account) -> None:
    """The bare array becomes a list of directories."""
    assert [each.path for each in sdk.directories.list()] == [
        each["path"] for each in account.directories
    ]


def test_directories_get_reads_the_contents(sdk: Any) -> None:
    """The root comes with its subdirectories and files."""
    root = sdk.directories.get("root")

    assert "support" in {each.path for each in root.subdirectories}
    assert [type(file).__name__ for file in root.files] == ["PromptResponse"]
    assert root.parents == []


def test_error_becomes_the_sdk_error(sdk: Any) -> None:
    """A 404 and a 422 arrive as the SDK's own errors with the body parsed."""
    with pytest.raises(humanloop.core.ApiError) as missing:
        sdk.evaluations.get("nobody")
    with pytest.raises(humanloop.UnprocessableEntityError) as invalid:
        sdk.files.list_files(page=0)

    assert missing.value.status_code == 404
    assert invalid.value.body.detail[0].loc == ["query", "page"]


def test_stats_resolve_to_their_classes(sdk: Any, account: Account) -> None:
    """Each evaluator stat becomes the class of its return type."""
    stats = sdk.evaluations.get_stats(launch_check(account))

    assert [type(each).__name__ for each in stats.run_stats[-1].evaluator_stats] == [
        "NumericEvaluatorStatsResponse",
        "SelectEvaluatorStatsResponse",
        "TextEvaluatorStatsResponse",
        "SelectEvaluatorStatsResponse",
    ]
    assert stats.run_stats[0].num_logs == 0
    assert "Latest" in stats.report


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (1, "EvaluatorLogResponse"),
        (2, "ToolLogResponse"),
        (3, "AgentLogResponse"),
        (4, "FlowLogResponse"),
        (5, "PromptLogResponse"),
    ],
)
def test_logs_resolve_to_their_classes(
    sdk: Any, account: Account, place: int, expected: str
) -> None:
    """Each log becomes the class of its kind, each judgment an evaluator's log."""
    key = launch_check(account)
    run = account.runs[key][place]

    record = sdk.evaluations.get_logs(key, run_id=[run["id"]], size=1).records[0]

    assert record.run_id == run["id"]
    assert type(record.log).__name__ == expected
    assert {type(each).__name__ for each in record.evaluator_logs} == {"EvaluatorLogResponse"}
    assert record.datapoint.inputs["segment"]


def test_datapoints_resolve_to_their_class(sdk: Any) -> None:
    """Datapoints come with inputs and a target of several types."""
    dataset = sdk.files.list_files(type=["dataset"], name="refund cases").records[0]

    found = sdk.datasets.list_datapoints(dataset.id, size=2).items

    assert [type(each).__name__ for each in found] == ["DatapointResponse"] * 2
    assert found[0].target["refund"] == float(found[0].inputs["order_total"])

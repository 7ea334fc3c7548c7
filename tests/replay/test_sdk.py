"""The official SDK reads an archive as it read the API."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from humanloop_evals.export_tree import open_tree
from humanloop_evals.replay import Archive, create_app
from humanloop_evals.sandbox import SANDBOX_KEY, Account

humanloop = pytest.importorskip("humanloop", reason="the official SDK is not installed")


@pytest.fixture(scope="module")
def sdk(exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The SDK's client, talking to the app in this process."""
    tree = open_tree(exported, beside=tmp_path_factory.mktemp("beside"))
    transport = httpx.WSGITransport(app=create_app(Archive(tree)))
    return humanloop.Humanloop(
        api_key=SANDBOX_KEY,
        base_url="http://archive.example.com/v5",
        httpx_client=httpx.Client(transport=transport),
    )


@pytest.fixture(scope="module")
def launch_check(account: Account) -> str:
    """The evaluation that runs every kind of version."""
    return next(str(one["id"]) for one in account.evaluations if one["file_id"] is None)


@pytest.mark.parametrize("kind", ["prompt", "tool", "dataset", "evaluator", "flow", "agent"])
def test_files_resolve_to_their_classes(sdk: Any, account: Account, kind: str) -> None:
    """Each file becomes the class of its type."""
    expected = [file for file in account.files if file["type"] == kind]
    answer = sdk.files.list_files(type=[kind], size=3, sort_by="created_at", order="desc")

    assert [record.id for record in answer.records] == [file["id"] for file in expected[:3]]
    assert {type(record).__name__ for record in answer.records} == {f"{kind.title()}Response"}
    assert answer.total == len(expected)


def test_evaluations_list_reads_all_pages(sdk: Any, account: Account) -> None:
    """The pager yields every evaluation of a file once and stops at the empty page."""
    expected = [one for one in account.evaluations if one["file_id"]]
    found = list(sdk.evaluations.list(file_id=expected[0]["file_id"], size=1))

    assert [one.id for one in found] == [one["id"] for one in expected]


def test_runs_resolve_to_their_classes(sdk: Any, launch_check: str, account: Account) -> None:
    """Each version of a run becomes the class of its type."""
    runs = sdk.evaluations.list_runs_for_evaluation(launch_check).runs

    assert [run.id for run in runs] == [run["id"] for run in account.runs[launch_check]]
    assert [type(run.version).__name__ for run in runs] == [
        "NoneType",
        "EvaluatorResponse",
        "ToolResponse",
        "AgentResponse",
        "FlowResponse",
        "PromptResponse",
    ]


def test_stats_resolve_to_their_classes(sdk: Any, launch_check: str) -> None:
    """Each evaluator stat becomes the class of its return type."""
    stats = sdk.evaluations.get_stats(launch_check)

    assert [type(each).__name__ for each in stats.run_stats[-1].evaluator_stats] == [
        "NumericEvaluatorStatsResponse",
        "SelectEvaluatorStatsResponse",
        "TextEvaluatorStatsResponse",
        "SelectEvaluatorStatsResponse",
    ]


def test_logs_are_read_page_by_page(sdk: Any, launch_check: str, account: Account) -> None:
    """Each log with its judgments, of the run that is asked for."""
    run = account.runs[launch_check][4]
    first = sdk.evaluations.get_logs(launch_check, run_id=[run["id"]], size=2)
    record = first.records[0]

    assert (record.run_id, len(first.records)) == (run["id"], 2)
    assert type(record.log).__name__ == "FlowLogResponse"
    assert {type(each).__name__ for each in record.evaluator_logs} == {"EvaluatorLogResponse"}


def test_file_logs_are_found(sdk: Any, account: Account) -> None:
    """With the filters that the SDK sends, times among them."""
    flow = next(file for file in account.files if file["name"] == "Support with retrieval")
    found = sdk.logs.list(file_id=flow["id"], size=1, include_trace_children=True).items
    since = sdk.logs.list(file_id=flow["id"], size=1, start_date=found[0].created_at).items

    assert [type(each).__name__ for each in found] == ["FlowLogResponse"]
    assert len(found[0].trace_children) == 2
    assert since[0].created_at >= found[0].created_at


def test_datasets_are_listed_and_read(sdk: Any, account: Account) -> None:
    """By name and by who made them; one with its datapoints, or these alone."""
    expected = next(file for file in account.files if file["name"] == "Refund cases")
    listed = sdk.datasets.list(name="refund", size=5).items
    by_user = sdk.datasets.list(user_filter=listed[0].created_by["email_address"], size=50).items
    whole = sdk.datasets.get(expected["id"], include_datapoints=True)
    found = sdk.datasets.list_datapoints(expected["id"], size=2).items

    assert [each.id for each in listed] == [expected["id"]]
    assert expected["id"] in {each.id for each in by_user}
    assert len(whole.datapoints) == whole.datapoints_count
    assert [each.id for each in found] == [each.id for each in whole.datapoints[:2]]
    assert found[0].target["refund"] == float(found[0].inputs["order_total"])


def test_versions_are_listed(sdk: Any, account: Account) -> None:
    """All of them."""
    prompt = next(file for file in account.files if file["name"] == "Support answer")
    versions = sdk.prompts.list_versions(id=prompt["id"]).records

    assert [each.version_id for each in versions] == [
        each["version_id"] for each in account.versions[prompt["id"]]
    ]


def test_what_an_export_lacks_is_the_sdks_error(sdk: Any) -> None:
    """A 404 with a sentence."""
    with pytest.raises(humanloop.core.ApiError) as caught:
        sdk.directories.get("root")

    assert caught.value.status_code == 404
    assert caught.value.body["detail"].startswith("An export can't answer GET /v5/directories/root")

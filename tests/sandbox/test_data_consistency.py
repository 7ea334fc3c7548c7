"""The generated account fits together: references, places, times and counts."""

import json
from collections import Counter
from typing import Any

from humanloop_evals.sandbox import Account
from sandbox.account_objects import all_runs, objects, served, versions

Json = dict[str, Any]


def test_version_is_the_same_wherever_it_appears(any_account: Account) -> None:
    """One version id always comes with one content."""
    seen: dict[str, str] = {}
    different = {
        thing["version_id"]
        for thing in objects(served(any_account))
        if "last_used_at" in thing
        and seen.setdefault(thing["version_id"], json.dumps(thing)) != json.dumps(thing)
    }

    assert different == set()


def test_reference_leads_to_something_that_exists(any_account: Account) -> None:
    """Every id that is only mentioned belongs to a file, version, directory or environment."""
    everything = list(objects([*served(any_account), *any_account.versions.values()]))
    known = {thing[name] for thing in everything for name in ("id", "version_id") if name in thing}
    names = ("directory_id", "parent_id", "file_id", "evaluator_id", "evaluator_version_id")
    mentioned = {
        thing[name]
        for thing in everything
        for name in (*names, "environment_id")
        if thing.get(name)
    }
    judges = [thing["prompt"] for thing in everything if thing.get("evaluator_type") == "llm"]
    mentioned |= {tool for prompt in judges if prompt for tool in prompt["linked_tools"]}

    assert mentioned - known == set()


def test_versions_hold_every_version_that_is_served(any_account: Account) -> None:
    """The history of the files is complete and led by the record of GET /files."""
    history = {
        version["version_id"] for found in any_account.versions.values() for version in found
    }

    assert {version["version_id"] for version in versions(any_account)} == history
    assert [any_account.versions[file["id"]][0] for file in any_account.files] == any_account.files


def test_files_are_newest_first(any_account: Account) -> None:
    """Files come in the order GET /files has by default."""
    times = [file["created_at"] for file in any_account.files]

    assert times == sorted(times, reverse=True)


def test_file_lies_in_the_directory_of_its_path(account: Account) -> None:
    """Path, name and directory agree; only a file of the root may have no directory id."""
    paths = {record["id"]: record["path"] for record in account.directories}
    placed = [file for file in account.files if file["directory_id"]]

    assert [f"{paths[file['directory_id']]}/{file['name']}" for file in placed] == [
        file["path"] for file in placed
    ]
    assert [file["path"] for file in account.files if not file["directory_id"]] == ["Scratch"]


def test_directory_root_is_the_only_one_without_parent(account: Account) -> None:
    """There is one root; every other path continues the path of its parent."""
    paths = {record["id"]: record["path"] for record in account.directories}

    assert [record["path"] for record in account.directories if not record["parent_id"]] == [""]
    assert all(
        record["path"].rpartition("/")[0] == paths[record["parent_id"]]
        for record in account.directories
        if record["parent_id"]
    )


def test_time_of_a_run_follows_what_it_needs(any_account: Account) -> None:
    """A run is made after its version and dataset, and added no earlier than it was made."""
    late = [
        run["id"]
        for run in all_runs(any_account)
        for part in (run["version"], run["dataset"])
        if part and not part["created_at"] < run["created_at"] < run["added_at"]
    ]

    assert late == []


def test_time_of_an_evaluation_frames_its_parts(any_account: Account) -> None:
    """Evaluators and runs are added between creation and last change; judges existed before."""
    wrong = [
        record["id"]
        for record in any_account.evaluations
        for part in (*record["evaluators"], *any_account.runs[record["id"]])
        if not record["created_at"] <= part["added_at"] <= record["updated_at"]
    ]
    early = [
        record["id"]
        for record in any_account.evaluations
        for part in record["evaluators"]
        if part["added_at"] < part["version"]["created_at"]
    ]

    assert wrong == []
    assert early == []


def test_time_of_a_version_runs_forward(any_account: Account) -> None:
    """A version is changed and used after it was created, and later than the version before."""
    backwards = [
        version["version_id"]
        for version in versions(any_account)
        if min(version["updated_at"], version["last_used_at"]) < version["created_at"]
    ]
    histories = [
        [version["created_at"] for version in found] for found in any_account.versions.values()
    ]

    assert backwards == []
    assert all(times == sorted(set(times), reverse=True) for times in histories)


def test_version_links_only_what_was_there(any_account: Account) -> None:
    """Tools and files inside a version are older than the version."""
    created = {version["version_id"]: version["created_at"] for version in versions(any_account)}
    links = [
        (version["created_at"], tool.get("version_id") or (tool["file"] or {}).get("version_id"))
        for version in versions(any_account)
        for tool in (version.get("linked_tools") or version.get("tools") or [])
        if "link" in tool or "version_id" in tool
    ]

    assert links
    assert [pair for pair in links if pair[1] and created[pair[1]] > pair[0]] == []


def test_last_use_is_no_earlier_than_the_last_run(any_account: Account) -> None:
    """last_used_at of versions and datasets takes every run into account."""
    stale = [
        run["id"]
        for run in all_runs(any_account)
        for part in (run["version"], run["dataset"])
        if part and part["last_used_at"] < run["created_at"]
    ]

    assert stale == []


def test_logs_count_covers_the_datapoints_of_the_runs(any_account: Account) -> None:
    """A version has at least one log per datapoint of its completed runs; totals are sums."""
    runs = {run["id"]: run for run in all_runs(any_account)}.values()
    ran = Counter[str]()
    for run in runs:
        if run["version"] and run["dataset"] and run["status"] == "completed":
            ran[run["version"]["version_id"]] += run["dataset"]["datapoints_count"]
    counted = {v["version_id"]: v.get("version_logs_count", 0) for v in versions(any_account)}

    assert [key for key, logs in ran.items() if counted[key] < logs] == []
    assert all(
        found[0].get("total_logs_count") in (None, sum(v["version_logs_count"] for v in found))
        for found in any_account.versions.values()
        if found[0]["type"] != "dataset"
    )


def test_environment_holds_one_version_of_a_file(account: Account) -> None:
    """No file has two versions deployed to one environment."""
    places = Counter(
        (version["id"], place["name"])
        for version in versions(account)
        for place in version["environments"]
    )

    assert max(places.values()) == 1

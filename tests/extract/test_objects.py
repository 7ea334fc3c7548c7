"""What many runs repeat is one row each."""

import api_objects as api
from extracting import SYNCED, extract
from fake_reader import FakeReader


def test_run_of_two_evaluations_is_one_run_and_two_links() -> None:
    """A run may be added to other evaluations; its status there may differ."""
    first = (api.evaluation("evr_1", 1), [api.run("rn_1", status="running", control=True)])
    second = (api.evaluation("evr_2", 1), [api.run("rn_1", status="completed")])

    found = extract(FakeReader([first, second]), ["evr_1", "evr_2"])

    links = found.values("evaluation_runs", "evaluation_id", "run_id", "status", "control")
    assert links == [
        ("evr_1", "rn_1", "running", True),
        ("evr_2", "rn_1", "completed", False),
    ]
    assert found.values("runs", "run_id", "status") == [("rn_1", "completed")]


def test_objects_of_many_runs_are_one_row_each() -> None:
    """Version, dataset, author and environment are repeated whole in every run."""
    shared = {
        "version": api.prompt(environments=[api.environment()], created_by=api.user("usr_2")),
        "dataset": api.dataset(created_by=api.user("usr_3")),
        "created_by": api.user("usr_1"),
    }
    runs = [api.run(f"rn_{number}", **shared) for number in range(1_000)]

    found = extract(FakeReader([(api.evaluation("evr_1", 1_000), runs)]), ["evr_1"])

    assert found.values("versions", "version_id") == ["prv_1"]
    assert found.values("datasets", "dataset_version_id") == ["dsv_1"]
    assert found.values("environments", "environment_id") == ["env_1"]
    assert found.values("version_environments", "version_id") == ["prv_1"]
    assert sorted(found.values("users", "user_id")) == ["usr_1", "usr_2", "usr_3"]
    assert len(found.rows("runs")) == 1_000


def test_versions_nested_anywhere_are_rows() -> None:
    """Monitoring evaluators, what they watch, files of agents, evaluators of evaluations."""
    watched = api.monitor(api.flow("flv_seen"), version=api.evaluator("evv_seeing"))
    agent = api.agent(
        tools=[{"type": "file", "link": {"file_id": "tl_1"}, "file": api.tool("tv_called")}],
        evaluators=[watched],
    )
    member = api.evaluation_evaluator(api.evaluator("evv_judge"))
    reader = FakeReader(
        [(api.evaluation("evr_1", 1, evaluators=[member]), [api.run(version=agent)])]
    )

    found = extract(reader, ["evr_1"])

    assert dict(found.values("versions", "version_id", "type")) == {
        "evv_judge": "evaluator",
        "agv_1": "agent",
        "tv_called": "tool",
        "flv_seen": "flow",
        "evv_seeing": "evaluator",
    }


def test_run_without_anything_has_no_references() -> None:
    """Dataset, version and author may all be null."""
    runs = [api.run("rn_1"), api.run("rn_2", version=None, dataset=None, created_by=None)]

    found = extract(FakeReader([(api.evaluation("evr_1", 2), runs)]), ["evr_1"])

    columns = ("run_id", "version_id", "dataset_version_id", "created_by_id")
    expected = [("rn_1", None, None, None), ("rn_2", None, None, None)]
    assert found.values("runs", *columns) == expected
    assert found.tables == {"evaluations", "evaluation_runs", "runs"}


def test_evaluation_without_runs_is_a_row() -> None:
    """Nothing but the evaluation itself."""
    found = extract(FakeReader([(api.evaluation("evr_1"), [])]), ["evr_1"])

    assert found.values("evaluations", "evaluation_id", "last_synced_at") == [
        ("evr_1", SYNCED),
    ]
    assert found.tables == {"evaluations"}


def test_run_that_is_served_twice_is_one_row() -> None:
    """The last one stays, and it is noted."""
    runs = [api.run("rn_1", status="running"), api.run("rn_1", status="completed")]

    found = extract(FakeReader([(api.evaluation("evr_1", 1), runs)]), ["evr_1"])

    assert found.values("evaluation_runs", "run_id", "status") == [("rn_1", "completed")]
    assert found.values("runs", "run_id", "status") == [("rn_1", "completed")]
    assert {str(kind) for kind, _, _ in found.report.notes} == {"duplicate"}


def test_position_is_the_place_in_the_answer() -> None:
    """The API documents no order, so the one served is kept."""
    runs = [api.run(f"rn_{name}") for name in "bac"]

    found = extract(FakeReader([(api.evaluation("evr_1", 3), runs)]), ["evr_1"])

    expected = [("rn_b", 0), ("rn_a", 1), ("rn_c", 2)]
    assert found.values("evaluation_runs", "run_id", "position") == expected

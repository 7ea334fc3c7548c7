"""What was changed from one version of a file to the next, and what it did."""

import pytest
from scipy import stats

from marts.given import Given, after, plain

STEP = ("version_id", "previous_version_id", "changed_parameters")
PROMPT = {"model": "m", "temperature": 0.5, "template": "Hi", "provider": "p"}


def run_in_order(given: Given, **versions: dict) -> None:
    """An evaluation with a run of each version, a day after the other."""
    given.evaluation()
    for day, (version_id, more) in enumerate(versions.items()):
        given.version(version_id, **(PROMPT | more))
        given.run(f"rn_{version_id}", version_id=version_id, created_at=after(days=day))


def test_version_steps_follow_the_runs(given: Given) -> None:
    """Not the order in which versions were made; another file is another series."""
    run_in_order(
        given,
        prv_2={"created_at": after(days=-1)},
        prv_1={"created_at": after(days=-2)},
        prv_x={"file_id": "pr_2"},
    )
    given.run("rn_again", version_id="prv_2", created_at=after(days=9))
    given.version("prv_never_run")

    assert given.rows("version_steps", *STEP) == [("prv_1", "prv_2", "")]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"model": "n", "provider": "q"}, "model provider"),
        ({"temperature": None}, "temperature"),
        ({"template": None}, "template"),
        ({"stop": ["."]}, "stop"),
        ({"response_format_type": "json_object"}, "response_format"),
        ({"max_iterations": 3, "source_code": "x"}, "max_iterations source_code"),
        ({"version_name": "other", "description": "other"}, ""),
    ],
)
def test_version_steps_name_what_was_changed(given: Given, change: dict, expected: str) -> None:
    """Names and descriptions are no parameters."""
    run_in_order(given, prv_1={}, prv_2=change)

    assert given.rows("version_steps", *STEP) == [("prv_2", "prv_1", expected)]


def test_version_steps_see_messages_and_tools(given: Given) -> None:
    """A message that was added, a tool that was taken away; what stayed is no change."""
    run_in_order(given, prv_1={}, prv_2={}, prv_3={}, prv_4={})
    contents = {"prv_1": ["Hi"], "prv_2": ["Hi"], "prv_3": ["Hi", "Bye"], "prv_4": ["Hi", "Bye"]}
    for version_id, texts in contents.items():
        for place, text in enumerate(texts):
            given.row(
                "version_template_messages",
                version_id=version_id,
                position=place,
                role="user",
                content=text,
            )
    for version_id in ("prv_1", "prv_2", "prv_3"):
        given.row(
            "version_tools", version_id=version_id, position=0, name="search", parameters={"a": 1}
        )
    flags = ("is_model_changed", "is_template_changed", "is_tools_changed")

    assert given.rows("version_steps", "version_id", *flags, "changed_parameters") == [
        ("prv_2", False, False, False, ""),
        ("prv_3", False, True, False, "template"),
        ("prv_4", False, False, True, "tools"),
    ]


def test_version_changes_pair_by_datapoint(given: Given) -> None:
    """Over all runs of both; rounds of one version are averaged."""
    run_in_order(given, prv_1={}, prv_2={"model": "n"})
    given.evaluator("evv_1", "number", number_valence="negative")
    given.run("rn_again", version_id="prv_1", created_at=after(days=9))
    given.judged("rn_prv_1", "evv_1", [4, 6, 5, None])
    given.judged("rn_again", "evv_1", [6, 6, 4, 3])
    given.judged("rn_prv_2", "evv_1", [2, 3, 1.5, None, 8])
    before, now = [5, 6, 4.5], [2, 3, 1.5]
    differences = [a - b for a, b in zip(now, before, strict=True)]
    stderr = float(stats.sem(differences))
    columns = ("n_pairs", "mean", "previous_mean", "mean_difference", "stderr", "verdict")

    assert given.rows("version_changes", *columns, "changed_parameters") == [
        (3, plain(6.5 / 3), plain(15.5 / 3), -3, plain(stderr), "improvement", "model")
    ]


def test_version_changes_count_a_shared_run_once(given: Given) -> None:
    """What is in two evaluations weighs no more than what is in one."""
    run_in_order(given, prv_1={}, prv_2={})
    given.evaluation("evr_2")
    given.evaluator("evv_1", evaluations=("evr_1", "evr_2"))
    given.judged("rn_prv_1", "evv_1", [True])
    given.judged("rn_prv_2", "evv_1", [True])
    given.judgment("rn_prv_2", "log_rn_prv_2_1", "evv_1", False)
    given.joins("rn_prv_2", evaluation_id="evr_2")
    given.holds("rn_prv_2", "log_rn_prv_2_1", 1, evaluation_id="evr_2")
    more = {"evaluation_id": "evr_2", "judgment_log_id": "jud_000002"}
    given.judgment("rn_prv_2", "log_rn_prv_2_1", "evv_1", True, **more)

    assert given.rows("version_changes", "n_pairs", "mean", "previous_mean") == [(1, 0.5, 1)]


def test_version_changes_without_a_common_judge_are_told(given: Given) -> None:
    """What was changed is known, what it did is not."""
    run_in_order(given, prv_1={}, prv_2={"model": "n"})
    given.evaluator("evv_1")
    given.judged("rn_prv_1", "evv_1", [True])
    columns = ("version_id", "evaluator_version_id", "n_pairs", "mean_difference", "verdict")

    assert given.rows("version_changes", *columns) == [("prv_2", None, 0, None, "not comparable")]

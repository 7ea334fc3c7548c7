"""How much of its dataset a run has answered, and how much of that was judged."""

from marts.given import Given

COVERED = ("is_list_loaded", "covered_count", "missing_count", "unlisted_count", "repeated_count")
JUDGED = ("evaluators_count", "judged_count", "partly_judged_count", "null_count", "error_count")


def test_dataset_coverage_counts_datapoints(given: Given) -> None:
    """Four of five have a log, one of them two; one log is of none, one of a stranger."""
    given.evaluation()
    given.dataset("dsv_1", 5, listed=5)
    given.run("rn_1", dataset_version_id="dsv_1")
    given.evaluator("evv_1")
    given.evaluator("evv_2")
    given.judged("rn_1", "evv_1", [True, True, None, ValueError("late")])
    given.judged("rn_1", "evv_2", [True, None, ..., ...])
    given.log("rn_1", 2, log_id="log_again")
    given.judgment("rn_1", "log_again", "evv_2", False)
    given.log("rn_1", None, log_id="log_free")
    given.log("rn_1", 9)
    shares = ("datapoints_count", "unassigned_count", "covered_share", "judged_share")

    assert given.rows("dataset_coverage", *COVERED) == [(True, 5, 1, 1, 1)]
    assert given.rows("dataset_coverage", *JUDGED) == [(2, 2, 0, 2, 1)]
    assert given.rows("dataset_coverage", *shares) == [(5, 1, 1, 0.4)]


def test_dataset_coverage_does_not_know_what_is_missing_without_the_list(given: Given) -> None:
    """The dataset says how many, but not which."""
    given.evaluation()
    given.dataset("dsv_1", 5, listed=2)
    given.run("rn_1", dataset_version_id="dsv_1")
    given.log("rn_1", 1)

    assert given.rows("dataset_coverage", *COVERED) == [(False, 1, None, None, 0)]


def test_dataset_coverage_of_an_unread_run_is_unknown(given: Given) -> None:
    """Of one that was read and has no log everything is missing; without a dataset nothing is."""
    given.evaluation()
    given.dataset("dsv_1", 2, listed=2)
    given.run("rn_1", dataset_version_id="dsv_1", logs_read=False)
    given.run("rn_2", dataset_version_id="dsv_1")
    given.run("rn_3")

    assert given.rows("dataset_coverage", "run_id", *COVERED[1:], "covered_share") == [
        ("rn_1", None, None, None, None, None),
        ("rn_2", 0, 2, 0, 0, 0),
    ]


def test_dataset_coverage_is_judged_by_the_evaluators_of_the_evaluation(given: Given) -> None:
    """The same run is complete in one evaluation and waits for people in another."""
    given.evaluation()
    given.evaluation("evr_2")
    given.dataset("dsv_1", 1)
    given.run("rn_1", dataset_version_id="dsv_1")
    given.joins("rn_1", evaluation_id="evr_2")
    given.evaluator("evv_1", evaluations=("evr_1", "evr_2"))
    given.evaluator("evv_2", evaluations=("evr_2",))
    given.judged("rn_1", "evv_1", [True])
    given.holds("rn_1", "log_rn_1_1", 1, evaluation_id="evr_2")
    given.judgment("rn_1", "log_rn_1_1", "evv_1", True, evaluation_id="evr_2")

    assert given.rows("dataset_coverage", "evaluation_id", *JUDGED[:3]) == [
        ("evr_1", 1, 1, 0),
        ("evr_2", 2, 0, 1),
    ]

"""What an evaluation states of itself."""

import pytest

from humanloop_evals.export_tree.stated import find_stale, logs_of_runs, runs_count


@pytest.mark.parametrize(
    ("found", "stated", "count", "stale"),
    [
        ({"a", "b"}, {"a", "b"}, 2, set()),
        ({"a", "b", "old"}, {"a", "b"}, 2, {"old"}),
        ({"a", "old"}, {"a", "b"}, 2, set()),
        ({"a", "new"}, {"a"}, 2, set()),
        ({"a", "old", "new"}, {"a"}, 2, set()),
        ({"a", "x"}, {"a"}, None, set()),
        ({"old"}, set(), 0, {"old"}),
    ],
)
def test_run_is_stale_only_where_it_comes_out_even(
    found: set[str], stated: set[str], count: int | None, stale: set[str]
) -> None:
    """Otherwise nobody can tell, and all are loaded."""
    assert find_stale(found, stated, count) == stale


def test_figures_that_cannot_be_read_are_none() -> None:
    """Whoever loads them says why."""
    assert logs_of_runs(b'{"run_stats": [{"run_id": "rn_1", "num_logs": null}]}') == {"rn_1": 0}
    assert logs_of_runs(b'{"run_stats": 7}') == {}
    assert runs_count(b'{"runs_count": 3}') == 3
    assert runs_count(b"{") is None

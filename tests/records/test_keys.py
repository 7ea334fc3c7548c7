"""A record without its key can't be told from others: refused, with what and where."""

import pytest

import api_objects as api
import record_rows
from api_objects import Json, without
from humanloop_evals.errors import RecordUnusable
from humanloop_evals.tables import RUNS

# Every way of not having a text.
NO_KEYS = [None, 7, ["prv_1"], {"id": "prv_1"}, True]


@pytest.mark.parametrize("key", NO_KEYS)
def test_version_without_key_is_refused(key: object) -> None:
    """A version's id is the only thing that it can't do without."""
    with pytest.raises(RecordUnusable, match=r"^a record of versions has no usable version_id$"):
        record_rows.version(api.prompt(version_id=key))


def test_version_with_an_absent_key_is_refused() -> None:
    """Absent is like null."""
    with pytest.raises(RecordUnusable, match="datasets has no usable dataset_version_id"):
        record_rows.version(without(api.dataset(), "version_id"))


@pytest.mark.parametrize("key", NO_KEYS)
def test_run_without_key_is_refused(key: object) -> None:
    """The message says which run, and beside which evaluation."""
    message = r"^runs\[0\]: a record of evaluation_runs has no usable run_id \(beside evr_1\)$"
    with pytest.raises(RecordUnusable, match=message):
        record_rows.run(api.run(id=key))


@pytest.mark.parametrize("key", NO_KEYS)
def test_evaluation_without_key_is_refused(key: object) -> None:
    """Nothing of it could be attributed."""
    with pytest.raises(RecordUnusable, match="evaluations has no usable evaluation_id"):
        record_rows.evaluation(api.evaluation(id=key))


@pytest.mark.parametrize(
    ("field", "item", "message"),
    [
        (
            "evaluator_aggregates",
            {"value": 1},
            r"version_evaluator_aggregates has no usable evaluator_version_id \(beside prv_1\)",
        ),
        (
            "environments",
            {"name": "production"},
            r"version_environments has no usable environment_id \(beside prv_1\)",
        ),
    ],
)
def test_list_item_without_key_is_refused(field: str, item: Json, message: str) -> None:
    """The message says in which version."""
    with pytest.raises(RecordUnusable, match=message):
        record_rows.version(api.prompt(**{field: [item]}))


def test_evaluator_of_an_evaluation_without_version_is_refused() -> None:
    """The version is its key."""
    evaluator = {"orchestrated": True, "added_at": api.CREATED}

    message = r"evaluation_evaluators has no usable evaluator_version_id \(beside evr_1\)"
    with pytest.raises(RecordUnusable, match=message):
        record_rows.evaluation(api.evaluation(evaluators=[evaluator]))


def test_key_of_a_file_may_be_missing() -> None:
    """A version is told by its own id; that of its file is only promised."""
    rows = record_rows.version(api.prompt(id=None))

    assert {("missing", "versions", "id")} == record_rows.notes(rows)


def test_keys_are_texts_as_sent() -> None:
    """Nothing is trimmed, folded or checked for form."""
    key = " RN_1/\u0000'\";é😀"

    rows = record_rows.run(api.run(key))

    assert {(key,)} == set(rows.tables[RUNS.name])

"""When some evaluations fail, and when it is the source that does."""

import pytest

import api_objects as api
from extracting import extract
from fake_reader import FakeReader
from humanloop_evals.errors import (
    EvaluationFailed,
    Forbidden,
    Refused,
    RequestFailed,
    SourceUnavailable,
    UnexpectedAnswer,
)

NOT_FOUND = RequestFailed("404")


def reader_of(count: int, failing: int, error: Exception = NOT_FOUND) -> FakeReader:
    """So many evaluations, of which the first so many fail."""
    reader = FakeReader((api.evaluation(f"evr_{number}"), []) for number in range(count))
    reader.errors = {f"runs evr_{number}": error for number in range(failing)}
    return reader


def ids(count: int) -> list[str]:
    """The ids of so many evaluations."""
    return [f"evr_{number}" for number in range(count)]


@pytest.mark.parametrize(("failing", "count"), [(1, 1), (2, 2), (2, 3), (3, 30), (10, 100)])
def test_some_failing_evaluations_are_quarantined(failing: int, count: int) -> None:
    """Up to two, and up to a tenth of all."""
    found = extract(reader_of(count, failing), ids(count))

    assert list(found.report.quarantined) == ids(failing)
    assert found.values("evaluations", "evaluation_id") == ids(count)[failing:]


@pytest.mark.parametrize(("failing", "count"), [(3, 3), (3, 29), (4, 30), (11, 100)])
def test_too_many_failing_evaluations_are_a_failing_source(failing: int, count: int) -> None:
    """At least three, and more than a tenth of all."""
    message = rf"^{failing} of {count} evaluations failed, .* first evr_0: 404$"
    with pytest.raises(SourceUnavailable, match=message):
        extract(reader_of(count, failing), ids(count))


@pytest.mark.parametrize("count", [1, 2, 40])
def test_every_evaluation_forbidden_is_refused(count: int) -> None:
    """The key may read nothing of what was asked for."""
    with pytest.raises(Refused, match=r"^every evaluation was refused, first evr_0: 403$"):
        extract(reader_of(count, count, Forbidden("403")), ids(count))


def test_some_evaluations_forbidden_are_quarantined() -> None:
    """The key may read the others."""
    found = extract(reader_of(3, 2, Forbidden("403")), ids(3))

    assert list(found.report.quarantined) == ids(2)


def test_forbidden_and_otherwise_failing_is_not_refused() -> None:
    """One of the two failed for another reason."""
    reader = reader_of(2, 2, Forbidden("403"))
    reader.errors["runs evr_1"] = NOT_FOUND

    assert list(extract(reader, ids(2)).report.quarantined) == ids(2)


@pytest.mark.parametrize("error", [SourceUnavailable("down"), Refused("401")])
@pytest.mark.parametrize("call", ["runs evr_3", "evaluation evr_3", "evaluations pr_1", "files"])
def test_failing_source_ends_everything(error: Exception, call: str) -> None:
    """Wherever it is noticed, on whichever thread."""
    reader = FakeReader([(api.evaluation(id_), []) for id_ in ids(5)], files=[api.prompt()])
    reader.listings["pr_1"] = []
    reader.errors[call] = error
    is_listing = call in {"files", "evaluations pr_1"}

    with pytest.raises(type(error), match=str(error)):
        extract(reader, () if is_listing else ids(5))


@pytest.mark.parametrize("call", ["files", "evaluations pr_1"])
@pytest.mark.parametrize(
    "error", [NOT_FOUND, UnexpectedAnswer("no JSON"), EvaluationFailed("broken")]
)
def test_failing_listing_is_a_failing_source(call: str, error: Exception) -> None:
    """Without it nobody knows what there should be."""
    reader = FakeReader(files=[api.prompt()])
    reader.errors[call] = error

    message = rf"^{error}. Without this listing nothing can be read$"
    with pytest.raises(SourceUnavailable, match=message):
        extract(reader)


@pytest.mark.parametrize("call", ["files", "evaluations pr_1"])
def test_forbidden_listing_is_refused(call: str) -> None:
    """The key may not list."""
    reader = FakeReader(files=[api.prompt()])
    reader.errors[call] = Forbidden("403")

    with pytest.raises(Refused, match=r"^403. The key may not list this$"):
        extract(reader)


def test_file_that_is_unusable_is_a_failing_source() -> None:
    """A listing can't be loaded in part."""
    reader = FakeReader(files=[api.prompt(version_id=None)])

    message = r"^GET /files, records\[0\]: a version has no usable version_id \(file pr_1\)$"
    with pytest.raises(SourceUnavailable, match=message):
        extract(reader)


def test_reading_after_a_failure_is_not_begun() -> None:
    """What was not yet asked for is not asked for any more."""
    reader = reader_of(1_000, 0)
    reader.errors["runs evr_0"] = SourceUnavailable("down")

    with pytest.raises(SourceUnavailable):
        extract(reader, ids(1_000), in_flight=2)

    assert len(reader.calls) < 20

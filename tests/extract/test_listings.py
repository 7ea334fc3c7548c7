"""Listings that can't be true: emptied over night, or of another file than was asked for."""

import pytest

import api_objects as api
from api_objects import Json, without
from extracting import extract
from fake_reader import FakeReader
from humanloop_evals.errors import NotFound, SourceUnavailable, VerificationFailed
from humanloop_evals.extract import Known
from humanloop_evals.settings import Selection

OF_PR_1 = Selection(file_ids=("pr_1",))


def test_listing_of_evaluations_that_became_empty_is_refused() -> None:
    """Full yesterday, empty today is more often a fault than the truth."""
    known = Known({"evr_1": "pr_1", "evr_2": "pr_1", "evr_3": "pr_2"})

    message = r"^the listing of evaluations of file pr_1 is empty, and the database holds 2 of it"
    with pytest.raises(VerificationFailed, match=message):
        extract(FakeReader(), selection=OF_PR_1, known=known)


def test_listing_of_files_that_became_empty_is_refused() -> None:
    """The same for files."""
    known = Known({"evr_1": "pr_1", "evr_2": "pr_1", "evr_3": "pr_2", "evr_4": None})

    message = r"^the listing of files is empty, and the database holds 2 of it.*--allow-empty$"
    with pytest.raises(VerificationFailed, match=message):
        extract(FakeReader(), known=known)


def test_listing_that_became_empty_is_believed_when_told_so() -> None:
    """--allow-empty."""
    known = Known({"evr_1": "pr_1"}, allow_empty=True)

    found = extract(FakeReader(), selection=OF_PR_1, known=known)

    assert found.report.listed_files == {"pr_1"}


def test_listing_that_was_always_empty_is_believed() -> None:
    """Evaluations of other files say nothing about this one."""
    known = Known({"evr_1": "pr_2"})

    found = extract(FakeReader(), selection=OF_PR_1, known=known)

    assert found.report.listed_files == {"pr_1"}


def test_listing_that_lost_some_is_believed() -> None:
    """Evaluations are deleted; the reader has made sure that it is true."""
    known = Known({"evr_1": "pr_1", "evr_2": "pr_1"})

    found = extract(FakeReader([(api.evaluation("evr_1"), [])]), selection=OF_PR_1, known=known)

    assert found.values("evaluations", "evaluation_id") == ["evr_1"]


@pytest.mark.parametrize(
    ("listed", "expected"), [({"evr_1", "evr_2", "evr_9"}, False), ({"evr_1"}, True), (set(), True)]
)
def test_reader_is_told_whether_a_listing_would_delete(listed: set[str], *, expected: bool) -> None:
    """A second reading must agree when something known is missing."""
    answers: list[bool] = []

    class Asking(FakeReader):
        """Keeps what it is told."""

        def evaluations(self, file_id: str, would_delete: object) -> object:
            answers.append(would_delete(listed))
            return super().evaluations(file_id, would_delete)

    known = Known({"evr_1": "pr_1", "evr_2": "pr_1", "evr_3": "pr_2"}, allow_empty=True)
    extract(Asking(), selection=OF_PR_1, known=known)

    assert answers == [expected]


@pytest.mark.parametrize(
    ("listed", "expected"),
    [({"pr_1", "fl_1", "ds_1"}, False), ({"pr_1", "fl_1"}, True), ({"pr_1", "ds_1"}, True)],
    ids=["all", "without one that was listed", "without one that has evaluations"],
)
def test_reader_is_told_whether_a_listing_of_files_would_delete(
    listed: set[str], *, expected: bool
) -> None:
    """Known are files that were listed, and those that evaluations are known of."""
    answers: list[bool] = []

    class Asking(FakeReader):
        """Keeps what it is told."""

        def files(self, would_delete: object) -> object:
            answers.append(would_delete(listed))
            return super().files(would_delete)

    known = Known({"evr_1": "fl_1", "evr_2": None}, frozenset({"pr_1", "ds_1"}), allow_empty=True)
    extract(Asking(), known=known)

    assert answers == [expected]


def test_listing_of_another_file_is_refused() -> None:
    """An endpoint that ignores file_id would list everything under every file."""
    reader = FakeReader()
    reader.listings["pr_1"] = [api.evaluation("evr_1"), api.evaluation("evr_2", file_id="pr_2")]

    message = r"^GET /evaluations\?file_id=pr_1, records\[1\]: evaluation evr_2 belongs to another"
    with pytest.raises(SourceUnavailable, match=message):
        extract(reader, selection=OF_PR_1)


@pytest.mark.parametrize(
    "evaluation",
    [
        api.evaluation(file_id=None),
        without(api.evaluation(), "file_id"),
        api.evaluation(file_id=7),
    ],
)
def test_listed_evaluation_that_names_no_file_is_believed(evaluation: Json) -> None:
    """The field is optional; where it stood is what can be compared with the next listing."""
    reader = FakeReader([(evaluation, [])])
    reader.listings["pr_1"] = [evaluation]

    found = extract(reader, selection=OF_PR_1)

    assert found.values("evaluations", "evaluation_id", "file_id") == [("evr_1", "pr_1")]
    assert found.report.notes["file_inferred", "evaluations", "file_id"] == 1


def test_evaluation_that_names_no_file_keeps_the_known_one() -> None:
    """Read by its id, it is still one of the file that it was listed under before."""
    reader = FakeReader([(api.evaluation(file_id=None), [])])

    found = extract(reader, ["evr_1"], known=Known({"evr_1": "pr_1"}))

    assert found.values("evaluations", "evaluation_id", "file_id") == [("evr_1", "pr_1")]


def test_listing_that_is_not_found_asks_for_the_address() -> None:
    """A base URL without /v5 finds nothing; neither does an id that is wrong."""
    reader = FakeReader()
    reader.errors["evaluations pr_1"] = NotFound("GET /evaluations?file_id=pr_1: 404")

    with pytest.raises(SourceUnavailable, match=r"is the id right, and humanloop_base_url, .*/v5"):
        extract(reader, selection=OF_PR_1)

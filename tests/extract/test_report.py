"""What is known beside the rows: what is gone, and what did not look as documented."""

import pytest

import api_objects as api
from extracting import extract
from fake_reader import FakeReader
from humanloop_evals.extract import Report


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        # Nothing was listed: what was not selected is none of our business.
        (Report(), False),
        (Report(selected={"evr_9"}), False),
        # Its file was listed, with and without it.
        (Report(listed_files={"pr_1"}), True),
        (Report(listed_files={"pr_2"}), False),
        (Report(listed_files={"pr_1"}, selected={"evr_1"}), False),
        # All files were listed, with and without its file.
        (Report(all_files={"pr_2"}), True),
        (Report(all_files=set()), True),
        (Report(all_files={"pr_1"}), False),
        (Report(all_files={"pr_1"}, listed_files={"pr_1"}), True),
        (Report(all_files={"pr_2"}, selected={"evr_1"}), False),
    ],
)
def test_evaluation_is_gone_when_a_complete_listing_lacks_it(
    report: Report, *, expected: bool
) -> None:
    """evr_1 of the file pr_1."""
    assert report.is_gone("evr_1", "pr_1") is expected


@pytest.mark.parametrize("report", [Report(all_files=set()), Report(listed_files={"pr_1"})])
def test_evaluation_without_file_is_never_gone(report: Report) -> None:
    """No listing would show it."""
    assert report.is_gone("evr_1", None) is False


def test_quarantined_evaluation_is_not_gone() -> None:
    """It was listed; it just could not be read."""
    reader = FakeReader([(api.evaluation("evr_1", 1), [api.run(id=None)])], files=[api.prompt()])

    report = extract(reader).report

    assert (set(report.quarantined), report.is_gone("evr_1", "pr_1")) == ({"evr_1"}, False)
    assert report.is_gone("evr_2", "pr_1") is True


def test_notes_are_counted_by_field_with_an_example() -> None:
    """One line for a thousand records that are odd in the same way."""
    runs = [api.run(f"rn_{number}", odd=number) for number in range(1_000)]
    reader = FakeReader([(api.evaluation("evr_1", 1_000), runs)])

    report = extract(reader, ["evr_1"]).report

    place = ("unknown_field", "runs", "odd")
    assert {(str(kind), table, field): n for (kind, table, field), n in report.notes.items()} == {
        place: 1_000
    }
    assert list(report.examples.values()) == ["rn_0"]


def test_notes_of_an_object_count_once() -> None:
    """However many runs repeat it."""
    runs = [api.run(f"rn_{n}", version=api.prompt(created_by=api.user(odd=1))) for n in range(9)]
    reader = FakeReader([(api.evaluation("evr_1", 9), runs)])

    report = extract(reader, ["evr_1"]).report

    assert [(table, field, n) for (_, table, field), n in report.notes.items()] == [
        ("users", "odd", 1)
    ]


def test_notes_beyond_a_thousand_fields_are_counted_together() -> None:
    """Three thousand free keys are no three thousand lines in the ledger."""
    run = api.run(**{f"key {number}": 0 for number in range(3_000)})
    reader = FakeReader([(api.evaluation("evr_1", 1), [run])])

    notes = {field: n for (_, _, field), n in extract(reader, ["evr_1"]).report.notes.items()}

    assert notes == {f"key {number}": 1 for number in range(1_000)} | {"": 2_000}

"""Objects inside objects, as deep and as many as a sender likes."""

import pytest

import api_objects as api
from api_objects import Json, to_text, verbatim
from extracting import extract
from fake_reader import FakeReader
from humanloop_evals.errors import RecordUnusable


def reader_of(version: Json) -> FakeReader:
    """An evaluation with a run of this version."""
    return FakeReader([(api.evaluation("evr_1", 1), [api.run(version=version)])])


def nested(levels: int) -> Json:
    """A version whose monitor refers to a version whose monitor refers to a version."""
    hole = b'{"hole":0}'
    text = to_text(api.prompt("prv_0"))
    for level in range(1, levels):
        around = api.prompt(f"prv_{level}", evaluators=[api.monitor({"hole": 0})])
        text = to_text(around).replace(hole, text)
    return verbatim(text.decode())


def test_versions_nested_two_hundred_levels_deep_are_loaded() -> None:
    """Each is a row, and each refers to the next."""
    found = extract(reader_of(nested(200)), ["evr_1"])

    monitors = found.values("version_monitoring_evaluators", "version_id", "reference_version_id")
    assert set(found.values("versions", "version_id")) == {f"prv_{n}" for n in range(200)}
    assert set(monitors) == {(f"prv_{n}", f"prv_{n - 1}") for n in range(1, 200)}


def test_versions_nested_beyond_what_json_may_be_are_quarantined() -> None:
    """Refused with a message, not with an overflow."""
    reader = reader_of(nested(400))
    reader.has_texts_only = True
    found = extract(reader, ["evr_1"])

    assert set(found.report.quarantined) == {"evr_1"}
    with pytest.raises(RecordUnusable, match=r"^GET /evaluations/evr_1/runs, runs\[0\]: "):
        raise found.report.quarantined["evr_1"]


@pytest.mark.parametrize(
    "brackets", ["[" * 100_000 + "]" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000]
)
@pytest.mark.parametrize("field", ["attributes", "unknown", "tags", "evaluators", "created_by"])
def test_brackets_without_end_are_quarantined(field: str, brackets: str) -> None:
    """A hundred thousand levels in any field of a version."""
    found = extract(reader_of(api.prompt(**{field: verbatim(brackets)})), ["evr_1"])

    assert set(found.report.quarantined) == {"evr_1"}


@pytest.mark.parametrize("field", ["unknown", "created_by", "status", "dataset"])
def test_brackets_without_end_in_a_run_are_quarantined(field: str) -> None:
    """The same for runs."""
    run = api.run(**{field: verbatim("[" * 100_000 + "]" * 100_000)})

    found = extract(FakeReader([(api.evaluation("evr_1", 1), [run])]), ["evr_1"])

    assert set(found.report.quarantined) == {"evr_1"}


def test_brackets_without_end_in_an_evaluation_are_quarantined() -> None:
    """The same for evaluations."""
    evaluation = api.evaluation("evr_1", url=verbatim("[" * 100_000 + "]" * 100_000))

    found = extract(FakeReader([(evaluation, [])]), ["evr_1"])

    assert set(found.report.quarantined) == {"evr_1"}


def test_version_with_thousands_of_monitors_is_loaded() -> None:
    """Wide instead of deep."""
    monitors = [api.monitor(api.flow(f"flv_{number}")) for number in range(2_000)]

    found = extract(reader_of(api.prompt(evaluators=monitors)), ["evr_1"])

    expected = {"prv_1"} | {f"flv_{number}" for number in range(2_000)}
    assert set(found.values("versions", "version_id")) == expected

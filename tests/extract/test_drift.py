"""Copies of a version that differ in counters only: decoded once, and each with its own values."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import api_full_objects as full
import api_objects as api
from api_objects import Json, verbatim
from extracting import Extracted, extract
from fake_reader import FakeReader
from property_settings import examples

COUNTERS = st.integers(0, 9) | st.sampled_from([None, "3", 2.5, 2**70])
MOMENTS = st.sampled_from(
    ["2024-05-01T00:00:00Z", "2024-05-02T00:00:00.5", "2024-05-03", None, "soon", 7]
)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "version_logs_count": COUNTERS,
        "total_logs_count": COUNTERS,
        "last_used_at": MOMENTS,
        "updated_at": MOMENTS,
        "name": st.sampled_from(["old", "new"]),
    },
)


LISTS = (
    "version_inputs",
    "version_tags",
    "version_environments",
    "version_monitoring_evaluators",
    "version_evaluator_aggregates",
    "users",
    "environments",
)


def loaded(found: Extracted) -> dict[str, list[Json]]:
    """All rows of all tables."""
    return {table: found.rows(table) for table in sorted(found.tables)}


def alone(version: Json) -> Extracted:
    """What is loaded where nothing but this copy is there."""
    return extract(reader_of([version]), ["evr_0"])


def reader_of(versions: list[Json]) -> FakeReader:
    """An evaluation for every copy."""
    return FakeReader(
        (api.evaluation(f"evr_{n}", 1), [api.run(f"rn_{n}", version=version)])
        for n, version in enumerate(versions)
    )


@examples(100)
@given(changes=st.lists(CHANGES, min_size=1, max_size=5), together=st.booleans())
def test_copies_are_loaded_as_if_each_were_decoded(
    changes: list[dict[str, Any]], *, together: bool
) -> None:
    """Odd values included: the row that stays is the one that its copy alone would give."""
    copies = [full.full_prompt() | change for change in changes]
    if together:
        reader = FakeReader(
            [
                (
                    api.evaluation("evr_0", len(copies)),
                    [api.run(f"rn_{n}", version=copy) for n, copy in enumerate(copies)],
                )
            ]
        )
        found = extract(reader, ["evr_0"])
    else:
        found = extract(reader_of(copies), [f"evr_{n}" for n in range(len(copies))])
    of_each = [row for copy in copies for row in alone(copy).rows("versions")]

    assert [row for row in found.rows("versions") if row not in of_each] == []
    first = alone(full.full_prompt())
    assert [found.rows(table) for table in LISTS] == [first.rows(table) for table in LISTS]


def test_copy_that_drifted_brings_its_lists_along() -> None:
    """What the other copy had nested is there, whichever of both is the newest."""
    first = full.full_prompt()
    later = first | {"version_logs_count": 99, "last_used_at": "2030-01-01T00:00:00Z"}
    found = extract(reader_of([first, later]), ["evr_0", "evr_1"])
    expected = loaded(alone(later))

    tables = set(expected) - {"evaluations", "runs", "evaluation_runs"}
    assert {table: found.rows(table) for table in tables} == {t: expected[t] for t in tables}


def test_copy_that_drifted_to_no_number_is_quarantined() -> None:
    """A counter is looked at as in any other copy."""
    first = full.full_prompt()
    later = first | {"version_logs_count": verbatim("1e400")}
    found = extract(reader_of([first, later]), ["evr_0", "evr_1"])

    assert set(found.report.quarantined) == {"evr_1"}
    assert found.rows("versions") == alone(first).rows("versions")


def test_number_is_no_moment() -> None:
    """Not even one that has a day without hyphens inside: such a copy is no newer than others."""
    first = full.full_prompt() | {"last_used_at": "2024-05-01T00:00:00Z"}
    later = first | {"last_used_at": verbatim("9202501019")}
    found = extract(reader_of([first, later, first]), ["evr_0", "evr_1", "evr_2"])

    assert found.rows("versions") == alone(first).rows("versions")


def test_copies_with_odd_names_are_told_apart() -> None:
    """What separates the names could itself stand in one."""
    first = api.prompt("prv_1") | {"a\0b": 1, "c": 2}
    second = api.prompt("prv_1") | {"a": 1, "b\0c": 2}
    found = extract(reader_of([first, second]), ["evr_0", "evr_1"])

    assert found.values("versions", "extra") == ['{"a":1,"b\\u0000c":2}']


@examples(100)
@given(place=st.integers(0, 5_999))
def test_long_copies_are_told_apart_wherever_they_differ(place: int) -> None:
    """A long text is not only as good as its beginning."""
    texts = ["a" * 6_000, "a" * place + "b" + "a" * (5_999 - place)]
    copies = [api.prompt("prv_1", template=text) for text in texts]
    found = extract(reader_of(copies), ["evr_0", "evr_1"])

    assert found.rows("versions") == alone(copies[1]).rows("versions")


def test_copy_that_drifted_brings_what_it_nests_again() -> None:
    """Of users equally new the one read last stays, also where only counters were looked at."""
    first = api.prompt("prv_1", created_by=api.user(full_name="as in the prompt"), tags=["a"])
    user = api.user(full_name="as in the flow")
    other = api.flow("flv_1", created_by=user, version_logs_count=3)
    later = first | {"version_logs_count": 99}
    found = extract(reader_of([first, other, later]), ["evr_0", "evr_1", "evr_2"])

    assert found.values("users", "full_name") == ["as in the prompt"]
    assert found.values("versions", "version_id", "version_logs_count") == [
        ("prv_1", 99),
        ("flv_1", 3),
    ]


DRIFTED = st.lists(
    st.fixed_dictionaries(
        {
            "judge": st.integers(0, 2),
            "helper": st.integers(0, 2),
            "dataset": st.sampled_from(["2024-05-01T00:00:00", "2024-05-02T00:00:00.25"]),
            "own": st.sampled_from(["2024-05-01T00:00:00Z", "2024-13-01T00:00:00Z"]),
            "monitor": st.sampled_from(["2024-05-01T00:00:00", "2024-05-02T00:00:00"]),
            "attribute": st.integers(0, 1),
            "first": st.integers(0, 1),
            "second": st.integers(0, 1),
        }
    ),
    min_size=2,
    max_size=6,
)


def nested_run(number: int, drift: dict[str, Any]) -> Json:
    """Counters at every depth: in versions inside versions, and where no column is read from."""
    helper = api.evaluator("evv_helper", total_logs_count=drift["helper"])
    judge = api.evaluator(
        "evv_judge",
        version_logs_count=drift["judge"],
        evaluators=[api.monitor(helper, updated_at=drift["monitor"])],
    )
    triplet = [
        api.evaluator("evv_twin", version_logs_count=drift[name])
        for name in ("attribute", "first", "second")
    ]
    version = api.prompt(
        "prv_1",
        last_used_at=drift["own"],
        attributes={"version_logs_count": drift["attribute"], "twin": triplet[0]},
        evaluators=[api.monitor(version) for version in (judge, *triplet[1:])],
    )
    dataset = api.dataset("dsv_1", last_used_at=drift["dataset"])
    return api.run(f"rn_{number}", dataset=dataset, version=version)


def one_by_one(value: Json) -> bytes:
    """JSON whose versions have a space in them, so that no place in them is known."""
    return api.to_text(value).replace(b'{"path"', b'{ "path"')


@examples(200)
@given(drifts=DRIFTED)
def test_copies_that_drift_at_any_depth_are_loaded_as_if_each_were_decoded(
    drifts: list[dict[str, Any]],
) -> None:
    """Also where a counter is in free text, in another record or in two places at once."""
    found = []
    for written in (api.to_text, one_by_one):
        reader = FakeReader(
            (api.evaluation(f"evr_{n}", 1), [nested_run(n, drift)])
            for n, drift in enumerate(drifts)
        )
        reader.written = written
        found.append(extract(reader, [f"evr_{n}" for n in range(len(drifts))]))
    quickly, whole = found

    assert without_spaces(quickly) == without_spaces(whole)
    assert quickly.report.notes == whole.report.notes


def without_spaces(found: Extracted) -> dict[str, list[Json]]:
    """All rows; free text is stored as it was written."""
    rows = loaded(found)
    for version in rows["versions"]:
        if version["attributes"] is not None:
            version["attributes"] = version["attributes"].replace("{ ", "{")
    return rows

"""Batches: bounded, complete, and the same every time."""

import itertools

import pytest

import api_objects as api
from api_objects import verbatim
from extracting import Extracted, extract
from fake_reader import FakeReader, one_after_another


def team(count: int) -> FakeReader:
    """Evaluations that share versions, datasets and people, with two runs each."""
    return FakeReader(
        (
            api.evaluation(f"evr_{number}", 2, created_by=api.user(f"usr_{number % 3}")),
            [
                api.run(
                    f"rn_{number}_{place}",
                    version=api.prompt(f"prv_{(number + place) % 4}", tags=["a", "b"]),
                    dataset=api.dataset(f"dsv_{number % 2}"),
                )
                for place in range(2)
            ],
        )
        for number in range(count)
    )


def content(found: Extracted) -> list[tuple[str, list[api.Json]]]:
    """Every table of every batch with its rows, in order."""
    return [(name, rows.to_pylist()) for batch in found.batches for name, rows in batch.items()]


@pytest.mark.parametrize("ending", list(itertools.permutations(range(4))))
def test_batches_do_not_depend_on_the_order_of_the_answers(ending: tuple[int, ...]) -> None:
    """The same tables, rows and order, whichever thread is the first to end."""
    ids = [f"evr_{number}" for number in range(4)]
    expected = content(extract(team(4), ids, in_flight=1))
    reader = team(4)
    reader.before = one_after_another(f"runs evr_{number}" for number in ending)

    assert content(extract(reader, ids)) == expected


def test_batches_name_every_table_with_rows_once_when_there_is_little() -> None:
    """A small account is one batch, and one more for the runs."""
    found = extract(team(4), [f"evr_{number}" for number in range(4)])

    assert [set(batch) for batch in found.batches] == [
        {"evaluations", "evaluation_runs", "users", "versions", "version_tags", "datasets"},
        {"runs"},
    ]


def test_batches_end_where_they_are_full_of_rows() -> None:
    """Few rows of a table wait for the next; runs for the end: others may bring them again."""
    runs = [api.run(f"rn_{number}") for number in range(24_001)]
    big = (api.evaluation("evr_1", 24_001), runs)
    small = (api.evaluation("evr_2", 1), [api.run("rn_0", status="cancelled")])

    found = extract(FakeReader([big, small]), ["evr_1", "evr_2"])

    sizes = [{name: rows.num_rows for name, rows in batch.items()} for batch in found.batches]
    assert sizes == [
        {"evaluation_runs": 24_001},
        {"evaluations": 2, "evaluation_runs": 1},
        {"runs": 24_000},
        {"runs": 1},
    ]
    statuses = dict(found.values("runs", "run_id", "status"))
    assert statuses["rn_0"] == "cancelled"
    assert set(statuses) == {f"rn_{number}" for number in range(24_001)}


def test_batches_end_where_they_are_full_of_text() -> None:
    """Large versions leave in several batches, each row once."""
    text = verbatim('{"text":"' + "x" * 4_000_000 + '"}')
    runs = [api.run(f"rn_{n}", version=api.flow(f"flv_{n}", attributes=text)) for n in range(20)]

    found = extract(FakeReader([(api.evaluation("evr_1", 20), runs)]), ["evr_1"])

    sizes = [batch["versions"].num_rows for batch in found.batches if "versions" in batch]
    assert sizes == [17, 3]
    assert found.values("versions", "version_id") == [f"flv_{number}" for number in range(20)]


def test_batches_end_where_evaluations_are_full_of_text() -> None:
    """Also fields that nobody knows are held in memory until their batch leaves."""
    unknown = "x" * 4_000_000
    evaluations = [(api.evaluation(f"evr_{n}", unknown=unknown), []) for n in range(20)]

    found = extract(FakeReader(evaluations), [f"evr_{n}" for n in range(20)])

    sizes = [batch["evaluations"].num_rows for batch in found.batches if "evaluations" in batch]
    assert sizes == [17, 3]


def test_objects_are_known_again_after_their_texts_were_forgotten() -> None:
    """Recognising bodies costs bounded memory; what was forgotten is read again, not doubled."""
    text = verbatim('{"text":"' + "x" * 4_000_000 + '"}')
    versions = [api.flow(f"flv_{number}", attributes=text) for number in range(10)]
    again = [*versions, api.flow("flv_0", name="last")]
    reader = FakeReader(
        (api.evaluation(f"evr_{number}", 1), [api.run(f"rn_{number}", version=version)])
        for number, version in enumerate(again)
    )

    found = extract(reader, [f"evr_{number}" for number in range(len(again))])

    expected = {"flv_0": "last"} | {f"flv_{number}": "flow" for number in range(1, 10)}
    assert dict(found.values("versions", "version_id", "name")) == expected
    assert len(found.rows("versions")) == 10

"""Of copies that differ the newest stays, whatever the threads do and the database holds."""

import itertools
from datetime import UTC, datetime

import pytest

import api_objects as api
from api_objects import Json
from extracting import Extracted, extract
from fake_reader import FakeReader, one_after_another
from humanloop_evals.extract import Known, rank

OLD, MID, NEW = (f"2024-01-0{day}T00:00:00Z" for day in (1, 2, 3))


def evaluations_of(versions: list[Json]) -> FakeReader:
    """A reader with one evaluation and one run for each version."""
    return FakeReader(
        (api.evaluation(f"evr_{number}", 1), [api.run(f"rn_{number}", version=version)])
        for number, version in enumerate(versions)
    )


def extract_all(reader: FakeReader, count: int, known: Known | None = None) -> Extracted:
    """Read the evaluations evr_0, evr_1 and so on."""
    ids = [f"evr_{number}" for number in range(count)]
    return extract(reader, ids, known=known, in_flight=8)


def names(versions: list[Json], known: Known | None = None) -> list[str]:
    """The names of the versions that are left."""
    found = extract_all(evaluations_of(versions), len(versions), known)
    names: list[str] = found.values("versions", "name")
    return names


def copy(name: str, updated_at: str | None = MID, last_used_at: str | None = MID) -> Json:
    """A copy of prv_1."""
    return api.prompt(name=name, updated_at=updated_at, last_used_at=last_used_at)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_newest_copy_by_update_stays(order: tuple[int, ...]) -> None:
    """Whichever is read first; when it was used does not matter then."""
    copies = [copy("old", OLD, NEW), copy("mid", MID, MID), copy("new", NEW, OLD)]

    assert names([copies[place] for place in order]) == ["new"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_newest_copy_by_use_stays(order: tuple[int, ...]) -> None:
    """Where the updates are equal."""
    copies = [copy("old", MID, OLD), copy("mid", MID, MID), copy("new", MID, NEW)]

    assert names([copies[place] for place in order]) == ["new"]


def test_copy_read_last_stays() -> None:
    """Where nothing tells which is newer."""
    assert names([copy("a"), copy("b"), copy("c")]) == ["c"]


def test_copy_that_comes_again_counts_as_read_again() -> None:
    """One body, then another, then the first again: it has been read last."""
    assert names([copy("a"), copy("b"), copy("a")]) == ["a"]


def test_copy_that_comes_again_in_one_evaluation_counts_as_read_again() -> None:
    """The same within one answer."""
    runs = [api.run(f"rn_{n}", version=copy(name)) for n, name in enumerate("aba")]

    found = extract(FakeReader([(api.evaluation("evr_0", 3), runs)]), ["evr_0"])

    assert found.values("versions", "name") == ["a"]


def test_copy_inside_another_that_comes_again_counts_as_read_again() -> None:
    """What is nested in a body that was seen before is read again with it."""
    by_ada = api.prompt("prv_1", created_by=api.user(full_name="Ada"))
    by_ida = api.prompt("prv_2", created_by=api.user(full_name="Ida"))

    found = extract_all(evaluations_of([by_ada, by_ida, by_ada]), 3)

    assert found.values("users", "full_name") == ["Ada"]


def test_copy_around_another_of_itself_is_read_last() -> None:
    """A monitor names the file that it watches: a copy without monitors inside the one with."""
    whole = copy("outer") | {"evaluators": [api.monitor(copy("inner"))]}

    found = extract_all(evaluations_of([whole, whole]), 2)

    assert found.values("versions", "name") == ["outer"]
    monitors = found.values("version_monitoring_evaluators", "version_id", "reference_version_id")
    assert monitors == [("prv_1", "prv_1")]


@pytest.mark.parametrize("unknown", [None, "yesterday", 7])
def test_copy_of_an_unknown_time_is_older(unknown: str | None) -> None:
    """Than any time, even when read last."""
    assert names([copy("known", OLD), copy("unknown", unknown)]) == ["known"]


def test_lists_of_the_older_copy_are_not_there() -> None:
    """The rows of a version stand and fall with it."""
    old = copy("old", OLD) | {"tags": ["was"], "inputs": [{"name": "was"}]}
    new = copy("new", NEW) | {"tags": ["is"]}

    found = extract_all(evaluations_of([new, old]), 2)

    assert found.values("version_tags", "tag") == ["is"]
    assert found.rows("version_inputs") == []


@pytest.mark.parametrize("ending", list(itertools.permutations(range(4))))
def test_order_of_the_answers_does_not_matter(ending: tuple[int, ...]) -> None:
    """Answers end in every order; the evaluation selected last is the one read last."""
    reader = evaluations_of([copy(name) for name in "abcd"])
    reader.before = one_after_another(f"runs evr_{number}" for number in ending)

    found = extract_all(reader, 4)

    assert found.values("versions", "name") == ["d"]
    assert found.values("evaluation_runs", "run_id") == ["rn_0", "rn_1", "rn_2", "rn_3"]


def held(updated_at: str, last_used_at: str) -> Known:
    """A database that holds a copy of prv_1."""
    moments = [datetime.fromisoformat(text) for text in (updated_at, last_used_at)]
    micros = [int(moment.timestamp()) * 1_000_000 for moment in moments]
    return Known(ranks={"versions": {"prv_1": rank(*micros)}})


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (held(OLD, NEW), ["read"]),
        (held(MID, OLD), ["read"]),
        (held(MID, MID), ["read"]),
        (held(MID, NEW), []),
        (held(NEW, OLD), []),
    ],
)
def test_copy_in_the_database_counts(known: Known, expected: list[str]) -> None:
    """A newer one stays as it is; of equals the one read now is the later."""
    assert names([copy("read")], known) == expected


def test_copy_older_than_the_database_brings_no_lists() -> None:
    """Neither the row nor what belongs to it; the run is there all the same."""
    reader = evaluations_of([copy("read") | {"tags": ["calm"], "created_by": api.user()}])

    found = extract_all(reader, 1, held(NEW, NEW))

    assert found.tables == {"evaluations", "evaluation_runs", "runs", "users"}
    assert found.values("runs", "version_id") == ["prv_1"]


def test_copy_in_the_database_counts_for_its_own_table() -> None:
    """Datasets have ranks of their own."""
    known = Known(ranks={"datasets": {"dsv_1": rank(2**62, None)}})
    reader = FakeReader([(api.evaluation("evr_0", 1), [api.run(dataset=api.dataset())])])

    assert extract_all(reader, 1, known).rows("datasets") == []


def test_listed_file_is_read_before_the_runs() -> None:
    """The listing comes first, so of equals the copy of a run is the one read last."""
    run = api.run(version=copy("of the run"))
    reader = FakeReader([(api.evaluation("evr_0", 1), [run])], files=[copy("listed")])

    found = extract(reader)

    assert found.values("versions", "name") == ["of the run"]
    assert found.values("files", "name") == ["listed"]


def test_rank_of_unknown_moments_is_the_lowest() -> None:
    """Before every moment that a timestamp can name."""
    first = int(datetime(1, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000

    assert rank(None, None) < rank(None, first) < rank(first, None) < rank(first, first)

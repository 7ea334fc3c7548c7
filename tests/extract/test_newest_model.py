"""Which copy stays, against a plain reading of the rule: everything again, one after the other."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

import api_objects as api
from api_objects import Json
from extracting import extract
from fake_reader import FakeReader
from property_settings import examples


@dataclass(frozen=True)
class Copy:
    """A copy of a version: which one, how new, by whom, and the copies it watches over."""

    number: int
    day: int
    author: str
    inner: tuple["Copy", ...] = ()

    def as_json(self) -> Json:
        """The copy as the API sends it."""
        return api.prompt(
            f"prv_{self.number}",
            updated_at=f"2024-01-0{self.day}T00:00:00Z",
            name=self.author,
            created_by=api.user("usr_1", full_name=self.author),
            evaluators=[api.monitor(copy.as_json()) for copy in self.inner],
        )


def copies(inner: st.SearchStrategy[tuple[Copy, ...]]) -> st.SearchStrategy[tuple[Copy, ...]]:
    """Some copies of three versions, of two days, by four people."""
    numbers, days, authors = st.integers(0, 2), st.integers(1, 2), st.sampled_from("abcd")
    copy = st.builds(Copy, number=numbers, day=days, author=authors, inner=inner)
    return st.lists(copy, min_size=1, max_size=3).map(tuple)


COPIES = copies(st.just(()) | copies(st.just(()) | copies(st.just(()))))


class Reading:
    """Reads copies one after the other and remembers what is newest."""

    def __init__(self) -> None:
        self.versions: dict[str, tuple[int, str]] = {}
        self.users: dict[str, str] = {}

    def read(self, copy: Copy) -> None:
        """A copy is read when its text has ended, behind what is nested in it."""
        self.users["usr_1"] = copy.author
        for inner in copy.inner:
            self.read(inner)
        held = self.versions.get(f"prv_{copy.number}")
        if held is None or held[0] <= copy.day:
            self.versions[f"prv_{copy.number}"] = (copy.day, copy.author)


@examples(100)
@given(evaluations=st.lists(COPIES, min_size=1, max_size=5), in_flight=st.integers(1, 4))
def test_newest_copies_are_those_of_a_plain_reading(
    evaluations: list[tuple[Copy, ...]], in_flight: int
) -> None:
    """Bodies that were seen before are not decoded again, but they count as read again."""
    plain = Reading()
    for copy in [copy for group in evaluations for copy in group]:
        plain.read(copy)
    reader = FakeReader(
        (
            api.evaluation(f"evr_{n}", len(group)),
            [api.run(f"rn_{n}_{m}", version=copy.as_json()) for m, copy in enumerate(group)],
        )
        for n, group in enumerate(evaluations)
    )

    found = extract(reader, [f"evr_{n}" for n in range(len(evaluations))], in_flight=in_flight)

    expected = {key: name for key, (_, name) in plain.versions.items()}
    assert dict(found.values("versions", "version_id", "name")) == expected
    assert dict(found.values("users", "user_id", "full_name")) == plain.users
    assert len(found.rows("versions")) == len(expected)

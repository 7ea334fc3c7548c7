"""The set of hashes is a set."""

from hypothesis import given
from hypothesis import strategies as st

from humanloop_evals.extract.once import Hashes, Once
from property_settings import examples


@examples(50)
@given(added=st.sets(st.text(max_size=8)), asked=st.sets(st.text(max_size=8)))
def test_hashes_hold_what_was_added(added: set[str], asked: set[str]) -> None:
    """And nothing else."""
    hashes = Hashes()
    for text in added:
        hashes.add(text)
        hashes.add(text)

    assert {text for text in added | asked if text in hashes} == added


def test_hashes_grow() -> None:
    """Far beyond what they begin with."""
    hashes = Hashes()
    for number in range(10_000):
        hashes.add(f"log_{number}")

    assert [f"log_{n}" in hashes for n in (0, 9_999, 10_000)] == [True, True, False]


def test_once_forgets_what_was_not_accepted() -> None:
    """An evaluation that was given up has loaded nothing."""
    accepted = {"logs": Hashes()}
    given_up, first, second = Once(accepted), Once(accepted), Once(accepted)

    assert [given_up("logs", "a"), given_up("logs", "a")] == [True, False]
    assert [first("logs", "a"), first("judgments", "j")] == [True, True]
    first.accept()
    assert [second("logs", "a"), second("judgments", "j")] == [False, True]

"""The cookbook: every query answers, says what it asks for, and is shown as it is."""

import re
from itertools import chain
from pathlib import Path

import duckdb
import pytest

import command
import cookbook_text
from humanloop_evals.cookbook import (
    NamedQuery,
    find_query,
    read_checks_as_queries,
    read_queries,
)
from humanloop_evals.errors import ConfigurationError

QUERIES = list(read_queries().values())


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_query_describes_its_parameters(query: NamedQuery) -> None:
    """Those that are in it, and no others, each with a sentence."""
    assert set(re.findall(r"\$(\w+)", query.sql)) == set(query.parameters)
    assert all(meaning.endswith(".") for meaning in query.parameters.values())
    assert query.question[-1] in "?."


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_query_answers_in_an_order_of_its_own(loaded: Path, query: NamedQuery) -> None:
    """The same whatever the threads do, but for the last digit of sums; and not with nothing."""
    path = loaded / "humanloop_sandbox.duckdb"
    sql, values = find_query(query.name)
    answers = []
    for threads in (1, 4):
        with duckdb.connect(str(path), read_only=True) as connection:
            connection.execute(f"set timezone = 'UTC'; set threads = {threads}")
            answers.append(connection.execute(sql, values or None).fetchall())

    assert answers[0]
    assert len(answers[0]) == len(answers[1])
    for one, four in zip(*map(chain.from_iterable, answers), strict=True):
        assert one == (pytest.approx(four, abs=0.0011) if isinstance(four, float) else four)


def test_queries_narrow_to_what_is_asked_for(loaded: Path) -> None:
    """By name as well as by id; what does not exist is nothing."""
    counted = []
    with duckdb.connect(str(loaded / "humanloop_sandbox.duckdb"), read_only=True) as connection:
        evaluation_id = connection.execute(
            "select evaluation_id from humanloop.evaluations where name = 'How many passages'"
        ).fetchall()[0][0]
        for evaluation in (None, "How many passages", evaluation_id, "nothing like that"):
            sql, values = find_query("regressions", {"evaluation": evaluation})
            counted.append(len(connection.execute(sql, values).fetchall()))

    assert counted[0] > counted[1] == counted[2] > counted[3] == 0


def test_cookbook_text_is_up_to_date(loaded: Path) -> None:
    """Questions, parameters and answers; tests/cookbook_text.py writes them."""
    assert cookbook_text.PATH.read_text(encoding="utf-8") == cookbook_text.text(loaded)


def test_find_query_refuses_what_a_query_does_not_ask_for() -> None:
    """By name; a statement of one's own may have any parameter."""
    with pytest.raises(ConfigurationError, match=r"has no parameter 'model'; it has: evaluation"):
        find_query("regressions", {"model": "x"})
    with pytest.raises(ConfigurationError, match="has no parameter 'x'; it has: none"):
        find_query("models_compared", {"x": "1"})

    assert find_query("select $x", {"x": "1"}) == ("select $x", {"x": "1"})


def test_query_command_lists_names(tmp_path: Path) -> None:
    """Of queries and checks, with what they answer; no file is needed."""
    done = command.run("query", "--list", folder=tmp_path)
    names = [line.split()[0] for line in done.out.splitlines() if re.match(r"[a-z_]+  ", line)]

    assert (done.code, done.err) == (0, "")
    assert names == [*read_queries(), *read_checks_as_queries()]
    assert max(map(len, done.out.splitlines())) < 130


def test_query_command_takes_parameters(loaded: Path) -> None:
    """Of named queries and of statements; a check is a query, too."""
    flags = ("--sandbox", "--format", "csv")
    named = command.run(
        "query", *flags, "regressions", "--param", "evaluation=Launch check: every part of the "
        "assistant", folder=loaded,
    )  # fmt: skip
    own = command.run("query", *flags, "select $a as a", "--param", "a=x=y", folder=loaded)
    check = command.run("query", *flags, "two_controls", folder=loaded)

    assert (named.code, named.out.count("\n")) == (0, 1)
    assert (own.code, own.out) == (0, "a\nx=y\n")
    assert (check.code, check.out) == (0, "evaluation_id,controls_count\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("regressions", "--param", "evaluation"), "expected name=value, not 'evaluation'"),
        (("regressions", "--param", "model=x"), "regressions has no parameter 'model'"),
        (("regresions",), "no query named 'regresions' (did you mean 'regressions'?); --list"),
        (("orphan",), "there is no query named 'orphan' (did you mean 'orphans'?); --list"),
        (
            ("regressions", "--param", "evaluation=order lookup"),
            "there is no evaluation 'order lookup' (did you mean 'Order lookup'?)\n",
        ),
        (("leaders", "--param", "evaluation=nothing"), "there is no evaluation 'nothing'\n"),
        (
            ("rejected_by_people", "--param", "evaluator=Ton"),
            "there is no evaluator 'Ton' (did you mean 'Tone'?)\n",
        ),
        (
            ("regressed_datapoints", "--param", "version=few shot"),
            "there is no version 'few shot' (did you mean 'few-shot'?)\n",
        ),
        (("select $a",), "$a of the statement has no value; give it with --param a=..."),
        (("select 1", "--param", "a=1"), "the statement has no parameter $a"),
        ((), "a statement is wanted, or a name of `query --list`"),
    ],
)
def test_query_command_explains_what_it_can_not_ask(
    loaded: Path, arguments: tuple[str, ...], said: str
) -> None:
    """Usage is exit 2, without a traceback."""
    done = command.run("query", "--sandbox", *arguments, folder=loaded)

    assert (done.code, done.out) == (2, "")
    assert said in done.err

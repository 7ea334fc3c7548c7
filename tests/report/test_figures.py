"""Every figure in the report is the one that its view has."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from humanloop_evals.report.words import NOTHING
from report.parsed import Element

_NUMBER = re.compile(r"[+\u2212]?\$?\d(?:[\d,]*\d)?(?:\.\d+)?")


@pytest.fixture(scope="module")
def views(loaded: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The views of the file that the report is about."""
    with duckdb.connect(str(loaded / "humanloop_sandbox.duckdb"), read_only=True) as connection:
        connection.execute("set search_path = 'marts,humanloop'; set timezone = 'UTC'")
        yield connection


def numbers(text: str) -> list[str]:
    """The numbers in a text, as they are written."""
    return _NUMBER.findall(text)


def says(written: str, value: float) -> bool:
    """Whether a number is that value, rounded where it is written."""
    plain = written.replace(",", "").replace("\u2212", "-").replace("$", "").lstrip("+")
    digits = len(plain.partition(".")[2])
    return abs(float(plain) - value) <= 0.5000001 * 10.0**-digits


def same(written: list[str], values: list[float]) -> bool:
    """Whether numbers are those values, one by one."""
    return len(written) == len(values) and all(map(says, written, values))


def test_report_counts_the_verdicts(
    views: duckdb.DuckDBPyConnection, sandbox_page: Element
) -> None:
    """The figures at the top, and as many sentences as there are verdicts."""
    expected = dict(
        views.execute("select verdict, count(*) from control_comparison group by all").fetchall()
    )
    section = sandbox_page.section("verdicts")
    tiles = {
        (tile.classes - {"tile"}).pop().replace("-", " "): int(tile.one("b").text.replace(",", ""))
        for tile in section.all("li", "tile")
    }
    sentences = Counter(
        verdict.all("span", "chip")[0].text[1:] for verdict in section.all("li", "verdict")
    )

    assert tiles == expected
    assert sentences == {kind: expected[kind] for kind in ("regression", "improvement")}


def test_report_says_each_verdict_with_its_figures(
    views: duckdb.DuckDBPyConnection, sandbox_page: Element
) -> None:
    """Both means, n, the difference, its interval, wins, losses and ties of every verdict."""
    rows = views.execute(
        "select case when metric = 'pass_rate' then 100 else 1 end as unit, run_mean, n_pairs, "
        "control_mean, mean_difference, ci_low, ci_high, wins_count, losses_count, ties_count "
        "from control_comparison where verdict in ('regression', 'improvement')"
    ).fetchall()
    expected = [
        [unit * run, n, unit * control, unit * change, 95, unit * low, unit * high, *counts]
        for unit, run, n, control, change, low, high, *counts in rows
    ]
    said = [
        numbers(verdict.one("p").text.removeprefix(verdict.all("b")[0].text))
        for verdict in sandbox_page.section("verdicts").all("li", "verdict")
    ]
    missing = [values for values in expected if not any(same(found, values) for found in said)]
    invented = [found for found in said if not any(same(found, values) for values in expected)]

    assert (missing, invented) == ([], [])


def test_report_ranks_as_the_leaderboard_does(
    views: duckdb.DuckDBPyConnection, sandbox_page: Element
) -> None:
    """Rank, mean, interval and n of every run with a score, and the reason of one without rank."""
    rows = views.execute(
        "select rank, case when metric = 'pass_rate' then 100 else 1 end as unit, mean, ci_low, "
        "ci_high, n, reason from leaderboard where (evaluation_id, evaluator_version_id) in "
        "(select (evaluation_id, evaluator_version_id) from leaderboard where mean is not null)"
    ).fetchall()
    shown = [row for row in sandbox_page.section("leaderboards").all("tr") if row.all("td", "rank")]
    unmatched = list(shown)
    for row in rows:
        found = next((entry for entry in unmatched if _is_place(entry, row)), None)
        assert found is not None, row
        unmatched.remove(found)

    assert unmatched == []


def _is_place(entry: Element, row: tuple) -> bool:
    rank, unit, mean, low, high, n, reason = row
    if entry.one("td", "rank").text.rstrip("=") != (NOTHING if rank is None else str(rank)):
        return False
    if reason is not None and f"not ranked: {reason}" not in entry.one("th").text:
        return False
    if entry.one("td", "n").text != f"{n or 0:,}":
        return False
    ends = [] if low is None else [unit * low, unit * high]
    return same(numbers(entry.one("td", "range").text), ends) and same(
        numbers(entry.one("td", "mean").text), [] if mean is None else [unit * mean]
    )


def test_report_shares_ranks_as_the_leaderboard_does(sandbox_page: Element) -> None:
    """= stands behind every rank that another run over the same dataset version has, too."""
    for body in sandbox_page.section("leaderboards").all("tbody"):
        ranks = [cell.text for cell in body.all("td", "rank") if cell.text != NOTHING]
        shared = Counter(rank.rstrip("=") for rank in ranks)

        assert ranks == [f"{r}=" if shared[r] > 1 else r for r in (x.rstrip("=") for x in ranks)]


def test_report_weighs_cost_and_quality_as_the_view_does(
    views: duckdb.DuckDBPyConnection, sandbox_page: Element
) -> None:
    """Quality, costs and latency of every run that is drawn; the others are named, at no cost."""
    rows = views.execute(
        "select is_on_frontier, 100 * quality, 1000 * cost_per_log_usd, "
        "1000 * cost_per_passed_item_usd, latency_p50_seconds from cost_quality_frontier "
        "where is_comparable"
    ).fetchall()
    left_out = views.execute(
        "select count(*) from cost_quality_frontier where not is_comparable"
    ).fetchone()
    section = sandbox_page.section("cost")
    unmatched = [row for table in section.all("table") for row in table.one("tbody").all("tr")]
    for on_frontier, *figures in rows:
        values = [value for value in figures if value is not None]
        found = [
            entry
            for entry in unmatched
            if bool(entry.all("span", "frontier")) == on_frontier
            and same(numbers(" ".join(td.text for td in entry.all("td")[1:])), values)
        ]
        assert found, figures
        unmatched.remove(found[0])

    assert unmatched == []
    assert [len(section.all("li"))] == list(left_out)


def test_report_shows_datapoints_that_flipped(
    views: duckdb.DuckDBPyConnection, sandbox_page: Element
) -> None:
    """Of each regression at most three, each with its logs; and how many there are in all."""
    expected = Counter(
        f"{min(3, losses)}: {losses:,} of {pairs:,} datapoint{'s' if pairs != 1 else ''} worse"
        for losses, pairs in views.execute(
            "select losses_count, n_pairs from control_comparison where verdict = 'regression'"
        ).fetchall()
    )
    worse = {
        (datapoint, control_log, log): (inputs, control_output, output)
        for datapoint, control_log, log, inputs, control_output, output in views.execute(
            "select datapoint_id, control_log_id, log_id, inputs, control_output, output "
            "from flipped_datapoints where is_worse"
        ).fetchall()
    }
    regressions = sandbox_page.section("regressions").all("details", "regression")
    shown = Counter(
        f"{len(one.all('article'))}: {one.all('summary')[0].text.rpartition(', ')[2]}"
        for one in regressions
    )
    examples = [example for one in regressions for example in one.all("article")]
    ids = [tuple(e.text for e in example.every() if "id" in e.classes) for example in examples]

    assert shown == expected
    assert [one for one in ids if one not in worse] == []
    assert [
        example.text
        for example, one in zip(examples, ids, strict=True)
        if (worse[one][2] or "").split("\n")[0].strip()[:100] not in example.text
    ] == []


def test_report_judges_the_judges_as_the_views_do(
    views: duckdb.DuckDBPyConnection, sandbox_page: Element
) -> None:
    """Flip rates and agreement with people, with n and interval, in the order of urgency."""
    flaky = views.execute(
        "select is_flaky, 100 * flip_rate, 100 * ci_low, 100 * ci_high, n, 100 * error_rate, "
        "100 * null_rate from flaky_evaluators where n > 0 "
        "order by is_flaky desc, flip_rate desc, evaluator_version_id"
    ).fetchall()
    pairs = views.execute(
        "select 100 * agreement, 100 * ci_low, 100 * ci_high, n, kappa from judge_agreement "
        "where evaluation_id is null and kind = 'a person and a model' and n > 0 order by "
        "kappa nulls last, first_evaluator_version_id, second_evaluator_version_id"
    ).fetchall()
    flips, agreement = (
        [(bool(row.all("span", "flaky")), _figures(row)) for row in table.one("tbody").all("tr")]
        for table in sandbox_page.section("judges").all("table")
    )

    assert [flag for flag, _ in flips] == [flag for flag, *_ in flaky]
    assert all(
        same(found, list(values)) for (_, found), (_, *values) in zip(flips, flaky, strict=True)
    )
    assert all(
        same(found, [value for value in values if value is not None])
        for (_, found), values in zip(agreement, pairs, strict=True)
    )


def _figures(row: Element) -> list[str]:
    return numbers(" ".join(cell.text for cell in row.all("td", "number")))


def test_report_dates_every_evaluation(
    views: duckdb.DuckDBPyConnection, sandbox_page: Element
) -> None:
    """When each was read, its runs, and what is missing of them."""
    expected = views.execute(
        "select strftime(last_synced_at, '%Y-%m-%d %H:%M'), "
        f"coalesce(strftime(newest_run_at, '%Y-%m-%d'), '{NOTHING}'), runs_count::text, "
        "(select count(*) from run_overview o where o.evaluation_id = a.evaluation_id "
        "and status is distinct from 'completed')::text, "
        "(select count(*) from dataset_coverage c where c.evaluation_id = a.evaluation_id "
        "and missing_count > 0)::text, runs_without_logs_count::text, "
        "(select count(*) from platform_differences d where d.evaluation_id = a.evaluation_id "
        "and is_different)::text "
        "from data_age a order by newest_run_at desc nulls last, evaluation_id"
    ).fetchall()
    table = sandbox_page.section("data").all("table")[0]
    shown = [tuple(cell.text for cell in row.all("td")) for row in table.one("tbody").all("tr")]

    assert shown == expected

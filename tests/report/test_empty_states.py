"""Where there is nothing to show, a sentence says so."""

from humanloop_evals.database import read_only
from humanloop_evals.report.page import make_page
from humanloop_evals.report.queries import read_rows
from humanloop_evals.report.render import render
from marts.given import Given, after
from report.filled import Filled
from report.parsed import Element, parse


def sentences(page: Element) -> list[str]:
    """What the report says instead of figures."""
    return [paragraph.text for paragraph in page.all("p", "empty")]


def test_report_on_an_empty_file(filled: Filled) -> None:
    """Every section says that there is nothing, and when that was found out."""
    filled.put()
    page = filled.report()

    assert page.one("h1").text == "0 evaluations with 0 runs"
    assert page.one("p", "eyebrow").text == "Humanloop evaluations, as read on 2024-09-09 12:00 UTC"
    assert sentences(page) == [
        "There are no evaluations in this file yet. humanloop-evals sync reads them.",
        "No run was judged by any evaluator yet, so there is nothing to rank.",
        "No regression against a control.",
        "No run has logs with a known cost and a quality, so there is nothing to weigh.",
        (
            "No evaluator has judged the same datapoint of the same version twice, so nobody can "
            "tell how steady they are."
        ),
        "No log was judged by both a person and a model.",
        "No evaluation is loaded.",
        "Every run is completed and has a log for each datapoint of its dataset.",
        "All figures that the platform states are those computed here from its judgments.",
    ]


def test_report_without_a_control(filled: Filled) -> None:
    """Nothing is compared, and why; the leaderboard is there."""

    def give(given: Given) -> None:
        given.evaluation(name="Tone")
        given.dataset("dsv_1", 12)
        given.evaluator("evv_1", name="Polite")
        for run_id in ("rn_1", "rn_2"):
            given.run(run_id, dataset_version_id="dsv_1")
            given.judged(run_id, "evv_1", [True] * 12)

    filled.put(give)
    page = filled.report()

    assert sentences(page)[0] == (
        "No run is clearly better or worse than its control: no comparison was possible."
    )
    assert [line.text for line in page.section("verdicts").all("p", "rest")] == [
        "Polite is not compared in 2 runs: the evaluation has no control run."
    ]
    assert [cell.text for cell in page.section("leaderboards").all("td", "rank")] == ["1=", "1="]


def test_report_says_what_is_not_known(filled: Filled) -> None:
    """Unknown costs are listed, not drawn as nothing; what has not ended is named."""

    def give(given: Given) -> None:
        given.evaluation(name="Tone")
        given.dataset("dsv_1", 12, listed=12)
        given.evaluator("evv_1", name="Polite")
        given.version("prv_1", version_name="short")
        for run_id, status in (("rn_1", "completed"), ("rn_2", "running")):
            given.run(run_id, dataset_version_id="dsv_1", version_id="prv_1", status=status)
            given.judged(run_id, "evv_1", [True] * 6)

    filled.put(give)
    page = filled.report()
    incomplete = page.section("data").all("table")[1].one("tbody")

    assert [item.text for item in page.section("cost").all("li")] == [
        "short (1st run): the cost is not known (quality 100.0 %)",
        "short (2nd run): the run has not ended (quality 100.0 %)",
    ]
    assert page.section("cost").all("circle") == []
    assert [row.text for row in incomplete.all("tr")] == [
        "short (1st run)Tonecompleted6 of 12 datapoints",
        "short (2nd run)Tonerunning6 of 12 datapointssilent for 100 days",
    ]


def test_report_on_a_partial_sync_says_so(filled: Filled) -> None:
    """What the sync said about itself is on the page."""
    filled.put(exit_code=4, message="1 evaluations kept their old rows")

    assert filled.report().section("data").one("strong").text == (
        "It was not complete: 1 evaluations kept their old rows."
    )


def test_report_names_differences_from_the_platform(filled: Filled) -> None:
    """Both figures, with whose they are."""

    def give(given: Given) -> None:
        given.evaluation(name="Tone")
        given.dataset("dsv_1", 12)
        given.evaluator("evv_1", "number", name="Stars")
        given.run("rn_1", dataset_version_id="dsv_1")
        given.judged("rn_1", "evv_1", [1.0, 2.0, 3.0])
        given.stats("rn_1", "evv_1", num_judgments=4, mean=2.5)

    filled.put(give)

    assert [item.text for item in filled.report().section("data").all("li")] == [
        (
            "Tone, rn_1, Stars: judged: 4 by the platform, 3 here; "
            "mean: 2.5000 by the platform, 2.0000 here"
        )
    ]


def test_report_on_one_evaluation_is_about_that_one(filled: Filled) -> None:
    """Its name is the title, and nothing of others is there."""

    def give(given: Given) -> None:
        given.evaluation("evr_1", name="Tone")
        given.evaluation("evr_2", name="Facts")

    filled.put(give)
    page = filled.report("evr_2")

    assert page.one("h1").text == "Facts"
    assert page.one("title").text == "Facts · 2024-09-09"
    assert "Tone" not in page.text


def test_report_shows_the_newest_evaluations_in_full(filled: Filled) -> None:
    """The others are in the overview, with their verdicts, and it is said how to see them."""

    def give(given: Given) -> None:
        given.evaluator("evv_1", evaluations=["evr_1", "evr_2"])
        for number, evaluation_id in enumerate(("evr_1", "evr_2")):
            given.evaluation(evaluation_id, name=f"Named {evaluation_id}")
            for run_id, value in ((f"rn_{number}_0", True), (f"rn_{number}_1", False)):
                given.run(
                    run_id,
                    evaluation_id=evaluation_id,
                    control=value,
                    created_at=after(days=number),
                    dataset_version_id="dsv_1",
                )
                values = [value] * 11 + [True]
                given.judged(run_id, "evv_1", values, evaluation_id=evaluation_id)

    filled.put(give)
    with read_only(filled.database) as connection:
        page = parse(render(make_page(read_rows(connection, (), most=1))))
    overview = page.section("verdicts").one("table", "overview")

    assert [row.one("th").text for row in overview.one("tbody").all("tr")] == [
        "Named evr_2",
        "Named evr_1",
    ]
    assert [cell.text for cell in overview.all("td", "bad")] == ["▼ 1", "▼ 1"]
    assert {title.text for title in page.all("h3") if "Named" in title.text} == {"Named evr_2"}
    assert "report --evaluation ID shows any other" in page.section("verdicts").text

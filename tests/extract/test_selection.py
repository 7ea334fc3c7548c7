"""Which evaluations are read, and what is asked for on the way."""

import api_objects as api
from extracting import extract
from fake_reader import FakeReader
from humanloop_evals.settings import Selection


def library() -> FakeReader:
    """Files of every type; three evaluations of a prompt, one of a flow."""
    files = [
        api.prompt(),
        api.flow(),
        api.dataset(),
        api.tool(),
        api.evaluator(),
        api.agent(),
    ]
    of_the_prompt = [(api.evaluation(f"evr_{n}"), []) for n in (1, 2, 3)]
    return FakeReader([*of_the_prompt, (api.evaluation("evr_4", file_id="fl_1"), [])], files)


def test_selection_by_id_reads_each_in_the_order_given() -> None:
    """No listing is needed."""
    reader = library()

    found = extract(reader, ["evr_4", "evr_2"], in_flight=1)

    assert found.values("evaluations", "evaluation_id") == ["evr_4", "evr_2"]
    assert reader.calls == ["evaluation evr_4", "runs evr_4", "evaluation evr_2", "runs evr_2"]
    assert (found.report.selected, found.report.listed_files) == ({"evr_4", "evr_2"}, set())
    assert found.report.all_files is None


def test_selection_by_file_reads_what_is_listed() -> None:
    """The listing holds the evaluations themselves: they are not asked for again."""
    reader = library()

    found = extract(reader, selection=Selection(file_ids=("pr_1",)), in_flight=1)

    assert found.values("evaluations", "evaluation_id") == ["evr_1", "evr_2", "evr_3"]
    assert reader.calls == ["evaluations pr_1", "runs evr_1", "runs evr_2", "runs evr_3"]
    assert (found.report.listed_files, found.report.all_files) == ({"pr_1"}, None)
    assert found.rows("files") == []


def test_selection_of_all_asks_for_every_file_but_datasets() -> None:
    """The API has no evaluations of datasets."""
    reader = library()

    found = extract(reader, in_flight=1)

    assert sorted(found.values("evaluations", "evaluation_id")) == [f"evr_{n}" for n in range(1, 5)]
    listings = [call for call in reader.calls if call.startswith("evaluations")]
    asked = {"evaluations pr_1", "evaluations fl_1", "evaluations tl_1", "evaluations ev_1"}
    assert set(listings) == asked | {"evaluations ag_1"}
    assert reader.calls.count("files") == 1
    assert found.report.all_files == {"pr_1", "fl_1", "ds_1", "tl_1", "ev_1", "ag_1"}


def test_selection_of_all_loads_the_files() -> None:
    """The listing becomes rows of files, and the versions listed rows of their own."""
    found = extract(library())

    assert found.values("files", "file_id", "type", "listed_version_id") == [
        ("pr_1", "prompt", "prv_1"),
        ("fl_1", "flow", "flv_1"),
        ("ds_1", "dataset", "dsv_1"),
        ("tl_1", "tool", "tv_1"),
        ("ev_1", "evaluator", "evv_1"),
        ("ag_1", "agent", "agv_1"),
    ]
    versions = {"prv_1", "flv_1", "tv_1", "evv_1", "agv_1"}
    assert set(found.values("versions", "version_id")) == versions
    assert found.values("datasets", "dataset_version_id") == ["dsv_1"]


def test_file_without_type_is_told_by_its_id() -> None:
    """Also where it decides whether its evaluations are asked for."""
    reader = FakeReader(files=[api.without(api.dataset(), "type")])

    found = extract(reader)

    assert reader.calls == ["files"]
    assert found.values("files", "file_id", "type") == [("ds_1", "dataset")]


def test_evaluation_that_is_selected_twice_is_read_once() -> None:
    """By its id, by its file, and by its file again."""
    reader = library()
    selection = Selection(("evr_1", "evr_4", "evr_1"), ("pr_1", "pr_1"), all_evaluations=True)

    found = extract(reader, selection=selection)

    assert sorted(found.values("evaluations", "evaluation_id")) == [f"evr_{n}" for n in range(1, 5)]
    assert len(reader.calls) == len(set(reader.calls))


def test_evaluation_that_two_files_list_is_read_once() -> None:
    """One that names no file may be listed anywhere."""
    evaluation = api.evaluation("evr_1", file_id=None)
    reader = FakeReader([(evaluation, [])])
    reader.listings = {"pr_1": [evaluation], "pr_2": [evaluation]}

    found = extract(reader, selection=Selection(file_ids=("pr_1", "pr_2")))

    assert found.values("evaluations", "evaluation_id") == ["evr_1"]


def test_file_that_is_selected_but_not_listed_is_asked_for() -> None:
    """A selection of all may be widened by hand."""
    reader = library()
    reader.listings["pr_hidden"] = []

    extract(reader, selection=Selection(file_ids=("pr_hidden",), all_evaluations=True))

    assert "evaluations pr_hidden" in reader.calls


def test_nothing_listed_is_nothing_read() -> None:
    """A new account."""
    found = extract(FakeReader())

    assert (found.tables, found.report.all_files) == (set(), set())

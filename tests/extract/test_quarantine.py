"""An evaluation that can't be read whole brings nothing, and takes nothing from the others."""

import pytest

import api_objects as api
from api_objects import Json, to_text, verbatim, without
from extracting import extract
from fake_reader import FakeReader
from humanloop_evals.errors import RecordUnusable, RequestFailed, origins

WHERE = r"GET /evaluations/evr_1"
RUN = rf"{WHERE}/runs, runs\[0\]"


def reader_with(runs: list[Json], **fields: object) -> FakeReader:
    """The evaluation evr_1 with these runs, and a healthy evr_2."""
    faulty = (api.evaluation("evr_1", len(runs), **fields), runs)
    healthy = (api.evaluation("evr_2", 1), [api.run("rn_2", version=api.prompt("prv_2"))])
    return FakeReader([faulty, healthy])


def doubled(value: Json, field: str) -> Json:
    """JSON of an object that has a field twice."""
    text = to_text(value)[:-1].decode()
    return verbatim(f'{text},"{field}":null}}')


# What makes an evaluation unusable, and what the message must name.
FAULTS = {
    "run without id": (
        [without(api.run(), "id")],
        rf"^{RUN}: a record of evaluation_runs has no usable run_id \(beside evr_1\)$",
    ),
    "run with a key twice": (
        [doubled(api.run(), "id")],
        rf"^{RUN}: the key 'id' stands twice in one object$",
    ),
    "run that is no object": ([verbatim("null")], rf"^{RUN}: Expected `object`, got `null`$"),
    "version without id": (
        [api.run(version=api.prompt(version_id=None))],
        rf"^{RUN}: a version has no usable version_id \(file pr_1\)$",
    ),
    "dataset without any id": (
        [api.run(dataset={})],
        rf"^{RUN}: a version has no usable version_id$",
    ),
    "version with a key twice": (
        [api.run(version=doubled(api.prompt(), "name"))],
        rf"^{RUN}: the key 'name' stands twice in one object$",
    ),
    "number beyond every double": (
        [api.run(version=api.prompt(temperature=verbatim("1e400")))],
        rf"^{RUN}: in versions prv_1: number is infinity .* at character \d+$",
    ),
    "number beyond every double in an open map": (
        [api.run(version=api.prompt(attributes=verbatim('{"a":[-1e400]}')))],
        rf"^{RUN}: in versions prv_1: number is infinity .* at character \d+$",
    ),
    "number beyond every double in a run": (
        [api.run(unknown=verbatim("[1e400]"))],
        rf"^{RUN}: number is infinity .* at character \d+$",
    ),
    "environment without id": (
        [api.run(version=api.prompt(environments=[{"name": "production"}]))],
        rf"^{RUN}: in versions prv_1: an environment has no usable id$",
    ),
    "aggregate without its version": (
        [api.run(version=api.prompt(evaluator_aggregates=[{"value": 1}]))],
        rf"^{RUN}: in versions prv_1: a record of version_evaluator_aggregates has no usable .*$",
    ),
    "nested version without id": (
        [api.run(version=api.prompt(evaluators=[api.monitor({"id": "ev_9"})]))],
        rf"^{RUN}: in versions prv_1: a version has no usable version_id \(file ev_9\)$",
    ),
    "nested version with a key twice": (
        [api.run(version=api.prompt(evaluators=[api.monitor(doubled(api.flow(), "id"))]))],
        rf"^{RUN}: in versions prv_1: the key 'id' stands twice in one object$",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_evaluation_with_an_unusable_run_is_quarantined(fault: str) -> None:
    """Nothing of it is there; the message names the request, the record and the place in it."""
    runs, message = FAULTS[fault]
    before = api.run("rn_before", version=api.prompt("prv_before"))

    found = extract(reader_with([*runs, before]), ["evr_1", "evr_2"])

    assert found.report.quarantined.keys() == {"evr_1"}
    with pytest.raises(RecordUnusable, match=message):
        raise found.report.quarantined["evr_1"]
    assert found.values("evaluations", "evaluation_id") == ["evr_2"]
    assert found.values("evaluation_runs", "run_id") == ["rn_2"]
    assert found.values("runs", "run_id") == ["rn_2"]
    assert found.values("versions", "version_id") == ["prv_2"]


@pytest.mark.parametrize(
    ("evaluators", "message"),
    [
        ([{}], r"^GET /evaluations/evr_1: a record of evaluation_evaluators has no usable "),
        ([{"version": {}}], r"^GET /evaluations/evr_1: a version has no usable version_id$"),
    ],
)
def test_evaluation_with_an_unusable_evaluator_is_quarantined(
    evaluators: list[Json], message: str
) -> None:
    """The message names the evaluation's own request."""
    found = extract(reader_with([], evaluators=evaluators), ["evr_1", "evr_2"])

    with pytest.raises(RecordUnusable, match=message):
        raise found.report.quarantined["evr_1"]
    assert found.values("evaluations", "evaluation_id") == ["evr_2"]


@pytest.mark.parametrize("field", ["runs_count", "name", "unknown"])
def test_evaluation_with_a_number_beyond_every_double_is_quarantined(field: str) -> None:
    """In any field of the evaluation itself."""
    reader = reader_with([])
    odd = api.evaluation("evr_1", **{field: verbatim("[1e400]")})
    reader.replace(odd, [], evaluation_id="evr_1")

    found = extract(reader, ["evr_1", "evr_2"])

    message = r"^GET /evaluations/evr_1: number is infinity .* at character \d+$"
    with pytest.raises(RecordUnusable, match=message):
        raise found.report.quarantined["evr_1"]


def test_evaluation_that_is_no_json_is_quarantined() -> None:
    """A reader that hands on what it could not read."""
    reader = reader_with([])
    reader.replace(doubled(api.evaluation("evr_1"), "id"), [], evaluation_id="evr_1")

    found = extract(reader, ["evr_1", "evr_2"])

    message = r"^GET /evaluations/evr_1: the key 'id' stands twice in one object$"
    with pytest.raises(RecordUnusable, match=message):
        raise found.report.quarantined["evr_1"]


def test_evaluation_of_another_id_is_quarantined() -> None:
    """Its runs would be attributed to the wrong one."""
    reader = reader_with([])
    reader.replace(api.evaluation("evr_9"), [], evaluation_id="evr_1")

    found = extract(reader, ["evr_1", "evr_2"])

    message = r"^GET /evaluations/evr_1: evr_1 was asked for, evr_9 was sent$"
    with pytest.raises(RecordUnusable, match=message):
        raise found.report.quarantined["evr_1"]


@pytest.mark.parametrize("call", ["evaluation evr_1", "runs evr_1"])
def test_evaluation_whose_request_fails_is_quarantined(call: str) -> None:
    """With the request's own error; the others go on."""
    reader = reader_with([api.run("rn_1")])
    reader.errors[call] = RequestFailed("404 not found")

    found = extract(reader, ["evr_1", "evr_2"])

    assert found.report.quarantined == {"evr_1": reader.errors[call]}
    assert found.values("evaluations", "evaluation_id") == ["evr_2"]


def test_quarantine_keeps_no_document_in_memory() -> None:
    """Errors stay to the end of a sync; the frames they came from hold whole answers."""
    found = extract(reader_with(FAULTS["run without id"][0]), ["evr_1", "evr_2"])

    error = found.report.quarantined["evr_1"]
    assert {one.__traceback__ for one in origins(error)} == {None}


def test_objects_shared_with_a_quarantined_evaluation_are_there() -> None:
    """What a healthy evaluation brings, too; a newer copy in the quarantined one does not count."""
    newer = api.prompt("prv_2", name="newer", updated_at="2030-01-01T00:00:00Z")
    alone = api.prompt("prv_1", created_by=api.user("usr_alone"))
    runs = [api.run("rn_1", version=newer), api.run("rn_3", version=alone), api.run(id=None)]

    found = extract(reader_with(runs), ["evr_1", "evr_2"])

    assert found.values("versions", "version_id", "name") == [("prv_2", "prompt")]
    assert "users" not in found.tables


def test_run_shared_with_a_quarantined_evaluation_keeps_the_healthy_status() -> None:
    """What a quarantined evaluation says of a run is not heard."""
    shared = api.run("rn_2", status="cancelled")
    reader = reader_with([shared, api.run(id=None)])

    found = extract(reader, ["evr_2", "evr_1"])

    assert found.values("runs", "run_id", "status") == [("rn_2", "completed")]


def test_notes_of_a_quarantined_evaluation_do_not_count() -> None:
    """Its rows are not there, so what was odd about them is not either."""
    found = extract(reader_with([api.run(odd=1), api.run(id=None)]), ["evr_1", "evr_2"])

    assert dict(found.report.notes) == {}


def test_body_that_failed_once_can_be_read_by_another() -> None:
    """The same version is healthy in one evaluation though it came with a fault in another."""
    version = api.prompt("prv_2", tags=["calm"])
    reader = FakeReader(
        [
            (api.evaluation("evr_1", 2), [api.run("rn_1", version=version), api.run(id=None)]),
            (api.evaluation("evr_2", 1), [api.run("rn_2", version=version)]),
        ]
    )

    found = extract(reader, ["evr_1", "evr_2"])

    assert found.values("version_tags", "version_id", "tag") == [("prv_2", "calm")]

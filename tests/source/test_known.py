"""A pipeline compares with what its destination holds, on two of them."""

from pathlib import Path
from typing import Protocol

import dlt
import pytest

import humanloop_evals_pipeline
from humanloop_evals.destination import read_known
from humanloop_evals.errors import VerificationFailed, find_cause
from humanloop_evals.extract import UNRANKED, Known
from humanloop_evals.sandbox import Account
from source.pipelines import pipeline_into, read


class MakePipeline(Protocol):
    """Makes a pipeline into one destination, working in the folder that is given."""

    def __call__(self, folder: Path, name: str = "humanloop_test") -> dlt.Pipeline:
        """Make one."""


@pytest.fixture(params=["duckdb", "postgres"])
def make_pipeline(request: pytest.FixtureRequest, tmp_path: Path) -> MakePipeline:
    """Makes pipelines into one destination, working in the folder that is given."""
    if request.param == "duckdb":
        destination = dlt.destinations.duckdb(str(tmp_path / "x.duckdb"))
    else:
        destination = dlt.destinations.postgres(request.getfixturevalue("postgres"))
    dataset = f"known_{tmp_path.name.lower().removesuffix('0')}"[:60].strip("_")

    def make(folder: Path, name: str = "humanloop_test") -> dlt.Pipeline:
        return pipeline_into(destination, folder, name=name, dataset_name=dataset)

    return make


def test_known_is_nothing_before_the_first_run(make_pipeline: MakePipeline, tmp_path: Path) -> None:
    """There is nothing to compare with, and that is no error."""
    assert read_known(make_pipeline(tmp_path)) == Known()


def test_known_is_what_was_loaded(
    served: Account, make_pipeline: MakePipeline, tmp_path: Path
) -> None:
    """Evaluations with their files, files, and how new versions are."""
    pipeline = make_pipeline(tmp_path)
    humanloop_evals_pipeline.run(pipeline)
    known = read_known(pipeline)

    assert known.evaluations == {e["id"]: e["file_id"] for e in served.evaluations}
    assert known.file_ids == {file["id"] for file in served.files}
    assert set(known.ranks["versions"]) == {
        version_id for (version_id,) in read(pipeline, "select version_id from versions")
    }
    assert all(rank > UNRANKED for rank in known.ranks["versions"].values())


def test_pipeline_refuses_a_listing_that_became_empty(
    served: Account, make_pipeline: MakePipeline, tmp_path: Path
) -> None:
    """Also where the pipeline's working folder and name are others: the destination knows."""
    pipeline = make_pipeline(tmp_path)
    humanloop_evals_pipeline.run(pipeline)
    before = read(pipeline, "select evaluation_id from evaluations order by 1")
    served.files.clear()
    elsewhere = make_pipeline(tmp_path / "elsewhere", "another_name")
    with pytest.raises(Exception, match="the listing of files is empty") as raised:
        humanloop_evals_pipeline.run(elsewhere)

    assert isinstance(find_cause(raised.value), VerificationFailed)
    assert read(pipeline, "select evaluation_id from evaluations order by 1") == before
    assert read_known(elsewhere, allow_empty=True).allow_empty


def test_pipeline_keeps_a_newer_version(
    served: Account, make_pipeline: MakePipeline, tmp_path: Path
) -> None:
    """An older copy, from whichever cache, replaces nothing."""
    pipeline = make_pipeline(tmp_path)
    humanloop_evals_pipeline.run(pipeline)
    names = "select version_id, version_name, last_used_at from versions order by 1"
    before = read(pipeline, names)
    for runs in served.runs.values():
        for run in runs:
            if run["version"] is not None:
                run["version"] |= {"updated_at": "2001-01-01T00:00:00Z", "version_name": "older"}
    humanloop_evals_pipeline.run(pipeline)

    assert read(pipeline, names) == before

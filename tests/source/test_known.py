"""A pipeline compares with what its destination holds, on two of them."""

from pathlib import Path

import dlt
import pytest

import humanloop_evals_pipeline
from humanloop_evals.destination import read_known
from humanloop_evals.errors import VerificationFailed, find_cause
from humanloop_evals.extract import UNRANKED, Known
from humanloop_evals.sandbox import Account
from source.pipelines import pipeline_into, read

pytestmark = pytest.mark.slow


def test_known_is_nothing_before_the_first_run(destination: object, tmp_path: Path) -> None:
    """There is nothing to compare with, and that is no error."""
    assert read_known(pipeline_into(destination, tmp_path, dataset_name="nothing")) == Known()


def test_known_is_what_was_loaded(served: Account, loaded_pipeline: dlt.Pipeline) -> None:
    """Evaluations with their files, files, and how new versions are."""
    known = read_known(loaded_pipeline)

    assert known.evaluations == {e["id"]: e["file_id"] for e in served.evaluations}
    assert known.file_ids == {file["id"] for file in served.files}
    assert set(known.ranks["versions"]) == {
        version_id for (version_id,) in read(loaded_pipeline, "select version_id from versions")
    }
    assert all(rank > UNRANKED for rank in known.ranks["versions"].values())


def test_pipeline_refuses_a_listing_that_became_empty(
    served: Account, destination: object, loaded_pipeline: dlt.Pipeline, tmp_path: Path
) -> None:
    """Also where the pipeline's working folder and name are others: the destination knows."""
    before = read(loaded_pipeline, "select evaluation_id from evaluations order by 1")
    served.files.clear()
    dataset = loaded_pipeline.dataset_name
    elsewhere = pipeline_into(destination, tmp_path, name="another_name", dataset_name=dataset)
    with pytest.raises(Exception, match="the listing of files is empty") as raised:
        humanloop_evals_pipeline.run(elsewhere)

    assert isinstance(find_cause(raised.value), VerificationFailed)
    assert read(loaded_pipeline, "select evaluation_id from evaluations order by 1") == before
    assert read_known(elsewhere, allow_empty=True).allow_empty


def test_pipeline_keeps_a_newer_version(served: Account, loaded_pipeline: dlt.Pipeline) -> None:
    """An older copy, from whichever cache, replaces nothing."""
    names = "select version_id, version_name, last_used_at from versions order by 1"
    before = read(loaded_pipeline, names)
    for runs in served.runs.values():
        for run in runs:
            if run["version"] is not None:
                run["version"] |= {"updated_at": "2001-01-01T00:00:00Z", "version_name": "older"}
    humanloop_evals_pipeline.run(loaded_pipeline)

    assert read(loaded_pipeline, names) == before

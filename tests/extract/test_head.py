"""What is read of an evaluation, before it becomes rows."""

from datetime import UTC, datetime

import api_full_objects as full
from fake_reader import FakeReader
from humanloop_evals.extract.head import read_head
from humanloop_evals.extract.known import Known
from humanloop_evals.extract.reading import Loaded, Reading
from humanloop_evals.extract.redaction import Redaction
from humanloop_evals.extract.scope import Scope
from humanloop_evals.extract.select import Target


def test_rows_are_made_without_taking_anything_out_of_a_run() -> None:
    """Whoever holds the same document finds all of its fields in it afterwards."""
    reader = FakeReader([(full.full_evaluation(), [full.full_run()])])
    evaluation_id = full.full_evaluation()["id"]
    scope = Scope()
    head = read_head(reader, Target(evaluation_id), scope)
    fields = head.runs[0].fields
    assert fields is not None
    before = dict(fields)

    Reading(
        head,
        Loaded(Redaction()),
        known=Known(),
        scope=scope,
        synced_at=datetime(2025, 1, 1, tzinfo=UTC),
    )

    assert fields == before

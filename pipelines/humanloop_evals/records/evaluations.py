"""Evaluations and runs as rows."""

from datetime import datetime

from humanloop_evals import wire
from humanloop_evals.records.resolve import Resolve, pop_user, pop_version
from humanloop_evals.records.rows import Note, NoteKind, Rows
from humanloop_evals.records.shape import is_null, pop_objects
from humanloop_evals.records.together import Together
from humanloop_evals.tables import EVALUATION_EVALUATORS, EVALUATION_RUNS, EVALUATIONS, RUNS
from humanloop_evals.values import read_text

# What a run is in one evaluation; its id and status say something about the run itself, too.
_HERE_ONLY = ("control", "added_at")
_HERE: tuple[str, ...] = (*_HERE_ONLY, "id", "status")


def evaluation_rows(
    text: wire.Text,
    resolve: Resolve,
    *,
    synced_at: datetime,
    rows: Rows,
    listed_under: str | None = None,
) -> tuple[str, int | None]:
    """An evaluation and its evaluators.

    Args:
        text: The evaluation.
        resolve: See `Resolve`.
        synced_at: When the sync started.
        rows: Where to.
        listed_under: The file in whose listing it stood, which is its file where it names none:
            only so can it be missed when it is gone from there.

    Returns:
        The evaluation's id and its own count of runs.
    """
    fields = wire.read_object(text)
    is_missing = is_null(fields.get("evaluators"))
    evaluators = pop_objects(fields, "evaluators")
    user_id = pop_user(fields, "created_by", resolve)
    given: dict[str, object] = {"created_by_id": user_id, "last_synced_at": synced_at}
    is_unfiled = not isinstance(read_text(fields.get("file_id", b"null")), str)
    if is_unfiled and listed_under is not None:
        given["file_id"] = listed_under
    row = rows.add(EVALUATIONS, fields, **given)
    evaluation_id = str(row[0])
    if "file_id" in given:
        note = Note(NoteKind.FILE_INFERRED, EVALUATIONS.name, "file_id", evaluation_id)
        rows.notes.append(note)
    if is_missing:
        note = Note(NoteKind.MISSING, EVALUATIONS.name, "evaluators", evaluation_id)
        rows.notes.append(note)
    for evaluator in evaluators:
        version_id = pop_version(evaluator, "version", resolve)
        rows.add(
            EVALUATION_EVALUATORS,
            evaluator,
            evaluation_id=evaluation_id,
            evaluator_version_id=version_id,
        )
    return evaluation_id, row[EVALUATIONS.names.index("runs_count")]


def add_run(
    fields: wire.Fields, resolve: Resolve, *, evaluation_id: str, position: int, together: Together
) -> None:
    """Add a run: what it is in this evaluation, and what it is everywhere.

    Args:
        fields: The run; what is nested in it is taken out.
        resolve: See `Resolve`.
        evaluation_id: The evaluation.
        position: Its place in the answer, from 0.
        together: Where to.
    """
    given = {
        "dataset_version_id": pop_version(fields, "dataset", resolve),
        "version_id": pop_version(fields, "version", resolve),
        "created_by_id": pop_user(fields, "created_by", resolve),
    }
    here = {name: fields[name] for name in _HERE if name in fields}
    for name in _HERE_ONLY:
        fields.pop(name, None)
    together.add(EVALUATION_RUNS, here, evaluation_id=evaluation_id, position=position)
    together.add(RUNS, fields, **given)

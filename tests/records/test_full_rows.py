"""One API object with every field, and the whole row that it becomes: evaluations and directory."""

from datetime import UTC, datetime

from msgspec import Raw

import api_full_objects as full
import record_rows
from api_objects import to_text
from humanloop_evals.records import Rows, environment_rows, file_rows, user_rows
from humanloop_evals.tables import (
    ENVIRONMENTS,
    EVALUATION_EVALUATORS,
    EVALUATION_RUNS,
    EVALUATIONS,
    FILES,
    RUNS,
    USERS,
)


def day(month: int, day_of_month: int) -> datetime:
    """Midnight of a day in 2024."""
    return datetime(2024, month, day_of_month, tzinfo=UTC)


def test_evaluations_full_row() -> None:
    """An evaluation."""
    expected = {
        "evaluation_id": "evr_full",
        "name": "Tone",
        "file_id": "pr_full",
        "runs_count": 1,
        "created_at": day(5, 2),
        "updated_at": day(5, 3),
        "created_by_id": "usr_owner",
        "url": "https://example.com/evaluations/evr_full",
        "last_synced_at": record_rows.SYNCED,
        "extra": None,
    }

    rows = record_rows.evaluation(full.full_evaluation())

    assert [expected] == record_rows.in_table(rows, EVALUATIONS)


def test_evaluation_evaluators_full_row() -> None:
    """An evaluator of an evaluation."""
    expected = {
        "evaluation_id": "evr_full",
        "evaluator_version_id": "evv_full",
        "orchestrated": False,
        "added_at": day(5, 1),
        "extra": None,
    }

    rows = record_rows.evaluation(full.full_evaluation())

    assert [expected] == record_rows.in_table(rows, EVALUATION_EVALUATORS)


def test_evaluation_runs_full_row() -> None:
    """What a run is in one evaluation."""
    expected = {
        "evaluation_id": "evr_1",
        "run_id": "rn_full",
        "control": True,
        "added_at": day(4, 1),
        "status": "running",
        "position": 0,
        "extra": None,
    }

    rows = record_rows.run(full.full_run())

    assert [expected] == record_rows.in_table(rows, EVALUATION_RUNS)


def test_runs_full_row() -> None:
    """What a run is everywhere."""
    expected = {
        "run_id": "rn_full",
        "orchestrated": True,
        "created_at": day(4, 2),
        "created_by_id": "usr_runner",
        "dataset_version_id": "dsv_full",
        "version_id": "prv_full",
        "status": "running",
        "extra": None,
    }

    rows = record_rows.run(full.full_run())

    assert [expected] == record_rows.in_table(rows, RUNS)


def test_files_full_row() -> None:
    """A record of the file listing; what belongs to its version is in the version's row."""
    expected = {
        "file_id": "pr_full",
        "type": "prompt",
        "path": "Support/Answers",
        "name": "Answers",
        "directory_id": "dir_1",
        "description": "Answers to customers",
        "listed_version_id": "prv_full",
        "updated_at": day(1, 3),
        "last_used_at": day(1, 4),
        "extra": None,
    }
    rows = Rows()

    file_rows(Raw(to_text(full.full_prompt())), record_rows.Keys(), rows)

    assert [expected] == record_rows.in_table(rows, FILES)


def test_environments_full_row() -> None:
    """An environment."""
    expected = {
        "environment_id": "env_full",
        "name": "staging",
        "tag": "other",
        "created_at": day(1, 1),
        "extra": None,
    }

    rows = environment_rows(Raw(to_text(full.full_environment())))

    assert [expected] == record_rows.in_table(rows, ENVIRONMENTS)


def test_users_full_row() -> None:
    """A user."""
    expected = {
        "user_id": "usr_full",
        "email_address": "grace@example.com",
        "full_name": "Grace",
        "platform_access": "superadmin",
        "extra": None,
    }

    rows = user_rows(Raw(to_text(full.full_user())))

    assert [expected] == record_rows.in_table(rows, USERS)

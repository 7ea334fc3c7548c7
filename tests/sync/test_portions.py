"""Evaluations compared a few at a time: the same is found as in all of them together."""

from pathlib import Path

import pytest

from humanloop_evals.database import Portion, connect, portions, read_portions
from humanloop_evals.errors import VerificationFailed
from humanloop_evals.extract import Scope
from humanloop_evals.sandbox import Account, generate
from humanloop_evals.settings import Selection
from humanloop_evals.sync import Outcome, sync
from humanloop_evals.verify import Expected, verify
from sync.accounts import client_of, make_job
from sync.contents import contents, execute, keys, query

pytestmark = pytest.mark.slow

FIGURES = (
    "what, evaluation_id, run_id, evaluator_version_id, option_name, dataset_version_id, "
    "position, expected, loaded, status, explanation"
)
AS_NEW = "'from an earlier load' as _dlt_load_id"
FAULTS = [
    (
        f"""insert into humanloop.judgments by name select * replace ({AS_NEW})
        from humanloop.judgments
        where judgment_log_id = (select max(judgment_log_id) from humanloop.judgments)""",
        "judgments: 1 values of (evaluation_id, run_id, judgment_log_id) stand more than once",
    ),
    (
        f"""insert into humanloop.judgment_options by name
        select * replace ({AS_NEW}, 'nobody' as judgment_log_id) from humanloop.judgment_options
        where evaluation_id = (select max(evaluation_id) from humanloop.judgment_options)
        limit 1""",
        "judgment_options.evaluation_id, run_id, judgment_log_id: 1 values, such as 'evr_",
    ),
]


@pytest.fixture(scope="module")
def account() -> Account:
    """Four evaluations, three of which have judgments, not listed in the order of their ids."""
    account = generate(evaluations=4)
    ids = [evaluation["id"] for evaluation in account.evaluations]
    assert ids != sorted(ids)
    return account


def load(account: Account, database: Path) -> Outcome:
    """Sync everything, logs included."""
    ids = tuple(evaluation["id"] for evaluation in account.evaluations)
    selection = Selection(evaluation_ids=ids)
    return sync(make_job(client_of(account), database, selection=selection, scope=Scope()))


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every evaluation with logs is a portion."""
    monkeypatch.setattr(portions, "_ROWS", 1)


@pytest.fixture(scope="module")
def whole(account: Account, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """A file whose evaluations were all compared together."""
    database = tmp_path_factory.mktemp("whole") / "evals.duckdb"
    return database, load(account, database)


@pytest.mark.usefixtures("alone")
def test_a_sync_finds_the_same_in_portions(
    account: Account, whole: tuple[Path, Outcome], tmp_path: Path
) -> None:
    """Every row, and every figure of the reconciliation."""
    database = tmp_path / "evals.duckdb"
    outcome = load(account, database)

    assert contents(database) == contents(whole[0])
    assert keys(database, "sync_reconciliation", FIGURES) == keys(
        whole[0], "sync_reconciliation", FIGURES
    )
    assert (outcome.exit_code, outcome.differences, outcome.warnings) == (
        whole[1].exit_code,
        whole[1].differences,
        whole[1].warnings,
    )


@pytest.mark.usefixtures("alone")
def test_portions_hold_every_row_once(whole: tuple[Path, Outcome]) -> None:
    """From the first id to the last."""
    with connect(whole[0]) as connection:
        found = [
            row
            for portion in read_portions(connection)
            for row in connection.execute(
                "select distinct evaluation_id from humanloop.judgments "
                f"where {portion.holds('evaluation_id')} order by all"
            ).fetchall()
        ]
        every = connection.execute(
            "select distinct evaluation_id from humanloop.judgments order by all"
        ).fetchall()

    assert len(every) == 3
    assert found == every


def test_few_rows_are_one_portion(whole: tuple[Path, Outcome]) -> None:
    """And so are none."""
    with connect(whole[0]) as connection:
        few = read_portions(connection)
        connection.execute("begin; delete from humanloop.judgments")
        connection.execute("delete from humanloop.evaluation_logs")
        none = read_portions(connection)
        connection.execute("rollback")

    assert (few, none) == ([Portion()], [Portion()])


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(("doctoring", "said"), FAULTS)
def test_verify_finds_a_fault_in_portions(
    whole: tuple[Path, Outcome], tmp_path: Path, doctoring: str, said: str
) -> None:
    """In the last of them."""
    database = tmp_path / "doctored.duckdb"
    database.write_bytes(whole[0].read_bytes())
    execute(database, doctoring)
    with connect(database) as connection, pytest.raises(VerificationFailed) as raised:
        verify(connection, Expected(), None)

    assert said in str(raised.value)


def test_evaluations_lie_in_the_order_of_their_ids(whole: tuple[Path, Outcome]) -> None:
    """So that those of a portion are in one place of the file."""
    ids = [row[0] for row in query(whole[0], "select evaluation_id from humanloop.judgments")]

    assert ids == sorted(ids)

"""Building anew must not lose what a normal sync would keep."""

from pathlib import Path

import pytest

from humanloop_evals.errors import HumanloopError
from humanloop_evals.sync import sync
from sync.accounts import find, make_job, small_account
from sync.contents import keys


def refused(database: Path, account: object) -> HumanloopError:
    """The error that ends a full refresh."""
    with pytest.raises(HumanloopError) as raised:
        sync(make_job(account, database, full_refresh=True))
    return raised.value


def test_full_refresh_refuses_a_listing_that_became_empty(database: Path) -> None:
    """The emptied copy must not make an empty listing look right."""
    account = small_account()
    before = keys(database, "evaluations", "evaluation_id")
    account.evaluations.clear()
    error = refused(database, account)

    assert error.exit_code == 6
    assert keys(database, "evaluations", "evaluation_id") == before


def test_full_refresh_refuses_to_drop_what_it_cannot_read(database: Path) -> None:
    """An evaluation that can't be read has no old rows to keep in a new file."""
    account = small_account()
    before = keys(database, "evaluations", "evaluation_id")
    find(account, "evr_1")["created_at"] = None
    account.runs["evr_1"][0]["id"] = None
    error = refused(database, account)

    assert error.exit_code == 7
    assert "--full-refresh keeps no old rows" in str(error)
    assert keys(database, "evaluations", "evaluation_id") == before

"""Users and environments as rows."""

import msgspec

from humanloop_evals import wire
from humanloop_evals.records.rows import Rows
from humanloop_evals.tables import ENVIRONMENTS, USERS


def user_rows(raw: msgspec.Raw) -> Rows:
    """A user."""
    rows = Rows()
    rows.add(USERS, wire.read_object(raw))
    return rows


def environment_rows(raw: msgspec.Raw) -> Rows:
    """An environment."""
    rows = Rows()
    rows.add(ENVIRONMENTS, wire.read_object(raw))
    return rows

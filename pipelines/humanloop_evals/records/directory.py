"""Users, environments and deployments as rows."""

import msgspec

from humanloop_evals import wire
from humanloop_evals.records.rows import Rows
from humanloop_evals.tables import DEPLOYMENTS, ENVIRONMENTS, USERS


def user_rows(raw: msgspec.Raw) -> Rows:
    """A user."""
    rows = Rows()
    rows.add(USERS, wire.read_object(raw))
    return rows


def deployment_rows(text: wire.Text, file_id: str, rows: Rows) -> None:
    """Which version of a file an environment has."""
    rows.add(DEPLOYMENTS, wire.read_object(text), file_id=file_id)


def environment_rows(raw: msgspec.Raw) -> Rows:
    """An environment."""
    rows = Rows()
    rows.add(ENVIRONMENTS, wire.read_object(raw))
    return rows

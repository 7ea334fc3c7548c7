"""Users, environments and directories as the API answers them."""

from datetime import timedelta
from typing import Any

from humanloop_evals.sandbox.chance import Chance, moment, stamp
from humanloop_evals.sandbox.story.team import DEFAULT_DOMAIN, FOUNDED, USER_DOMAINS, Place

Json = dict[str, Any]


def user(chance: Chance, key: str, full_name: str | None, extra: Json) -> Json:
    """Return a user; captured answers held more keys for some than for others."""
    return {
        "id": chance.id("usr", key),
        "email_address": f"{key}@{USER_DOMAINS.get(key, DEFAULT_DOMAIN)}",
        "full_name": full_name,
        **extra,
    }


def environment(chance: Chance, name: str, tag: str) -> Json:
    """Return an environment versions can be deployed to."""
    created = chance.office_time(moment(FOUNDED), "environment", name)
    return {"id": chance.id("env", name), "created_at": stamp(created), "name": name, "tag": tag}


def directory(chance: Chance, place: Place, parent: Json | None) -> Json:
    """Return a directory; the root is the one without a parent."""
    path, description, readme, tags = place
    created = chance.office_time(moment(FOUNDED), "directory", path)
    moved = chance.span(timedelta(0), timedelta(days=90), "moved", path)
    return {
        "id": chance.id("dir", path),
        "parent_id": parent["id"] if parent and path else None,
        "name": path.rpartition("/")[2] or "root",
        "description": description,
        "path": path,
        "readme": readme,
        "tags": list(tags),
        "created_at": stamp(created),
        "updated_at": stamp(created + moved),
    }

"""The filters and the order of GET /files."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from humanloop_evals.sandbox.query import Args, flag, one_of, some_of
from humanloop_evals.sandbox.raw_file import SUPPORTED, raw_file_content

Json = dict[str, Any]
# Tells the names of the environments to which any version of a file, not only the newest, is
# deployed.
EnvironmentsOf = Callable[[Json], Collection[str]]

FILE_TYPES = ("prompt", "tool", "dataset", "evaluator", "flow", "agent")
SORT_FIELDS = ("created_at", "updated_at", "name")
# The records have no field that says so; here a file to copy from bears this tag.
TEMPLATE_TAG = "template"


def select_files(files: Iterable[Json], args: Args, environments_of: EnvironmentsOf) -> list[Json]:
    """Return the files that pass every filter, in the order asked for.

    Args:
        files: All that there are, as they are listed.
        args: The query.
        environments_of: See `EnvironmentsOf`.
    """
    types = some_of(args, "type", FILE_TYPES)
    only_templates = flag(args, "template")
    sort_by = one_of(args, "sort_by", SORT_FIELDS, "created_at")
    order = one_of(args, "order", ("asc", "desc"), "desc")
    chosen = [
        record
        for record in files
        if record["type"] in types
        and (not only_templates or TEMPLATE_TAG in (record["tags"] or ()))
        and _matches(record, args, environments_of)
    ]
    return sorted(chosen, key=lambda file: _sort_key(file, sort_by), reverse=order == "desc")


def shown_with_raw_content(file: Json) -> Json:
    """Return the file with its text form, where its type has one."""
    if file["type"] not in SUPPORTED:
        return file
    return {**file, "raw_file_content": raw_file_content(file)}


def _matches(file: Json, args: Args, environments_of: EnvironmentsOf) -> bool:
    """Tell whether a file passes the filters on name, directory and deployment."""
    name, path, environment = args.get("name"), args.get("path"), args.get("environment")
    if name is not None and name.casefold() not in file["name"].casefold():
        return False
    if path is not None and not _lies_below(file["path"], path):
        return False
    return environment is None or environment in environments_of(file)


def _lies_below(path: str, directory: str) -> bool:
    wanted = directory.strip("/")
    return not wanted or path.startswith(f"{wanted}/")


def _sort_key(file: Json, sort_by: str) -> tuple[str, str]:
    return file[sort_by].casefold(), file["id"]

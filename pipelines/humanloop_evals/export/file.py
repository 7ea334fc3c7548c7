"""One file: itself, its versions, where they are deployed, its datapoints and its own logs."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from humanloop_evals import wire
from humanloop_evals.errors import EvaluationFailed, RecordUnusable
from humanloop_evals.export.context import Context, File, Group
from humanloop_evals.export.counts import datapoints_differ
from humanloop_evals.export.fields import looking_at, objects_of, text_of
from humanloop_evals.export.fingerprint import fingerprint
from humanloop_evals.export.folder import check_name
from humanloop_evals.export.job import Tally
from humanloop_evals.export.listing import Key, Source, write_listing
from humanloop_evals.export.section import Section
from humanloop_evals.reader import Document

_DEPLOYMENT = {"environment_id": "id", "environment_name": "name", "environment_tag": "tag"}


def export_file(context: Context, group: Group, file: File) -> Tally:
    """Write a file and its versions; of a dataset, also the datapoints of each version.

    Raises:
        EvaluationFailed: Something of it can't be read, or does not add up.
    """
    versions = _read_versions(context, file)
    _write(context, group, Path("file.json"), bytes(file.record.text))
    for version_id, version in versions.items():
        _write(context, group, Path("versions") / version_id, bytes(version.text))
    if versions:
        deployments = b",".join(_deployments(versions))
        _write(context, group, Path("deployments.json"), b"[" + deployments + b"]")
    tally = Tally(files=1, versions=len(versions))
    if file.type == "dataset":
        for version_id, version in versions.items():
            tally["datapoints"] += _export_datapoints(context, group, file, version_id, version)
    return tally


def export_file_logs(context: Context, group: Group, file: File) -> Tally:
    """Write a file's own logs, unless the first page and the total are what they were.

    Raises:
        EvaluationFailed: They can't be read completely.
    """
    section = Section(context.folder, group.path, group.path / "logs")
    fetch = partial(context.reader.file_logs, file.file_id)
    first = context.requests.call(fetch, 1)
    seen = fingerprint([b"%d" % first.total, *(record.text for record in first.records)])
    found = section.unchanged(seen)
    if found is not None:
        return found
    source = Source(f"GET /logs?file_id={file.file_id}", fetch, _id)
    with section.rewriting() as path:
        tally = Tally(file_logs=write_listing(source, path, context.requests).total())
    section.remember(seen, tally)
    return tally


def _export_datapoints(
    context: Context, group: Group, file: File, version_id: str, version: Document
) -> int:
    """Write the datapoints of a version, which never change; return how many there are."""
    section = Section(context.folder, group.path, group.path / "datapoints" / version_id)
    with looking_at(version) as fields:
        seen = fingerprint([fields.get("datapoints_count", b"null")])
    found = section.unchanged(seen)
    if found is not None:
        return found["datapoints"]
    source = Source(
        f"GET /datasets/{file.file_id}/datapoints?version_id={version_id}",
        partial(context.reader.datapoint_page, file.file_id, version_id),
        _id,
    )
    with section.rewriting() as path:
        count = write_listing(source, path, context.requests).total()
    if (difference := datapoints_differ(version, count)) is not None:
        raise EvaluationFailed(f"dataset version {version_id}: {difference}")
    section.remember(seen, Tally(datapoints=count))
    return count


def _read_versions(context: Context, file: File) -> dict[str, Document]:
    versions: dict[str, Document] = {}
    for version in context.requests.call(context.reader.versions, file.type, file.file_id):
        with looking_at(version) as fields:
            version_id = text_of(fields, "version_id") or ""
        if bytes(versions.setdefault(version_id, version).text) != bytes(version.text):
            raise RecordUnusable(f"{version.where}: another version {version_id} came before it")
        check_name(version_id)
    context.folder.check_distinct(versions)
    return versions


def _deployments(versions: Mapping[str, Document]) -> Iterator[bytes]:
    """Which version is where: an object each, with the values as they were served."""
    for version in versions.values():
        with looking_at(version) as fields:
            for environment in objects_of(fields, "environments"):
                values = {"version_id": fields["version_id"]} | {
                    name: environment.get(field, b"null") for name, field in _DEPLOYMENT.items()
                }
                yield b"{%s}" % b",".join(
                    b'"%s":%s' % (name.encode(), bytes(raw)) for name, raw in values.items()
                )


def _write(context: Context, group: Group, path: Path, content: bytes) -> None:
    """Write a file of the group that is not there yet, or differs."""
    whole = context.folder.path / group.path / path
    try:
        if whole.read_bytes() == content:
            return
    except FileNotFoundError:
        pass
    context.folder.begin(group.path)
    context.folder.replace(whole, content)


def _id(text: wire.Text) -> Key:
    log_id = text_of(wire.read_object(text), "id")
    if not log_id:
        raise wire.JsonError("a record without id")
    return (log_id,)

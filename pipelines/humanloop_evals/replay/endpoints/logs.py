"""The endpoint of a file's own logs."""

from collections.abc import Iterable, Iterator, Sequence

import orjson
from flask import Blueprint, Response, request

from humanloop_evals import wire
from humanloop_evals.replay.archive import Archive
from humanloop_evals.replay.endpoints.raw import as_lines, with_field
from humanloop_evals.replay.records import Records
from humanloop_evals.sandbox import answer, missing
from humanloop_evals.sandbox.log_search import passes, read_tests, sampled
from humanloop_evals.sandbox.query import Args, flag, read_page, required

_NO_STEPS = (b"null", b"[]")


def add_logs(routes: Blueprint, archive: Archive) -> None:
    """Add the endpoint /logs."""

    @routes.get("/logs")
    def list_file_logs() -> Response:
        file_id = required(request.args, "file_id")
        page = read_page(request.args)
        with_steps = flag(request.args, "include_trace_children")
        if not archive.has_file(file_id):
            raise missing("File", file_id)
        found = archive.file_logs(file_id)
        positions = _filtered(found, request.args)

        def show(part: Sequence[int]) -> list[orjson.Fragment]:
            lines: Iterable[bytes] = found.read(part)
            return as_lines(lines if with_steps else map(_without_steps, lines))

        return answer(page.envelope_of(positions, show))


def _filtered(found: Records, args: Args) -> Sequence[int]:
    """The records that pass all filters; for these, every one of them is looked at."""
    tests = read_tests(args)
    everything = found.positions()
    if not tests and "sample" not in args:
        return everything

    def passing() -> Iterator[tuple[int, str]]:
        for position, line in zip(everything, found.read(everything), strict=True):
            log = orjson.loads(bytes(wire.without_lone_surrogates(line)))
            if passes(log, tests):
                yield position, log["id"]

    return [position for position, _ in sampled(args, list(passing()), lambda one: one[1])]


def _without_steps(line: bytes) -> bytes:
    """A log as it is listed unless the steps inside it are asked for."""
    whole = bytes(wire.without_lone_surrogates(line))
    steps = wire.read_object(whole).get("trace_children")
    if steps is None or bytes(steps) in _NO_STEPS:
        return line
    return with_field(whole, "trace_children", b"[]")

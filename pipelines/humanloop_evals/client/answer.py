"""What the API's answers must look like, and what its error answers say."""

import json
from typing import NamedTuple

import msgspec

from humanloop_evals import wire
from humanloop_evals.client.auth import mask
from humanloop_evals.client.paging import Page
from humanloop_evals.errors import UnexpectedAnswer
from humanloop_evals.reader import Document, LogPage
from humanloop_evals.settings import Secret

_LONGEST_MESSAGE = 300
# No answer has so many records. Of smaller nonsense, such as `{},{},{}`, a body at the limit
# would hold twenty million, and take eighty times its size in memory.
_MOST_RECORDS = 250_000


class _Answer(NamedTuple):
    """A body, or a part of one, that is one object.

    Attributes:
        fields: Its fields, slices of `whole`.
        text: As it was sent.
        whole: The same, or where a text was cut in a character, with another one in its place.
    """

    fields: wire.Fields
    text: wire.Text
    whole: wire.Text
    where: str


def parse_evaluation(evaluation_id: str, body: bytes, where: str) -> Document:
    """The body of GET /evaluations/{id}: an object with the id that was asked for."""
    if _text(_object(body, where), "id") != evaluation_id:
        raise UnexpectedAnswer(_not_expected(where, body, f"an evaluation with id {evaluation_id}"))
    return Document(where, body)


def parse_runs(body: bytes, where: str) -> list[Document]:
    """The body of GET /evaluations/{id}/runs: `{"runs": [...]}`, everything at once."""
    runs = _usual_runs(body)
    if runs is None:
        return _documents(_answer(body, where), "runs")
    return [Document(f"{where}, runs[{i}]", *run) for i, run in enumerate(runs)]


def parse_versions(body: bytes, where: str) -> list[Document]:
    """The body of GET /{type}s/{id}/versions: `{"records": [...]}`, everything at once."""
    answer = _answer(body, where)
    documents = _documents(answer, "records")
    # No total is documented; where there is one, it must not promise more.
    if (total := _whole_number(answer.fields, "total")) not in {None, len(documents)}:
        raise UnexpectedAnswer(
            f"{where}: {len(documents)} of {total} versions came, and no page more"
        )
    for document in documents:
        if not _text(_object(document.text, document.where), "version_id"):
            raise UnexpectedAnswer(f"{document.where}: a version without version_id")
    return documents


def parse_page(size: int, body: bytes, where: str) -> Page:
    """The body of a paged listing: `{"records": [...], "page", "size", "total"}`."""
    answer = _answer(body, where)
    records: dict[str, Document] = {}
    documents = _documents(answer, "records")
    for document in documents:
        record_id = _text(_object(document.text, document.where), "id")
        if not record_id:
            raise UnexpectedAnswer(f"{document.where}: a record without id")
        records[record_id] = document
    total = _whole_number(answer.fields, "total")
    if total is None:
        raise UnexpectedAnswer(_not_expected(where, body, "a page with its total"))
    # Who does not say how large pages are may have served a full one.
    served_size = _whole_number(answer.fields, "size") or len(documents)
    return Page(records, len(documents), min(size, served_size), total)


def parse_object(body: bytes, where: str) -> Document:
    """A body that is one object."""
    _object(body, where)
    return Document(where, body)


def parse_log_page(size: int, body: bytes, where: str) -> LogPage:
    """The body of a page of logs: records without an id of their own."""
    answer = _answer(body, where)
    documents = _documents(answer, "records")
    total = _whole_number(answer.fields, "total")
    if total is None:
        raise UnexpectedAnswer(_not_expected(where, body, "a page with its total"))
    served_size = _whole_number(answer.fields, "size") or len(documents)
    return LogPage(documents, min(size, served_size), total)


def describe_error(body: bytes, key: Secret) -> str:
    """What an error answer says, short, on one line and without the key.

    `detail` is a list, an object or a string; a gateway may send anything else.
    """
    said = one_line(_detail(body.decode(errors="replace")), key)
    return f" ({said})" if said else ""


def one_line(text: str, key: Secret) -> str:
    """A text from elsewhere, short, on one line and without the key."""
    shown = "".join(c if c.isprintable() else " " for c in mask(text, key))
    return " ".join(shown.split())[:_LONGEST_MESSAGE]


def _detail(text: str) -> str:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return text
    detail = answer.get("detail", answer) if isinstance(answer, dict) else answer
    if isinstance(detail, list):
        return "; ".join(_message(item) for item in detail)
    return _message(detail)


def _message(detail: object) -> str:
    if not isinstance(detail, dict):
        return detail if isinstance(detail, str) else json.dumps(detail)
    said = detail.get("description") or detail.get("msg") or detail.get("message")
    place = detail.get("loc")
    if not isinstance(said, str):
        return json.dumps(detail)
    return f"{'.'.join(map(str, place))}: {said}" if isinstance(place, list) and place else said


def _usual_runs(body: bytes) -> list[tuple[msgspec.Raw, wire.Fields]] | None:
    """The runs of an answer as almost all are, each already cut: a third of the time."""
    # Each record has a brace, and two bytes more; to count braces takes as long as to cut them.
    may_be_too_many = len(body) > 3 * _MOST_RECORDS and body.count(b"{") > _MOST_RECORDS
    if may_be_too_many or wire.has_escapes(body):
        return None
    try:
        wire.check_body(body)
    except wire.JsonError:
        return None
    return wire.read_only_list(body, "runs")


def _object(text: wire.Text, where: str) -> wire.Fields:
    return _answer(text, where).fields


def _answer(text: wire.Text, where: str) -> _Answer:
    try:
        if isinstance(text, bytes):
            wire.check_body(text)
        try:
            return _Answer(wire.read_object(text), text, text, where)
        except wire.JsonError:
            # Not before: to look for texts that were cut costs as much as reading.
            whole = wire.without_lone_surrogates(text)
            return _Answer(wire.read_object(whole), text, whole, where)
    except wire.JsonError as error:
        raise UnexpectedAnswer(
            f"{_not_expected(where, text, 'a JSON object')} ({error})"
        ) from error


def _documents(answer: _Answer, name: str) -> list[Document]:
    """The items of a list as they stand in the body, also where a text was cut in a character."""
    fields, text, whole, where = answer
    items = _list(fields, name, whole, where)
    if whole is not text:
        items = wire.same_slices(items, fields[name], bytes(whole), bytes(text))
    return [Document(f"{where}, {name}[{index}]", item) for index, item in enumerate(items)]


def _list(fields: wire.Fields, name: str, text: wire.Text, where: str) -> list[msgspec.Raw]:
    try:
        if wire.is_longer(fields[name], _MOST_RECORDS):
            expected = f"at most {_MOST_RECORDS:,} {name}"
            raise UnexpectedAnswer(_not_expected(where, text, expected))
        return wire.read_list(fields[name])
    except (KeyError, wire.JsonError) as error:
        expected = f"an object with a list of {name}"
        raise UnexpectedAnswer(_not_expected(where, text, expected)) from error


def _text(fields: wire.Fields, name: str) -> str | None:
    try:
        return wire.read_string(fields[name])
    except (KeyError, wire.JsonError):
        return None


def _whole_number(fields: wire.Fields, name: str) -> int | None:
    text = wire.raw_text(fields[name]) if name in fields else ""
    return int(text) if text.isdecimal() and len(text) < 16 else None  # noqa: PLR2004 - below 2**53


def _not_expected(where: str, text: wire.Text, expected: str) -> str:
    """Say what came instead, by its first characters only: data stays out of logs."""
    start = bytes(memoryview(text)[:20]).decode(errors="replace")
    shown = "".join(c if c.isprintable() else " " for c in start)
    return f"not the expected answer from {where}: {expected} was expected, got {shown!r}..."

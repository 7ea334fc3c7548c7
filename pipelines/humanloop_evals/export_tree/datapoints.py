"""The datapoints of a dataset version: each is a line, and no line needs another one."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from humanloop_evals import wire
from humanloop_evals.errors import RecordUnusable
from humanloop_evals.export_tree.lines import Text
from humanloop_evals.reader import Document

# Told what can't be read.
OnDamage = Callable[[str], None]


class _Id(msgspec.Struct):
    id: str


_ID = msgspec.json.Decoder(_Id)


def read_datapoints(text: Text, folders: Iterable[str], on_damage: OnDamage) -> dict[str, Document]:
    """The datapoints in folders of parts, by their ids; of one that is there twice, the first.

    Raises:
        RecordUnusable: A folder can't be read.
    """
    records: dict[str, Document] = {}
    for folder in folders:
        for message in text.not_read(folder):
            on_damage(message)
        for part in text.parts(folder):
            for number, line in _lines(text, part, on_damage):
                try:
                    document = text.document(part, number, line)
                    records.setdefault(_id(document), document)
                except RecordUnusable as error:
                    on_damage(str(error))
    return records


def _lines(text: Text, part: str, on_damage: OnDamage) -> Iterator[tuple[int, bytes]]:
    try:
        yield from text.lines(part)
    except RecordUnusable as error:
        on_damage(str(error))


def _id(document: Document) -> str:
    try:
        return _ID.decode(document.text).id
    except wire.UNDECODABLE as error:
        # Whoever cuts it into its fields says better what is wrong, where it is no JSON.
        try:
            wire.read_object(document.text)
        except wire.JsonError as precise:
            raise RecordUnusable(f"{document.where}: {precise}") from error
        raise RecordUnusable(f"{document.where}: a datapoint without id") from error

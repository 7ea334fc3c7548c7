"""JSONL parts as pages of distinct logs: those of one evaluation, or a file's own."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

import msgspec

from humanloop_evals import wire
from humanloop_evals.errors import RecordUnusable
from humanloop_evals.export_tree.lines import Place, Text
from humanloop_evals.reader import Document, LogPage

PAGE_SIZE = 100
# The exporter begins a new part only when this one is full; the first may have one line more.
_LINES_A_PART = 1000

T = TypeVar("T")

# The run and the id of the log on a line; None for a line that does not have both.
Key = tuple[str, str]
KeyOf = Callable[[bytes], Key | None]


class _Log(msgspec.Struct):
    id: str


class _Record(msgspec.Struct):
    run_id: str
    log: _Log


_LOG = msgspec.json.Decoder(_Log)
_RECORD = msgspec.json.Decoder(_Record)


def evaluation_key(line: bytes) -> Key | None:
    """The key of a record of an evaluation's logs."""
    record = _decode(_RECORD, line)
    return None if record is None else (record.run_id, record.log.id)


def file_key(line: bytes) -> Key | None:
    """The key of a file's own log, which is of no run."""
    log = _decode(_LOG, line)
    return None if log is None else ("", log.id)


def _decode(decoder: msgspec.json.Decoder[T], line: bytes) -> T | None:
    try:
        return decoder.decode(line)
    except wire.UNDECODABLE:
        # A text that was cut inside a character does not keep its log from being loaded.
        whole = wire.without_lone_surrogates(line)
        return None if whole is line else _decode(decoder, bytes(whole))


@dataclass(slots=True)
class Survey:
    """What a first look over all lines has found.

    Attributes:
        by_run: Distinct logs of every run.
        lines: How many lines were looked at.
        parts: The parts to be read, in order.
        older: Parts of earlier attempts and exports, of which only what is missing is taken.
        filled: How many logs were taken from these.
        unusable: Where the first line is that is no log.
    """

    by_run: Counter[str] = field(default_factory=Counter)
    lines: int = 0
    parts: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    filled: int = 0
    unusable: str | None = None

    @property
    def total(self) -> int:
        """All distinct logs."""
        return self.by_run.total()


class LogPages:
    """Serves logs page by page.

    Args:
        text: Where the files are.
        folders: The folders with the parts: that of the copy to be believed, then older ones.
        key_of: See `KeyOf`.
        expected: How many logs each run should have: one that has less is filled up from what is
            older. None fills up everything, where nobody says how much there should be.
        on_damage: Told what can't be read; it may raise that, or let the rest be served.

    Attributes:
        surveyed: What was found, once it was looked for.
    """

    def __init__(
        self,
        text: Text,
        folders: Sequence[str],
        key_of: KeyOf,
        *,
        expected: Mapping[str, int] | None,
        on_damage: Callable[[RecordUnusable], None],
    ) -> None:
        self._text = text
        self._folders = folders
        self._key_of = key_of
        self._expected = expected
        self._on_damage = on_damage
        self.surveyed: Survey | None = None
        self._short: set[str] | None = None
        self._records: Iterator[Document] = iter(())
        self._ahead: Document | None = None
        self._next_page = 0

    def survey(self) -> Survey:
        """Look over all lines; done once."""
        if self.surveyed is None:
            self.surveyed = self._look()
        return self.surveyed

    def not_read(self) -> Iterator[str]:
        """What of the folders is no part, and was expected to be one."""
        for folder in self._folders:
            yield from self._text.not_read(folder)

    def gaps(self) -> Iterator[str]:
        """The first part that is missing, where nothing that is older has stood in for it."""
        if self._folders and not self.survey().filled:
            yield from self._text.gaps(self._folders[0])

    def stale(self) -> str | None:
        """The first part behind one that is not full: the exporter's last attempt has ended there.

        Or lines are missing there, which only counts can tell.
        """
        older = self.survey().older
        is_own = bool(older) and older[0].startswith(f"{self._folders[0]}/")
        return self._text.place(older[0]) if is_own else None

    def page(self, number: int) -> LogPage:
        """A page, counted from 1; the pages behind the last one are empty."""
        survey = self.survey()
        if number != self._next_page:
            self._records = self._read(survey)
            for _ in islice(self._records, (number - 1) * PAGE_SIZE):
                pass
            self._ahead = next(self._records, None)
        self._next_page = number + 1
        records = [] if self._ahead is None else [self._ahead]
        records += islice(self._records, PAGE_SIZE - len(records))
        # One ahead, so that a file is closed as soon as its last record was served.
        self._ahead = next(self._records, None)
        return LogPage(records, PAGE_SIZE, survey.total)

    def keyed_lines(self) -> Iterator[tuple[Place, bytes, Key | None]]:
        """Every distinct record in the order of the pages, and where it is; None: it is none."""
        survey, seen = self.survey(), set[int]()
        for part in survey.parts:
            for place, line in self._lines(part):
                key = self._key_of(line)
                if key is None or _is_new(key, seen):
                    yield place, line, key
        if survey.filled:
            yield from self._missing(survey, seen)

    def _look(self) -> Survey:
        survey, seen = Survey(), set[int]()
        base, *others = [self._text.parts(folder) for folder in self._folders] or [[]]
        for place, part in enumerate(base):
            before = survey.lines
            for at, line in self._lines(part, counted=False):
                survey.lines += 1
                key = self._key_of(line)
                if key is None:
                    survey.unusable = survey.unusable or self._text.place_of(*at[:2])
                elif _is_new(key, seen):
                    survey.by_run[key[0]] += 1
            survey.parts.append(part)
            if survey.lines - before < _LINES_A_PART:
                survey.older += base[place + 1 :]
                break
        survey.older += [part for parts in others for part in parts]
        if self._expected is not None:
            counts = survey.by_run
            self._short = {run for run, count in self._expected.items() if counts[run] < count}
        for *_, key in self._missing(survey, seen, counted=False):
            survey.by_run[key[0]] += 1
            survey.filled += 1
        return survey

    def _read(self, survey: Survey) -> Iterator[Document]:
        """Every distinct record, in order, and every line that can't be one."""
        seen = set[int]()
        is_plain = survey.lines == survey.total and not survey.filled
        for part in survey.parts:
            for place, line in self._lines(part):
                key = None if is_plain else self._key_of(line)
                if key is None or _is_new(key, seen):
                    yield from self._document(place, line)
        if survey.filled:
            for place, line, _ in self._missing(survey, seen):
                yield from self._document(place, line)

    def _missing(
        self, survey: Survey, seen: set[int], *, counted: bool = True
    ) -> Iterator[tuple[Place, bytes, Key]]:
        """What the older parts have of runs that lack something."""
        if self._short is not None and not self._short:
            return
        for part in survey.older:
            for place, line in self._lines(part, counted=counted):
                key = self._key_of(line)
                is_wanted = key is not None and (self._short is None or key[0] in self._short)
                if key is not None and is_wanted and _is_new(key, seen):
                    yield place, line, key

    def _lines(self, part: str, *, counted: bool = True) -> Iterator[tuple[Place, bytes]]:
        try:
            yield from self._text.placed_lines(part, counted=counted)
        except RecordUnusable as error:
            self._on_damage(error)

    def _document(self, place: Place, line: bytes) -> Iterator[Document]:
        try:
            yield self._text.document(place.path, place.number, line)
        except RecordUnusable as error:
            self._on_damage(error)


def _is_new(key: Key, seen: set[int]) -> bool:
    """Whether a log was not there before; 8 bytes of it are remembered."""
    before = len(seen)
    seen.add(hash(key))
    return len(seen) > before

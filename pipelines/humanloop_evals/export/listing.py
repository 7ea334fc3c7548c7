"""A paged listing written to a folder: complete and in order, or not at all."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from humanloop_evals import wire
from humanloop_evals.errors import RecordUnusable, UnexpectedAnswer
from humanloop_evals.export.parts import Parts
from humanloop_evals.export.requests import Requests
from humanloop_evals.extract import Hashes
from humanloop_evals.reader import Document, LogPage

_MOST_READINGS = 4

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where records come from.

    Attributes:
        where: The call, for errors.
        fetch: Reads the page of a number, counted from 1.
        key: What tells a record from others; the last part is its own id, those before it say
            what it is counted with.
    """

    where: str
    fetch: Callable[[int], LogPage]
    key: Callable[[wire.Text], Key]


def write_listing(source: Source, folder: Path, requests: Requests) -> Counter[Key]:
    """Write every record once, in the order served.

    Args:
        source: What is listed.
        folder: Empty, or not there yet.
        requests: Reads the pages.

    Returns:
        How many records there are, by the beginning of their keys.

    Raises:
        EvaluationFailed: No reading was complete; nothing was written.
    """
    reading = _Reading(source)
    for _ in range(_MOST_READINGS):
        reading = _Reading(source)
        with Parts(folder) as parts:
            for page in reading.pages(requests):
                reading.add(page, parts)
        if reading.is_complete:
            return reading.counts
        shutil.rmtree(folder)
    raise UnexpectedAnswer(
        f"{source.where}: the listing is not complete after {_MOST_READINGS} readings: it names a "
        f"total of {sorted(reading.totals)} but served {reading.count} distinct records"
    )


class _Reading:
    """One reading of all pages from the first on."""

    def __init__(self, source: Source) -> None:
        self.totals: set[int] = set()
        self.counts: Counter[Key] = Counter()
        self.count = 0
        self._source = source
        self._seen = Hashes()
        self._pages = 0
        self._expected = 1
        self._has_ended = False

    @property
    def is_complete(self) -> bool:
        """Whether every page named the total that was served."""
        return self.totals == {self.count}

    def pages(self, requests: Requests) -> Iterator[LogPage]:
        """The first page, those that it promises, and further ones as long as some are missing."""
        while self._needs_more:
            expected = max(self._expected, self._pages + 1)
            for page in requests.pages(self._source.fetch, range(self._pages + 1, expected + 1)):
                yield page
                if self._has_ended:
                    # Whatever the total may promise.
                    break

    def add(self, page: LogPage, parts: Parts) -> None:
        """Write the next page.

        Raises:
            RecordUnusable: A record can't be told from others.
        """
        known = self.count
        self.totals.add(page.total)
        for key, document in _with_keys(self._source, page.records):
            if (text := "\0".join(key)) not in self._seen:
                self._seen.add(text)
                self.counts[key[:-1]] += 1
                self.count += 1
                parts.add(document.text)
        self._pages += 1
        self._expected = -(-page.total // max(1, page.size))
        self._has_ended = self.count == known

    @property
    def _needs_more(self) -> bool:
        return not self._has_ended and (not self.totals or self.count < max(self.totals))


def _with_keys(source: Source, documents: Iterable[Document]) -> Iterator[tuple[Key, Document]]:
    for document in documents:
        try:
            yield source.key(wire.without_lone_surrogates(document.text)), document
        except wire.JsonError as error:
            raise RecordUnusable(f"{document.where}: {error}") from error

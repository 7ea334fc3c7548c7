"""The records of one listing, wherever their lines are: some 28 bytes each in memory."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby

from humanloop_evals.errors import RecordUnusable
from humanloop_evals.export_tree import LogPages, Text


class Records:
    """Logs of an evaluation or a file, or the datapoints of a dataset version.

    Args:
        text: Reads the lines.
        pages: Tells which of them are records.

    Raises:
        RecordUnusable: A line is none: to leave it out would be to lose it silently.
    """

    def __init__(self, text: Text, pages: LogPages) -> None:
        self._text = text
        self._paths: dict[str, int] = {}
        self._runs: dict[str, int] = {}
        self._path_of = array("L")
        self._run_of = array("L")
        self._starts = array("Q")
        self._sizes = array("L")
        for place, line, key in pages.keyed_lines():
            if key is None:
                raise RecordUnusable(
                    f"{text.place(place.path)}, line {place.number} is not a record; nothing of "
                    "this listing is answered while it is there"
                )
            self._path_of.append(self._paths.setdefault(place.path, len(self._paths)))
            self._run_of.append(self._runs.setdefault(key[0], len(self._runs)))
            self._starts.append(place.start)
            self._sizes.append(len(line))

    def positions(self, run_ids: Collection[str] = ()) -> Sequence[int]:
        """Every record of some runs, in order; of all if none are named."""
        if not run_ids:
            return range(len(self._starts))
        wanted = {self._runs[run_id] for run_id in run_ids if run_id in self._runs}
        return [position for position, run in enumerate(self._run_of) if run in wanted]

    def read(self, positions: Iterable[int]) -> Iterator[bytes]:
        """The lines of some records, which are named in their order.

        Raises:
            RecordUnusable: They can't be read any more.
        """
        paths = list(self._paths)
        for path, of_path in groupby(positions, key=self._path_of.__getitem__):
            places = ((self._starts[one], self._sizes[one]) for one in of_path)
            yield from self._text.found_lines(paths[path], places)

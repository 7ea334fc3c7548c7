"""Versions, datasets, users and environments: each distinct object is decoded once, one row each.

The API repeats them whole in every run. Bodies seen before are recognised by their bytes; of two
different copies of one object the newer stays, whichever was read first.
"""

from collections.abc import Iterator, Mapping

from humanloop_evals.extract.body import UNRANKED, Body, Copy, Rank
from humanloop_evals.extract.drift import Outline
from humanloop_evals.extract.stage import Stage
from humanloop_evals.tables import DATASETS

# Ranks of the rows that the database holds already, by table and key.
Ranks = Mapping[str, Mapping[str, Rank]]

# Recognising a body is worth this much memory and no more.
_BODIES_LIMIT = 32 * 1024 * 1024
# The rows of a copy that is not the newest any more are kept alive by its shape.
_SHAPES_LIMIT = 10_000


class Catalog:
    """Everything accepted so far."""

    def __init__(self) -> None:
        self._bodies: dict[bytes, Body] = {}
        self._shapes: dict[Outline, Body] = {}
        self._bytes = 0
        self._newest: dict[tuple[str, str], Copy] = {}

    def stage(self) -> Stage:
        """Begin one evaluation, whose objects are accepted together or not at all."""
        return Stage(self._bodies, self._shapes)

    def accept(self, stage: Stage) -> None:
        """Take over what an evaluation that was read completely has brought.

        Raises:
            RecordUnusable: Something in it can't be loaded; nothing of it was taken over.
        """
        for body in stage.decoded():
            for part in body.parts:
                newest = self._newest.get(part.place)
                if newest is None or newest.rank <= part.rank:
                    assert part.copy is not None
                    self._newest[part.place] = part.copy
        self._remember(stage)

    def datasets(self) -> Iterator[tuple[str, str, int | None]]:
        """Every dataset version with its file and how many datapoints it says it has."""
        for (table, key), copy in self._newest.items():
            if table == DATASETS.name:
                ((_, values),) = copy.rows.tables[table].items()
                row = dict(zip(DATASETS.names, values, strict=True))
                if row["file_id"] is not None:
                    yield key, row["file_id"], row["datapoints_count"]

    def take(self, held: Ranks) -> Iterator[Copy]:
        """Hand over every object, but for those of which the database holds a newer copy."""
        self._bodies.clear()
        self._shapes.clear()
        for table, key in list(self._newest):
            copy = self._newest.pop((table, key))
            if held.get(table, {}).get(key, UNRANKED) <= copy.rank:
                yield copy

    def _remember(self, stage: Stage) -> None:
        self._bytes += sum(map(len, stage.bodies))
        if self._bytes > _BODIES_LIMIT:
            self._bodies.clear()
            self._bytes = 0
        else:
            self._bodies.update(stage.bodies)
        if len(self._shapes) > _SHAPES_LIMIT:
            self._shapes.clear()
        self._shapes.update(stage.shapes)

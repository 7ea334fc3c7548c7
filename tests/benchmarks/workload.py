"""A seeded account of any size: evaluations, runs and versions as the bytes the API would send.

Versions, datasets and users are rendered once. A body with runs is those texts joined, which costs
next to nothing, so that the largest size (760 MB of JSON) need not be held.
"""

import random
from dataclasses import dataclass

from objects import DATASETS_COUNT, EVALUATORS_COUNT, USERS_COUNT, Objects
from rendering import COMPACT, Layout, identifier


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is.

    Attributes:
        evaluations: All of them.
        runs: Of each evaluation.
        files: Prompts that are evaluated; evaluations are spread over them evenly.
    """

    evaluations: int
    runs: int
    files: int


SIZES = {"S": Size(20, 10, 4), "M": Size(1_000, 20, 20), "L": Size(5_000, 40, 100)}
_STATUSES = ("completed", "completed", "completed", "completed", "running", "cancelled")


class Workload:
    """One account.

    Args:
        size: How much of it.
        seed: Another seed, another account.
        repeats: Whether a version is the same text in every run, as it mostly is. Otherwise its
            counters differ in every run, so that no body is ever seen twice.
        layout: How the JSON is written.

    Attributes:
        file_ids: The prompts that are evaluated.
    """

    def __init__(
        self, size: Size, *, seed: int = 7, repeats: bool = True, layout: Layout = COMPACT
    ) -> None:
        self._size = size
        self._seed = seed
        self._repeats = repeats
        self._layout = layout
        self._objects = Objects(random.Random(seed), files=size.files, layout=layout)
        self.file_ids = [file.file_id for file in self._objects.files]
        ids = random.Random(f"{seed} evaluations")
        self._numbers = {identifier(ids, "evr"): number for number in range(size.evaluations)}

    @property
    def evaluation_ids(self) -> list[str]:
        """All evaluations, in order."""
        return list(self._numbers)

    def evaluations(self, file_id: str, page: int, size: int) -> bytes | None:
        """The body of GET /evaluations; None for a file that there is not."""
        if file_id not in self.file_ids:
            return None
        place = self.file_ids.index(file_id)
        ids = self.evaluation_ids[place :: self._size.files]
        chosen = ids[(page - 1) * size : page * size]
        records = [self._evaluation(evaluation_id) for evaluation_id in chosen]
        return self._layout.page(records, page=page, size=size, total=len(ids))

    def evaluation(self, evaluation_id: str) -> bytes | None:
        """The body of GET /evaluations/{id}; None when there is none of that id."""
        return self._evaluation(evaluation_id) if evaluation_id in self._numbers else None

    def runs(self, evaluation_id: str) -> bytes | None:
        """The body of GET /evaluations/{id}/runs; None when there is none of that id."""
        number = self._numbers.get(evaluation_id)
        if number is None:
            return None
        chance = random.Random(f"{self._seed} runs {number}")
        runs = [self._run(chance, number, position) for position in range(self._size.runs)]
        return self._layout.object({"runs": self._layout.array(runs)})

    def _run(self, chance: random.Random, number: int, position: int) -> bytes:
        counter = None if self._repeats else number * self._size.runs + position
        file = self._objects.files[number % self._size.files]
        version = file.versions[chance.randrange(len(file.versions))]
        dataset = self._objects.datasets[chance.randrange(DATASETS_COUNT)]
        user = self._objects.users[chance.randrange(USERS_COUNT)]
        day, hour, fraction = 1 + number % 28, position % 24, chance.randrange(10**6)
        at = f"2025-06-{day:02d}T{hour:02d}:10:09.{fraction:06d}"
        fields = {
            "id": identifier(chance, "rn"),
            "orchestrated": chance.random() < 0.9,
            "added_at": at,
            "created_at": at,
            "status": chance.choice(_STATUSES),
            "control": position == 0,
        }
        rendered = {name: self._layout.value(value) for name, value in fields.items()}
        nested = {
            "dataset": dataset.text(counter),
            "version": version.text(counter),
            "created_by": user,
        }
        return self._layout.object(rendered | nested)

    def _evaluation(self, evaluation_id: str) -> bytes:
        number = self._numbers[evaluation_id]
        # Beyond the counters of all runs, so that these bodies repeat none of theirs.
        counter = None if self._repeats else self._size.evaluations * self._size.runs + number
        chance = random.Random(f"{self._seed} evaluation {number}")
        file = self._objects.files[number % self._size.files]
        evaluators = [
            self._layout.object(
                {
                    "version": self._objects.evaluators[place].text(counter),
                    "orchestrated": b"true",
                    "added_at": self._layout.value("2025-05-30T09:00:00.000000"),
                }
            )
            for place in chance.sample(range(EVALUATORS_COUNT), 2)
        ]
        fields = {
            "id": evaluation_id,
            "runs_count": self._size.runs,
            "name": f"Comparison {number}",
            "file_id": file.file_id,
            "created_at": "2025-05-30T09:00:00.123456",
            "updated_at": "2025-06-20T18:00:00.654321",
            "url": f"https://app.example.com/project/{file.file_id}/evaluations/{evaluation_id}",
        }
        rendered = {name: self._layout.value(value) for name, value in fields.items()}
        nested = {
            "evaluators": self._layout.array(evaluators),
            "created_by": self._objects.users[chance.randrange(USERS_COUNT)],
        }
        return self._layout.object(rendered | nested)

"""A seeded account with logs and judgments of any size, and the stats that agree with them.

Nothing of it is held: what differs between logs comes from a few random bytes that are drawn once
more wherever they are needed, and the rest of a record is a template.
"""

import math
import random
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from log_objects import (
    DATAPOINTS_COUNT,
    OPTIONS,
    RUNS_COUNT,
    USERS_COUNT,
    Datapoint,
    Evaluator,
    LoggedFile,
    LogObjects,
)
from rendering import COMPACT, Layout, identifier


@dataclass(frozen=True, slots=True)
class LogSize:
    """How much there is.

    Attributes:
        evaluations: All of them; each has ten runs.
        logs: Of each evaluation.
        files: Prompts that are evaluated; evaluations are spread over them evenly.
    """

    evaluations: int
    logs: int
    files: int


LOG_SIZES = {
    "LS": LogSize(10, 200, 2),
    "LM": LogSize(200, 1_000, 10),
    "LL": LogSize(2_000, 1_000, 40),
}
# Random bytes of a log: four ids of 21 letters are 63, three decide judgments, six its texts.
_DRAWN = 72
_IDS = 63
_ID_LETTERS = 21
_TEXTS = _IDS + 3
_PERCENTILES = ("0", "25", "50", "75", "90", "95", "99", "99.9", "100")

# What a byte decides, written as JSON: a judgment, and what went wrong.
_BOOLEANS = ("null", "error", *["true"] * 150, *["false"] * 104)
_NUMBERS = ("null", "error", *(f"{1 + step % 9 / 2:.1f}" for step in range(254)))
_OPTIONS = ("null", "error", *(f'"{OPTIONS[place % len(OPTIONS)]}"' for place in range(254)))
_JUDGMENTS = (_BOOLEANS, _NUMBERS, _OPTIONS)
_TIMED_OUT = b'"The evaluator timed out"'
_RENDERED = [
    [(b"null", _TIMED_OUT) if text == "error" else (text.encode(), b"null") for text in judgments]
    for judgments in _JUDGMENTS
]


@dataclass(frozen=True, slots=True)
class _Run:
    run_id: str
    number: int
    position: int


class LogWorkload:
    """One account.

    Args:
        size: How much of it.
        seed: Another seed, another account.
        layout: How the JSON is written.
        changes: Runs of which one log is judged otherwise, or to which one is added, whenever
            `next_generation` is called.

    Attributes:
        file_ids: The prompts that are evaluated.
    """

    def __init__(
        self, size: LogSize, *, seed: int = 7, layout: Layout = COMPACT, changes: int = 0
    ) -> None:
        self._size = size
        self._seed = seed
        self._layout = layout
        self._changes = changes
        self._generation = 0
        self._added: Counter[tuple[int, int]] = Counter()
        self._rejudged: Counter[tuple[int, int, int]] = Counter()
        self._objects = LogObjects(random.Random(seed), files=size.files, layout=layout)
        self.file_ids = [file.file_id for file in self._objects.files]
        ids = random.Random(f"{seed} evaluations")
        self._numbers = {identifier(ids, "evr"): number for number in range(size.evaluations)}
        self._datasets = {file.dataset.file_id: file.dataset for file in self._objects.files}

    @cached_property
    def evaluation_ids(self) -> list[str]:
        """All evaluations, in order."""
        return list(self._numbers)

    def next_generation(self) -> int:
        """Change some runs; one and the same call changes the same ones in every process."""
        self._generation += 1
        chance = random.Random(f"{self._seed} generation {self._generation}")
        for place in chance.sample(range(self._size.evaluations * RUNS_COUNT), self._changes):
            number, position = divmod(place, RUNS_COUNT)
            if chance.random() < 0.5:
                self._added[number, position] += 1
            else:
                log = chance.randrange(self._size.logs // RUNS_COUNT)
                self._rejudged[number, position, log] += 1
        return self._generation

    def evaluations(self, file_id: str, page: int, size: int) -> bytes | None:
        """The body of GET /evaluations; None for a file that there is not."""
        if file_id not in self.file_ids:
            return None
        ids = self.evaluation_ids[self.file_ids.index(file_id) :: self._size.files]
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
        runs = [self._run(run) for run in self._runs(number)]
        return self._layout.object({"runs": self._layout.array(runs)})

    def stats(self, evaluation_id: str) -> bytes | None:
        """The body of GET /evaluations/{id}/stats; None when there is none of that id."""
        number = self._numbers.get(evaluation_id)
        if number is None:
            return None
        stats = [self._run_stats(run) for run in self._runs(number)]
        return self._layout.value({"run_stats": stats, "status": "completed"})

    def logs(
        self, evaluation_id: str, run_ids: Sequence[str], page: int, size: int
    ) -> bytes | None:
        """The body of GET /evaluations/{id}/logs; of all runs where none is named."""
        number = self._numbers.get(evaluation_id)
        if number is None:
            return None
        runs = [run for run in self._runs(number) if not run_ids or run.run_id in run_ids]
        records = list(self._records(runs, (page - 1) * size, page * size))
        total = sum(map(self._count, runs))
        return self._layout.page(records, page=page, size=size, total=total)

    def records(self, evaluation_id: str) -> Iterator[bytes]:
        """Every record of an evaluation's logs."""
        return self._records(self._runs(self._numbers[evaluation_id]), 0, self._size.logs)

    def datapoints(self, dataset_id: str, page: int, size: int) -> bytes | None:
        """The body of GET /datasets/{id}/datapoints; None when there is none of that id."""
        dataset = self._datasets.get(dataset_id)
        if dataset is None:
            return None
        chosen = [each.text for each in dataset.datapoints[(page - 1) * size : page * size]]
        return self._layout.page(chosen, page=page, size=size, total=len(dataset.datapoints))

    def _file(self, number: int) -> LoggedFile:
        return self._objects.files[number % self._size.files]

    @lru_cache(maxsize=64)  # noqa: B019 - there is one workload in a process
    def _runs(self, number: int) -> list[_Run]:
        chance = random.Random(f"{self._seed} runs {number}")
        return [_Run(identifier(chance, "rn"), number, position) for position in range(RUNS_COUNT)]

    def _count(self, run: _Run) -> int:
        return self._size.logs // RUNS_COUNT + self._added[run.number, run.position]

    @lru_cache(maxsize=64)  # noqa: B019 - there is one workload in a process
    def _draw(self, number: int, position: int, count: int) -> bytes:
        """The random bytes of every log of a run; those of added logs do not move the others."""
        name = f"{self._seed} run {number} {position}"
        first = self._size.logs // RUNS_COUNT
        added = (random.Random(f"{name} {place}") for place in range(first, count))
        drawn = random.Random(name).randbytes(_DRAWN * first)
        return drawn + b"".join(chance.randbytes(_DRAWN) for chance in added)

    def _decided(self, run: _Run, index: int, place: int, drawn: int) -> int:
        """The byte that decides a judgment; the number moves on when a log is judged anew."""
        moved = self._rejudged[run.number, run.position, index] if place == 1 else 0
        return (drawn + moved) % 256 if moved else drawn

    def _records(self, runs: list[_Run], begin: int, end: int) -> Iterator[bytes]:
        start = 0
        for run in runs:
            count = self._count(run)
            first, last = max(begin - start, 0), min(end - start, count)
            if first < last:
                drawn = self._draw(run.number, run.position, count)
                for index in range(first, last):
                    yield self._record(run, index, drawn[index * _DRAWN : (index + 1) * _DRAWN])
            start += count

    def _record(self, run: _Run, index: int, drawn: bytes) -> bytes:
        file = self._file(run.number)
        letters = b64encode(drawn[:_IDS], b"xY")
        ids = [letters[at : at + _ID_LETTERS] for at in range(0, 4 * _ID_LETTERS, _ID_LETTERS)]
        judgments = [
            _RENDERED[place][self._decided(run, index, place, drawn[_IDS + place])]
            for place in range(3)
        ]
        per_run = self._size.logs // RUNS_COUNT
        datapoint: Datapoint = file.dataset.datapoints[
            (run.position * per_run + index) % DATAPOINTS_COUNT
        ]
        seconds, sentences = index * 2, self._objects.sentences
        texts = drawn[_TEXTS:]
        day = b"2025-06-%02dT%02d:" % (1 + run.number % 28, run.position)
        return file.versions[run.position].record % {
            b"run_id": run.run_id.encode(),
            b"log_id": ids[0],
            b"id_0": ids[1],
            b"id_1": ids[2],
            b"id_2": ids[3],
            b"start": b"%b%02d:%02d.%03d000" % (day, *divmod(seconds, 60), texts[4]),
            b"end": b"%b%02d:%02d.%03d000" % (day, *divmod(seconds + 1, 60), texts[5]),
            b"output": b" ".join([sentences[byte] for byte in texts[:4]]),
            b"inputs": datapoint.inputs,
            b"datapoint": datapoint.text,
            b"latency": b"1.%03d" % texts[5],
            b"tokens": 40 + texts[4],
            b"judgment_0": judgments[0][0],
            b"error_0": judgments[0][1],
            b"judgment_1": judgments[1][0],
            b"error_1": judgments[1][1],
            b"judgment_2": judgments[2][0],
            b"error_2": judgments[2][1],
        }

    def _run_stats(self, run: _Run) -> dict[str, object]:
        count = self._count(run)
        drawn = self._draw(run.number, run.position, count)
        said = [
            Counter(
                _JUDGMENTS[place][self._decided(run, index, place, byte)]
                for index, byte in enumerate(drawn[_IDS + place :: _DRAWN])
            )
            for place in range(3)
        ]
        return {
            "run_id": run.run_id,
            "version_id": self._file(run.number).versions[run.position].version_id,
            "num_logs": count,
            "evaluator_stats": [
                _evaluator_stats(evaluator, counts)
                for evaluator, counts in zip(self._objects.evaluators, said, strict=True)
            ],
            "status": "completed",
        }

    def _run(self, run: _Run) -> bytes:
        file = self._file(run.number)
        at = f"2025-06-{1 + run.number % 28:02d}T{run.position:02d}:00:00.000000"
        fields = {
            "id": run.run_id,
            "orchestrated": True,
            "added_at": at,
            "created_at": at,
            "status": "completed",
            "control": run.position == 0,
        }
        nested = {
            "dataset": file.dataset.text,
            "version": file.versions[run.position].text,
            "created_by": self._objects.users[run.number % USERS_COUNT],
        }
        return self._layout.object(self._rendered(fields) | nested)

    def _evaluation(self, evaluation_id: str) -> bytes:
        number = self._numbers[evaluation_id]
        fields = {
            "id": evaluation_id,
            "runs_count": RUNS_COUNT,
            "evaluators": [
                {
                    "version": evaluator.value,
                    "orchestrated": True,
                    "added_at": "2025-05-30T09:00:00.000000",
                }
                for evaluator in self._objects.evaluators
            ],
            "name": f"Comparison {number}",
            "file_id": self._file(number).file_id,
            "created_at": "2025-05-30T09:00:00.123456",
            "updated_at": "2025-06-28T18:00:00.654321",
        }
        created_by = {"created_by": self._objects.users[number % USERS_COUNT]}
        return self._layout.object(self._rendered(fields) | created_by)

    def _rendered(self, fields: dict[str, object]) -> dict[str, bytes]:
        return {name: self._layout.value(value) for name, value in fields.items()}


def _evaluator_stats(evaluator: Evaluator, said: Counter[str]) -> dict[str, object]:
    nulls, errors = said["null"], said["error"]
    judged = {text: count for text, count in said.items() if text not in {"null", "error"}}
    stats = {
        "evaluator_version_id": evaluator.version_id,
        "total_logs": said.total(),
        "num_judgments": said.total() - nulls - errors,
        "num_nulls": nulls,
        "num_errors": errors,
    }
    match evaluator.value["spec"]["return_type"]:
        case "boolean":
            return {**stats, "num_true": said["true"], "num_false": said["false"]}
        case "number":
            return stats | _numeric({float(text): count for text, count in judged.items()})
    per_option = {name: said[f'"{name}"'] for name in OPTIONS}
    return {**stats, "num_judgments_per_option": per_option}


def _numeric(counts: dict[float, int]) -> dict[str, object]:
    values = sorted(Counter(counts).elements())
    if not values:
        return {"mean": None, "sum": None, "std": None, "percentiles": {}}
    mean = sum(values) / len(values)
    variance = sum(count * (value - mean) ** 2 for value, count in counts.items()) / len(values)
    last = len(values) - 1
    percentiles = {name: values[round(float(name) / 100 * last)] for name in _PERCENTILES}
    return {
        "mean": mean,
        "sum": sum(values),
        "std": math.sqrt(variance),
        "percentiles": percentiles,
    }
